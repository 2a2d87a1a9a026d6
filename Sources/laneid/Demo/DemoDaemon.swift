import Directory
import FoundationEssentials
import Identity
import Simulator
import Transport

/// A daemon in a scratch folder, with a sample directory and three ports for virtual readers.
final class DemoDaemon {
    static let lane = "L1"
    /// The daemon's devices, and the drivers that speak for them.
    static let devices = [
        (name: "front-scanner", driver: "serial-scanner"),
        (name: "bench-scanner", driver: "magellan-scanner"),
        (name: "swipe", driver: "serial-swipe"),
    ]

    /// Everything of the demonstration is in here.
    let folder: URL
    let process: ChildProcess

    /// Makes the folder, lets `fill` make the directory of customers in it, and starts the daemon.
    /// - Parameter staysWhenLetGo: Whether Ctrl-C at this program leaves the daemon alone.
    init(staysWhenLetGo: Bool, fill: (CustomerDirectory) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "laneid-demo-\(RunningProcess.current.id)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        func path(_ name: String) -> String { folder.appending(path: name).path }
        self.folder = folder
        try Data(Self.settings(in: folder.path).utf8).write(to: URL(filePath: path("laneid.json")))

        let tool = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let environment = ProcessInfo.processInfo.environment.filter { $0.key != "LANEID_SOCKET" }
        try fill(CustomerDirectory(path: path("directory.sqlite"), access: .edit))
        process = try ChildProcess(
            path: URL(filePath: tool).deletingLastPathComponent().appending(path: "laneidd").path,
            arguments: ["--settings", path("laneid.json")], environment: environment,
            log: path("daemon.log"), inOwnGroup: staysWhenLetGo)
    }

    var socket: String { path("lane.sock") }
    /// What the daemon has said.
    var log: String { Self.text(path("daemon.log")) }

    /// A path within the folder.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Connects as a lane, as soon as the daemon listens.
    func connect(within limit: Duration = .seconds(10)) throws -> PretendLane {
        let deadline = Instant.now + limit
        let loop = try EventLoop()
        while true {
            do {
                return try PretendLane(socket: socket, lane: Self.lane)
            } catch let error as SocketError {
                guard process.isRunning, Instant.now < deadline else {
                    throw CommandFailure("the daemon does not listen (\(error)). It said:\n\(log)")
                }
            }
            // That a socket appears is only seen by looking again.
            loop.runOnce(limit: .milliseconds(5))
        }
    }

    /// Stops the daemon and removes everything.
    func remove() {
        process.terminate()
        process.wait()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func text(_ path: String) -> String {
        String(decoding: (try? Data(contentsOf: URL(filePath: path))) ?? Data(), as: UTF8.self)
    }

    private static func settings(in folder: String) -> String {
        let entries = devices.map {
            "{ name: \"\($0.name)\", driver: \"\($0.driver)\", path: \"\(folder)/\($0.name)\" },"
        }
        let names = devices.map { "\"\($0.name)\"" }.joined(separator: ", ")
        return """
            // The demonstration's settings. The path of a device may as well be a real port.
            {
              directory: "\(folder)/directory.sqlite",
              journal: { path: "\(folder)/journal.sqlite" },
              socket: { path: "\(folder)/lane.sock", mode: "0600" },
              lanes: [
                { name: "\(lane)", devices: [\(names)], shopper: "ask" },
              ],
              devices: [
                \(entries.joined(separator: "\n    "))
              ],
              rules: [
                { name: "house coupon", kinds: ["barcode"], prefix: "00499999", digits: 13, produces: "coupon" },
                { name: "member card", kinds: ["barcode"], prefix: "00401229", digits: 13, produces: "barcodeCard" },
                { name: "club stripe", kinds: ["magstripe"], track: 2, prefix: "8134", length: 10, produces: "magneticCard" },
              ],
            }

            """
    }
}
