import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

/// A shop in a scratch folder: settings, a directory, a journal, readers at pseudo-terminals, and
/// the built daemon, which can be ended, killed and started again among them.
///
/// One owner; everything ends with it.
final class Shop {
    /// What settings say besides the paths, section by section, as JSON5.
    struct Plan {
        /// Names and drivers, in order.
        var devices = [("front", "serial-scanner")]
        var lanes = #"{ name: "L1", devices: ["front"] }"#
        /// More keys of `journal`.
        var journal = ""
        /// More sections.
        var more = ""
        /// Where the journal is; nil for the shop's folder.
        var journalPath: String?
        /// Where the directory is; nil for the shop's folder.
        var directoryPath: String?
        /// Whether the sample directory is made.
        var hasDirectory = true
        /// Whether a reader is at each device's path from the start.
        var isPlugged = true

        /// Two lanes: `L1` with a line scanner and a stripe reader, `L2` with a Magellan scanner.
        static let twoLanes = Plan(
            devices: [
                ("front", "serial-scanner"), ("swipe", "serial-swipe"),
                ("scale", "magellan-scanner"),
            ],
            lanes: """
                { name: "L1", devices: ["front", "swipe"], shopper: "ask" },
                { name: "L2", devices: ["scale"] }
                """)
    }

    let folder: ScratchFolder
    let plan: Plan
    /// What the daemon is started with besides.
    var environment: [String: String] = [:]
    private(set) var daemon: ChildProcess?
    private var readers: [String: VirtualReader] = [:]
    private var starts = 0

    /// Makes the shop, and starts the daemon in it unless told not to.
    init(_ plan: Plan = Plan(), isOpen: Bool = true) throws {
        self.plan = plan
        folder = try ScratchFolder()
        if plan.hasDirectory { try SampleDirectory.make(at: directory) }
        _ = try folder.file("settings.json", settings)
        for (name, _) in plan.devices where plan.isPlugged { plug(name) }
        if isOpen { try open() }
    }

    var directory: String { plan.directoryPath ?? folder.path("directory.sqlite") }
    var journal: String { plan.journalPath ?? folder.path("journal.sqlite") }
    var socket: String { folder.path("lane.sock") }

    private var settings: String {
        let devices = plan.devices.map { name, driver in
            #"{ name: "\#(name)", driver: "\#(driver)", path: "\#(folder.path(name))" }"#
        }
        return """
            {
              directory: "\(directory)",
              journal: { path: "\(journal)", \(plan.journal) },
              socket: { path: "\(socket)" },
              devices: [\(devices.joined(separator: ", "))],
              lanes: [\(plan.lanes)],
              \(plan.more)
            }
            """
    }

    // MARK: The daemon

    /// Starts the daemon and waits until it serves.
    func open() throws {
        try start()
        try daemon?.waitUntilReady(log: logPath, within: patience)
    }

    /// Starts the daemon and waits for nothing.
    func start() throws {
        starts += 1
        daemon = try .laneidd(
            ["--settings", folder.path("settings.json")], environment: environment, log: logPath)
    }

    /// Ends it as a service manager does, and gives its exit code.
    @discardableResult
    func close() throws -> Int32 {
        let daemon = try #require(daemon)
        daemon.terminate()
        try eventually("the daemon's end", seen: self.log) { !daemon.isRunning }
        return daemon.wait()
    }

    /// Kills it as a power cut of one process does.
    func kill() {
        daemon?.kill()
        daemon?.wait()
    }

    func reopen() throws {
        try close()
        try open()
    }

    private var logPath: String { folder.path("log.\(starts)") }

    // MARK: What it says

    /// Everything the daemon has said since it was last started.
    var log: String { (try? folder.text("log.\(starts)")) ?? "" }

    /// What all daemons of this shop have said.
    var logs: String {
        (0..<starts).map { (try? folder.text("log.\($0 + 1)")) ?? "" }.joined()
    }

    func hasLogged(_ text: String) -> Bool { log.contains(text) }

    func awaitLog(_ text: String) throws {
        try eventually("\"\(text)\" in the log", seen: self.log) { hasLogged(text) }
    }

    /// Its memory in use, in bytes.
    var memory: Int {
        daemon.flatMap { ProcessStatistics(of: $0.id) }?.residentBytes ?? 0
    }

    // MARK: Lanes and readers

    /// Connects, and awaits the greeting.
    func lane(_ name: String = "L1") throws -> Lane {
        try Lane(socket: socket, name: name) { [weak self] in self?.log ?? "" }
    }

    /// Connects and subscribes from now on.
    func subscribed(_ name: String = "L1", client: String = "pos") throws -> Lane {
        let lane = try lane(name)
        try lane.subscribe(client: client)
        return lane
    }

    /// The reader of that name.
    func reader(_ name: String = "front") throws -> VirtualReader { try #require(readers[name]) }

    /// Plugs a reader in: a new pseudo-terminal at the same path.
    func plug(_ name: String) {
        readers[name] = nil
        readers[name] = try? VirtualReader(linkedAt: folder.path(name))
    }

    func unplug(_ name: String) { readers[name] = nil }

    /// Scans each of these labels, one after the other.
    func scan(_ texts: [String], at name: String = "front") throws {
        for text in texts { try scan(text, at: name) }
    }

    /// Scans or swipes what is typed, as the device of that name would send it.
    func scan(_ text: String, at name: String = "front") throws {
        let driver = try #require(plan.devices.first { $0.0 == name }).1
        try send(try Typing.bytes(for: text, driver: driver), at: name)
    }

    func send(_ bytes: [UInt8], at name: String = "front") throws {
        guard try reader(name).send(bytes) else { throw NotInTime(what: "room at \(name)") }
    }
}
