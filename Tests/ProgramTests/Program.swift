import Foundation
import Synchronization
import TestSupport

@testable import laneid

/// One of the built programs, run as a user runs it.
struct Program {
    static let tool = Program(name: "laneid")

    var name: String

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

    /// Runs to the end, at most a minute. The tool runs in this process where it gets no input and
    /// no environment of its own, because starting a process takes longer.
    func run(
        _ arguments: String..., input: [UInt8]? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        try run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String], input: [UInt8]? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        guard name == "laneid", input == nil, environment.isEmpty else {
            return try start(arguments, input: input ?? [], environment: environment).finish()
        }
        let (output, errors) = (Transcript(), Transcript())
        let console = Console(output: output.append, errors: errors.append)
        let code = Tool(commands: Command.all, console: console).run(arguments)
        return Result(output: output.text, errors: errors.text, code: code.rawValue)
    }

    /// What was written.
    private final class Transcript: Sendable {
        private let kept = Mutex("")

        var text: String { kept.withLock { $0 } }

        func append(_ text: String) { kept.withLock { $0 += text } }
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
            // Files, not pipes: whatever the order in which they are written and read, nobody
            // waits.
            let files = try ["in", "out", "err"].map { name in
                let url = scratch.url.appending(path: name)
                try Data(name == "in" ? input : []).write(to: url)
                return try FileHandle(forUpdating: url)
            }
            process.executableURL = URL(filePath: "/usr/bin/timeout")
            process.arguments =
                [
                    "--signal=KILL", "60",
                    program.name.hasPrefix("/") ? program.name : BuiltPrograms.path(program.name),
                ]
                + arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = files[0]
            process.standardOutput = files[1]
            process.standardError = files[2]
            try process.run()
        }

        var isRunning: Bool { process.isRunning }

        /// What it wrote so far, on either output.
        var printed: String { (try? scratch.text("out")) ?? "" }
        var said: String { (try? scratch.text("err")) ?? "" }

        /// Ends it and what it started.
        func end() {
            process.terminate()
            process.waitUntilExit()
        }

        /// Waits for its end.
        func finish() throws -> Result {
            process.waitUntilExit()
            return Result(
                output: try scratch.text("out"), errors: try scratch.text("err"),
                code: process.terminationStatus)
        }
    }
}
