import Foundation
import Identity
import Simulator
import Transport

/// Plugs pulled and pushed in, devices that hang, a daemon that is killed.
extension Check {
    static func healing(_ monitor: SharedMonitor) -> [Check] {
        [
            Check(
                name:
                    "A reader heals from \(replugCount) re-plugs, some at once, some in the middle of a report",
                drivers: ["hid-scanner"]
            ) {
                try replugs(replugCount)
            },
            Check(
                name:
                    "Two identical readers with serial numbers keep their names when they swap ports",
                drivers: ["hid-scanner"]
            ) {
                let daemon = try Daemon([
                    "--settings",
                    try settings(
                        """
                        { devices: [
                          { name: "left", match: { serial: "LEFT-4711" } },
                          { name: "right", match: { serial: "RIGHT-4712" } } ] }
                        """),
                ])
                for order in [["LEFT-4711", "RIGHT-4712"], ["RIGHT-4712", "LEFT-4711"]] {
                    let readers = try order.map {
                        try VirtualUSBReader(USBModel.hidScanner.numbered($0))
                    }
                    try daemon.waitUntil("left", "ready")
                    try daemon.waitUntil("right", "ready")
                    for (reader, serial) in zip(readers, order) {
                        try reader.type("4006381333931")
                        let device = try daemon.event().device
                        try require(
                            device == (serial.hasPrefix("L") ? "left" : "right"),
                            "\(serial) came as \(device ?? "-")")
                    }
                    for reader in readers { reader.unplug() }
                    try daemon.waitUntil("left", "lost")
                    try daemon.waitUntil("right", "lost")
                }
                return ""
            },
            Check(
                name: "A device that hangs in every transfer does not delay another",
                drivers: ["hid-scanner", "hid-swipe", "magtek-swipe"]
            ) {
                let daemon = try Daemon([])
                let healthy = try VirtualUSBReader(.hidScanner)
                let name = try daemon.waitForReady(driver: "hid-scanner").device
                let alone = try latency(of: healthy, daemon, scans: 40)
                let hanging = try VirtualUSBReader(.magtekSwipe)
                try daemon.waitForReady(driver: "magtek-swipe")
                hanging.fail(.hang)
                let swiper = try VirtualUSBReader(.hidSwipe)
                swiper.fail(.stallRequests)
                let beside = try latency(of: healthy, daemon, scans: 40)
                try require(
                    try daemon.device(name)?.state == "ready", "the healthy one is not ready")
                withExtendedLifetime((hanging, swiper)) {}
                return "alone \(alone); beside it \(beside)"
            },
            Check(
                name: "The kernel's keyboard driver is back after the daemon was killed",
                drivers: ["keyboard-reader"]
            ) {
                let reader = try VirtualUSBReader(.keyboardScanner)
                try require(reader.waitUntilConfigured(within: patience), "not enumerated")
                let bound = try waitFor("the kernel's driver") { reader.kernelDriver }
                let daemon = try Daemon([])
                try daemon.waitForReady(driver: "keyboard-reader")
                let taken = reader.kernelDriver ?? "none"
                try require(taken != bound, "the kernel's \(bound) still has it")
                try daemon.kill()
                try waitFor("the return of \(bound)") { reader.kernelDriver == bound ? true : nil }
                return "\(bound), then \(taken), then \(bound)"
            },
            Check(
                name: "An ordinary keyboard is left alone until settings name it",
                drivers: ["keyboard-reader"]
            ) {
                let monitor = try monitor.monitor()
                try monitor.plug("keyboard", #""driver":"usb-kbd""#)
                defer { try? monitor.unplug("keyboard") }
                let why = try waitFor("that the daemon sees the keyboard") {
                    try Daemon([]).devices().first { $0.identity.contains("0627:0001") }?.why
                }
                let daemon = try Daemon([
                    "--settings",
                    try settings(
                        """
                        { devices: [{ name: "keys", match: { usb: "0627:0001" }, \
                        driver: "keyboard-reader" }] }
                        """),
                ])
                try daemon.waitUntil("keys", "ready")
                try monitor.type("4", "0", "0", "6", "ret")
                let value = try daemon.event().value
                try require(value == "4006", "it read \(value ?? "nothing")")
                return "left: \(why)"
            },
        ]
    }

    /// Pulls a scanner out and plugs it in again, and wants a scan each time. Every fourth is
    /// pulled out while the kernel or the daemon is busy with it, every fourth in the middle of a
    /// report.
    private static func replugs(_ count: Int) throws -> String {
        var daemon = try Daemon([])
        let model = USBModel.hidScanner.numbered("HEAL-0815")
        let name = "hid-scanner-HEAL-0815"
        var enumeration = Figures()
        var ready = Figures()
        var beyond = Figures()
        var restarts = 0
        for round in 1...count {
            let plugged = Instant.now
            let reader = try VirtualUSBReader(model)
            defer { reader.unplug() }
            if round % 4 == 0 {
                // From nothing to more than the whole enumeration takes.
                usleep(UInt32(round % 40) * 15_000)
                reader.unplug()
                try waitFor("its end") { reader.isGone ? true : nil }
                // A real hub disables a port whose device goes. This one does not: the kernel would
                // take the next device for the one that it has not finished greeting.
                try waitFor("the kernel's letting go") { reader.name == nil ? true : nil }
                try daemon.waitUntil(name, "lost", orGone: true)
                try daemon.forgetNotices()
                continue
            }
            if Int.random(in: 0..<20) == 0 {
                // Before the kernel has met the device, while it does, or with the interface taken.
                usleep(.random(in: 0...1_000_000))
                try daemon.kill()
                daemon = try Daemon([])
                restarts += 1
                try daemon.waitUntil(name, "ready")
                try daemon.forgetNotices()
            } else {
                try waitFor("the kernel's driver", pause: .milliseconds(10)) { reader.kernelDriver }
                let enumerated = Instant.now
                try daemon.waitForNotice(name, "ready")
                enumeration.add(enumerated - plugged)
                ready.add(.now - plugged)
                beyond.add(.now - enumerated)
            }
            try reader.type("98\(round)")
            let event = try daemon.event()
            try require(event.value == "98\(round)", "round \(round) came as \(event)")
            if round % 4 == 1 {
                reader.fail(.unplug(afterPackets: 0))
                try reader.type("4006381333931")
            }
            reader.unplug()
            try daemon.waitForNotice(name, "lost")
        }
        return """
            the daemon killed \(restarts) times; the kernel's enumeration \(enumeration); plug to ready \(ready); \
            beyond the enumeration \(beyond)
            """
    }

    /// From a report sent to the event on the lane's socket.
    private static func latency(
        of reader: VirtualUSBReader, _ daemon: Daemon, scans: Int
    ) throws -> Figures {
        var figures = Figures()
        for number in 1...scans {
            let sent = Instant.now
            try reader.type("97\(number)")
            let event = try daemon.event()
            figures.add(.now - sent)
            try require(event.value == "97\(number)", "scan \(number) came as \(event)")
        }
        return figures
    }

    /// A settings file for one daemon.
    static func settings(_ text: String) throws -> String {
        let path = "/run/settings-\(UUID().uuidString.prefix(8)).json"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}

extension VirtualUSBReader {
    /// The kernel's driver of the first interface; nil when there is none.
    var kernelDriver: String? {
        guard let name else { return nil }
        let link = "/sys/bus/usb/devices/\(name):1.0/driver"
        return try? FileManager.default.destinationOfSymbolicLink(atPath: link)
            .split(separator: "/").last.map(String.init)
    }
}
