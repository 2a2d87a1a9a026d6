import Foundation

/// One of the built programs, run as a user runs it.
struct Program {
    static let tool = Program(name: "laneid")

    var name: String

    /// The folder with the programs that this test run was built with, or with those that `LANEID_PROGRAMS` names.
    static var folder: URL {
        if let folder = ProcessInfo.processInfo.environment["LANEID_PROGRAMS"] {
            return URL(filePath: folder)
        }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// The path of a file of the repository.
    static func repository(_ path: String) -> String {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: path).path
    }

    struct Result {
        var output: String
        var errors: String
        var code: Int32
    }

    /// Runs to the end, at most a minute.
    func run(
        _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Result {
        try run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Result {
        try start(arguments, input: input, environment: environment).finish()
    }

    /// Starts it; a minute later it is ended.
    func start(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Running {
        try Running(self, arguments, input, environment)
    }

    /// A program that was started.
    final class Running {
        private let process = Process()
        private let scratch: ScratchFolder

        fileprivate init(
            _ program: Program, _ arguments: [String], _ input: [UInt8],
            _ environment: [String: String]
        ) throws {
            scratch = try ScratchFolder()
            // Files, not pipes: whatever the order in which they are written and read, nobody waits.
            let files = try ["in", "out", "err"].map { name in
                let url = scratch.url.appending(path: name)
                try Data(name == "in" ? input : []).write(to: url)
                return try FileHandle(forUpdating: url)
            }
            process.executableURL = URL(filePath: "/usr/bin/timeout")
            process.arguments =
                ["--signal=KILL", "60", Program.folder.appending(path: program.name).path]
                + arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = files[0]
            process.standardOutput = files[1]
            process.standardError = files[2]
            try process.run()
        }

        var isRunning: Bool { process.isRunning }

        /// Waits for its end.
        func finish() throws -> Result {
            process.waitUntilExit()
            return Result(
                output: try scratch.text("out"), errors: try scratch.text("err"),
                code: process.terminationStatus)
        }
    }
}

/// A folder of a test's own, removed with it.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "laneid-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    /// What is in the folder besides the files of a program's run.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path)
            .filter { !["in", "out", "err"].contains($0) }.sorted()
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: url.appending(path: name))
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return path(name)
    }
}
