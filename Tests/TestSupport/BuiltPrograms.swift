public import Foundation
public import Transport

/// The programs of this build.
public enum BuiltPrograms {
    /// Their folder: that of the running program, or the one that `LANEID_PROGRAMS` names.
    public static var folder: URL {
        if let folder = ProcessInfo.processInfo.environment["LANEID_PROGRAMS"] {
            return URL(filePath: folder)
        }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// The path of a program.
    public static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The environment without what the daemon listens to.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("LANEID_") && name != "JOURNAL_STREAM"
        }
    }
}

extension ChildProcess {
    /// Starts a `laneidd` and waits for nothing.
    public static func laneidd(
        _ arguments: [String], program: String = BuiltPrograms.path("laneidd"),
        environment: [String: String] = [:], log: String
    ) throws -> ChildProcess {
        try ChildProcess(
            path: program, arguments: arguments,
            environment: BuiltPrograms.environment.merging(environment) { $1 }, log: log)
    }

    /// Waits until the daemon serves; its log says so.
    public func waitUntilReady(log: String, within limit: Duration) throws {
        func text() -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
        try waitFor("the daemon's \"ready\"", within: limit, seen: text()) {
            guard isRunning else { throw NotInTime(what: "the daemon ended: it", seen: text()) }
            return text().contains("ready:") ? true : nil
        }
    }
}
