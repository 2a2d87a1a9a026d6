import Foundation
import Identity
import TestSupport
import Transport

/// The programs that are measured, and the folder in which they work.
struct Programs {
    /// Where the release build is: beside this program.
    let folder: URL
    /// Where everything is written that a run needs; the customers stay for the next one.
    let scratch: URL

    init() throws {
        folder = BuiltPrograms.folder
        scratch = folder.appending(path: "bench-data")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { scratch.appending(path: name).path }

    /// Removes a database and what SQLite keeps beside it.
    func remove(_ name: String) {
        for suffix in ["", "-wal", "-shm", ".mark", ".tail"] {
            try? FileManager.default.removeItem(atPath: file(name) + suffix)
        }
    }

    func start(_ name: String, _ arguments: [String]) throws -> ChildProcess {
        let path = name.hasPrefix("/") ? name : folder.appending(path: name).path
        return try ChildProcess(
            path: path, arguments: arguments,
            environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], log: file("log"))
    }

    /// Runs a program to its end.
    func run(_ name: String, _ arguments: [String]) throws {
        let code = try start(name, arguments).wait()
        guard code == 0 else {
            throw BenchError("\(name) ended with \(code); see \(file("log"))")
        }
    }

    /// Starts the daemon with scanners on the given ports.
    func startGateway(
        ports: [String], directory: String = Customers.directory,
        journal: String = "journal.sqlite", socket: String = "lane.sock"
    ) throws -> ChildProcess {
        remove(journal)
        try Data("{}".utf8).write(to: scratch.appending(path: "settings.json"))
        var arguments = [
            "--settings", file("settings.json"), "--directory", file(directory),
            "--journal", file(journal), "--socket", file(socket),
        ]
        for (index, port) in ports.enumerated() {
            arguments += ["--device", "d\(index),driver=serial-scanner,path=\(port),lane=L1"]
        }
        return try start("laneidd", arguments)
    }
}

/// Why there are no figures.
struct BenchError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
