import Foundation
import Simulator

/// A `laneidd` in a scratch folder of its own, ended with the test.
final class RunningDaemon {
    let scratch: ScratchFolder
    private let process = Process()

    /// Starts the daemon with a line scanner `front` on lane `L1`, and returns when it listens.
    init(_ arguments: String...) throws {
        scratch = try ScratchFolder()
        process.executableURL = Program.folder.appending(path: "laneidd")
        process.arguments =
            [
                "--directory", scratch.path("d.sqlite"), "--journal", scratch.path("j.sqlite"),
                "--socket", scratch.path("lane.sock"),
                "--device", "front,driver=serial-scanner,path=\(scratch.path("front")),lane=L1",
            ] + arguments
        process.standardError = try FileHandle(
            forWritingTo: URL(filePath: scratch.file("log", "")))
        process.standardOutput = process.standardError
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try waitUntilItListens()
    }

    var socket: String { scratch.path("lane.sock") }
    var port: String { scratch.path("front") }
    /// What the tool needs to reach it.
    var environment: [String: String] { ["LANEID_SOCKET": socket] }

    func lane() throws -> PretendLane {
        try PretendLane(socket: socket, lane: "L1")
    }

    private func waitUntilItListens() throws {
        let end = Date(timeIntervalSinceNow: 20)
        while (try? lane()) == nil {
            guard process.isRunning, Date() < end else {
                throw DidNotStart(log: (try? scratch.text("log")) ?? "")
            }
            // A socket's appearance is only seen by looking again.
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    struct DidNotStart: Error {
        var log: String
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
