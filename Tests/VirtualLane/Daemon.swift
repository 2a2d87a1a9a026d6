import Foundation
import Identity
import LaneLink
import Simulator
import TestSupport
import Transport

/// The daemon as it is installed, with a lane that listens.
///
/// One owner; the daemon is killed when the owner lets go of it.
final class Daemon {
    let folder: String
    private let process: ChildProcess
    private let lane: PretendLane
    private let listener: LaneClient
    private var heard = Data()

    /// The daemon as it is installed: what `make build` made.
    static let program = ".build/release/laneidd"

    /// - Parameters:
    ///   - arguments: What follows `laneidd`, besides where its files are.
    ///   - directory: A directory of customers, of which it gets a copy.
    init(_ arguments: [String], directory: String? = nil) throws {
        let folder = "/run/laneid-\(UUID().uuidString.prefix(8))"
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        if let directory {
            try FileManager.default.copyItem(
                atPath: directory, toPath: "\(folder)/directory.sqlite")
        }
        process = try .laneidd(
            [
                "--socket", "\(folder)/lane.sock", "--journal", "\(folder)/journal.sqlite",
                "--directory", "\(folder)/directory.sqlite",
            ] + arguments, program: Self.program, log: "\(folder)/log")
        try process.waitUntilReady(log: "\(folder)/log", within: patience)
        lane = try PretendLane(socket: "\(folder)/lane.sock", lane: "lane-1")
        _ = try lane.subscribe()
        listener = try LaneClient(path: "\(folder)/lane.sock")
        try listener.call("subscribe") { line in
            line.member("lane", string: "lane-1")
            line.member("client", string: "listener")
        }
    }

    /// What it has logged.
    var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    /// Its process id.
    var id: Int32 { process.id }

    /// Ends it as a crash does. What systemd runs then is run: `ExecStopPost=`.
    func kill() throws {
        process.kill()
        process.wait()
        let code = try ChildProcess(
            path: Self.program,
            arguments: ["--socket", "\(folder)/lane.sock", "--release-interfaces"],
            environment: [:], log: "\(folder)/log"
        ).wait()
        try require(code == 0, "--release-interfaces ended with \(code)")
    }

    /// How `devices` lists them.
    func devices() throws -> [LaneMessage.Device] {
        try lane.client.call("devices", within: patience).devices ?? []
    }

    /// How `devices` lists a device; nil where it does not.
    func device(_ name: String) throws -> LaneMessage.Device? {
        try devices().first { $0.device == name }
    }

    /// Waits for a device of this driver to be ready.
    @discardableResult
    func waitForReady(driver: String) throws -> LaneMessage.Device {
        var last: [LaneMessage.Device] = []
        do {
            return try waitFor("the readiness of \(driver)") {
                last = try devices()
                return last.first { $0.driver == driver && $0.state == "ready" }
            }
        } catch {
            throw Failed("\(error); there are \(last)")
        }
    }

    /// Everything that the lane's socket has said to a second lane program, which listens from the
    /// start.
    func takeHeard() throws -> Data {
        while let line = try listener.line(within: .milliseconds(200)) {
            heard.append(contentsOf: line)
            heard.append(0x0A)
        }
        return heard
    }

    /// Waits for a device to be in `state`, and returns why it is.
    @discardableResult
    func waitUntil(
        _ device: String, _ state: String, orGone mayBeGone: Bool = false,
        within limit: Duration = patience
    ) throws -> String {
        var last: LaneMessage.Device?
        do {
            return try waitFor("\(device)'s being \(state)", within: limit) {
                last = try self.device(device)
                if mayBeGone, last == nil { return "" }
                return last?.state == state ? last?.why ?? "" : nil
            }
        } catch {
            throw Failed("\(error); it is \(last?.state ?? "not there"), \(last?.why ?? "")")
        }
    }

    /// Waits until the daemon says that a device has come to be in `state`, and returns why.
    @discardableResult
    func waitForNotice(_ device: String, _ state: String) throws -> String {
        let end = Instant.now + patience
        var last = "nothing was said of it"
        while let message = try lane.client.message(within: max(end - .now, .zero)) {
            guard case .device(let notice) = message, notice.device == device else { continue }
            if notice.state == state { return notice.why ?? "" }
            last = "\(notice.state)\(notice.why.map { ", \($0)" } ?? "")"
        }
        throw Failed("\(device) did not become \(state): \(last)")
    }

    /// What was said of devices so far says nothing of what comes.
    func forgetNotices() throws {
        _ = try devices()
        while let line = try lane.client.line(within: .zero) { _ = line }
    }

    /// The next event.
    func event() throws -> LaneEvent {
        guard let event = try event(within: patience) else { throw Failed("no event came") }
        return event
    }

    /// The next event; nil when none came within `limit`.
    func event(within limit: Duration) throws -> LaneEvent? {
        try lane.event(within: limit)
    }

    /// Lets a device beep as a lane program does.
    func feedback(_ signal: String, at device: String) throws {
        try lane.client.call("feedback", within: patience) { line in
            line.member("device", string: device)
            line.member("signal", word: signal)
        }
    }
}
