import Foundation
import Identity
import Simulator
import Transport

/// A scanner behind an FTDI adapter that QEMU plays, on the kernel's `ftdi_sio`.
extension Check {
    static func serialAdapter(_ monitor: SharedMonitor) -> [Check] {
        let bench = Bench(monitor)
        return [
            Check(name: "An FTDI scanner that is plugged in becomes ready, as 7O1 for real") {
                try bench.start()
                try bench.daemon().waitUntil("front", "lost")
                try bench.plug()
                try bench.daemon().waitUntil("front", "ready")
                return try bench.requireLine("cs7", "parenb", "parodd", "-cstopb", "9600")
            },
            Check(name: "Its scan is an event on the lane socket") {
                try bench.makeReady()
                return try bench.requireScan()
            },
            Check(name: "It heals from 20 re-plugs without a restart") {
                try bench.makeReady()
                var fromPlug = Figures()
                var fromPort = Figures()
                for _ in 1...20 {
                    try bench.unplug()
                    try bench.daemon().waitUntil("front", "lost")
                    let plugged = Instant.now
                    try bench.plug()
                    try waitFor("the port") { bench.hasPort ? true : nil }
                    let enumerated = Instant.now
                    try bench.daemon().waitUntil("front", "ready")
                    fromPlug.add(.now - plugged)
                    fromPort.add(.now - enumerated)
                    try bench.requireScan()
                }
                return "plug to ready \(fromPlug); port to ready \(fromPort)"
            },
            Check(name: "It heals from 5 re-plugs with no pause in between") {
                try bench.makeReady()
                var figures = Figures()
                for _ in 1...5 {
                    try bench.unplug()
                    let plugged = Instant.now
                    try bench.plug()
                    try bench.daemon().waitForNotice("front", "ready")
                    figures.add(.now - plugged)
                    try bench.requireScan()
                }
                return "plug to ready \(figures)"
            },
            Check(name: "A port that another process holds is named with its holder, and heals") {
                try bench.makeReady()
                defer { bench.leave() }
                try bench.unplug()
                try bench.daemon().waitUntil("front", "lost")
                bench.stop()
                try bench.plug()
                try waitFor("the port") { bench.hasPort ? true : nil }
                let holder = try ChildProcess(
                    path: "/bin/bash", arguments: ["-c", "exec sleep 600 <>\(bench.port)"],
                    environment: [:], log: "/dev/null")
                try waitFor("holding") {
                    PortHolder(of: bench.port).processes.first { $0.name == "sleep" }
                }
                try bench.start()
                let why = try bench.daemon().waitUntil("front", "held")
                try require(why.contains("sleep (pid \(holder.id))"), "it said: \(why)")
                holder.kill()
                holder.wait()
                try bench.daemon().waitUntil("front", "ready")
                try bench.requireScan()
                return why
            },
        ]
    }
}

/// What the checks of the adapter share: QEMU, the daemon, the scanner's end of the line.
private final class Bench {
    let port = "/dev/ttyUSB0"
    private let monitor: SharedMonitor
    private var running: Daemon?
    private var isPlugged = false
    private var number = 0

    init(_ monitor: SharedMonitor) { self.monitor = monitor }

    func start() throws {
        running = try Daemon(["--device", "front,driver=magellan-scanner,path=\(port)"])
    }

    func stop() { running = nil }

    /// The daemon runs and has the scanner: where the check before was left out or failed, too.
    func makeReady() throws {
        if running == nil { try start() }
        if !isPlugged { try plug() }
        try daemon().waitUntil("front", "ready")
    }

    /// Ends the daemon and pulls the plug.
    func leave() {
        stop()
        if isPlugged { try? unplug() }
    }

    func daemon() throws -> Daemon {
        guard let running else { throw Failed("the daemon was not started") }
        return running
    }

    func plug() throws {
        try monitor.monitor().plug("scanner", #""driver":"usb-serial","chardev":"scanner""#)
        isPlugged = true
    }

    func unplug() throws {
        try monitor.monitor().unplug("scanner")
        isPlugged = false
    }

    var hasPort: Bool { FileManager.default.fileExists(atPath: port) }

    /// Scans a label that was not scanned before, and wants to see it.
    @discardableResult
    func requireScan() throws -> String {
        number += 1
        let label = "98765432\(number)"
        let scanner = try CharacterDevice("/dev/laneid-scanner")
        try scanner.write(Array("S08B3\(label)\r".utf8))
        let event = try daemon().event()
        try require(
            event.outcome == "read" && event.value == label && event.device == "front",
            "\(label) came as \(event)")
        return ""
    }

    /// Wants these words in what the kernel says of the port's line.
    func requireLine(_ words: String...) throws -> String {
        let file = "/run/stty-\(UUID().uuidString)"
        let stty = try ChildProcess(
            path: "/usr/bin/stty", arguments: ["-a", "-F", port], environment: [:], log: file)
        try require(stty.wait() == 0, "stty cannot read \(port)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let found = Set(text.split { " ;\n".contains($0) }.map(String.init))
        for word in words { try require(found.contains(word), "\(word) is not in: \(text)") }
        return words.joined(separator: " ")
    }
}
