import Foundation
import Identity
import Simulator
import Transport

/// Smart-card readers beside other programs: pcscd has one, pcscd reads the same card, udev gives
/// one to other groups; and a reader that somebody else wrote.
extension Check {
    static func cardHolders(_ monitor: SharedMonitor) -> [Check] {
        [
            Check(
                name:
                    "A ccid-reader that pcscd has is named so, read alike, and heals when it stops",
                drivers: ["ccid-reader"], run: pcscd),
            Check(
                name: "udev gives each ccid-reader to LaneID, whatever libccid's rules say",
                drivers: ["ccid-reader"], run: udev),
            Check(
                name:
                    "The kernel's gadget of three slots (usb-f-ccid) is a ccid-reader like others",
                drivers: ["ccid-reader"], run: gadget),
            Check(
                name: "QEMU's usb-ccid with a passthru card is a ccid-reader like others",
                drivers: ["ccid-reader"]
            ) {
                try passthru(monitor)
            },
        ]
    }

    /// Where programs of others are that `Guest/boot` could fetch.
    private static let programs = ProcessInfo.processInfo.environment["GUEST_PROGRAMS"] ?? ""

    private static func pcscd() throws -> String {
        guard FileManager.default.fileExists(atPath: "\(programs)/usr/sbin/pcscd") else {
            throw Skipped("Debian's pcscd and opensc could not be had")
        }
        // Where pcscd looks for its driver.
        try run("cp -a \(programs)/usr/. /usr/ && cp -a \(programs)/etc/. /etc/")
        let reader = try VirtualUSBReader(USBModel.cardReader.numbered("HELD-1"))
        try require(reader.waitUntilConfigured(within: patience), "not enumerated")
        let card = try PlayedCards.card(PlayedCards.tag)
        reader.put(card)
        let pcscd = try ChildProcess(
            path: "/usr/sbin/pcscd", arguments: ["--foreground"],
            environment: ["PATH": "/usr/bin:/bin"], log: "/run/pcscd.log")
        defer {
            pcscd.kill()
            pcscd.wait()
        }
        try waitFor("pcscd's taking it") { reader.kernelDriver == "usbfs" ? true : nil }
        let alone = try run(".build/debug/laneid doctor --socket /run/none.sock", mayFail: true)
        try require(alone.contains("pcscd (pid \(pcscd.id))"), "doctor alone said: \(alone)")
        let daemon = try PlayedCards.daemon()
        let device = deviceName("HELD-1", 0)
        let why = try daemon.waitUntil(device, "held")
        try require(why.contains("pcscd (pid \(pcscd.id))"), "devices said: \(why)")
        let doctor = try run(
            ".build/debug/laneid doctor --socket \(daemon.folder)/lane.sock", mayFail: true)
        try require(
            doctor.contains("pcscd (pid \(pcscd.id))") && doctor.contains("systemctl stop pcscd"),
            "doctor said: \(doctor)")
        // What others read of the same card.
        let atr = try run("opensc-tool --reader 0 --atr").lowercased()
        let digits = card.atr.map(\.hexadecimal).joined(separator: ":")
        try require(atr.contains(digits), "opensc-tool read \(atr)")
        let uid = try run("opensc-tool --reader 0 --card-driver default -s FF:CA:00:00:00")
        let number = card.uid.map(\.hexadecimal).joined(separator: " ").uppercased()
        try require(uid.contains(number), "opensc-tool read \(uid)")
        pcscd.kill()
        let stopped = Instant.now
        try daemon.waitUntil(device, "ready", within: .seconds(60))
        let waited = (Instant.now - stopped).inNanoseconds / 1_000_000
        try daemon.requireEvent("identified 500", of: device)
        try require(
            reader.cardCommands().contains([0xFF, 0xCA, 0, 0, 0]), "it did not ask for the number")
        reader.unplug()
        try daemon.waitUntil(device, "lost")
        return "ready \(waited) ms after pcscd stopped; \(why)"
    }

    private static func udev() throws -> String {
        try run("printf 'laneid:x:8901:\\npcscd:x:8902:\\n' >>/etc/group")
        let others = [
            "92_pcscd_ccid.rules": """
            SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", GROUP="pcscd"

            """
        ]
        let udev = try Udev(others: others, resolvesNames: true)
        defer { udev.stop() }
        for model in [USBModel.cardReader, .dualCardReader, .vendorCardReader] {
            let reader = try VirtualUSBReader(model)
            let node = try waitFor("its node") { reader.node }
            try waitFor("LaneID's group at \(model.name)") {
                let attributes = try? FileManager.default.attributesOfItem(atPath: node)
                return attributes?[.groupOwnerAccountID] as? Int == 8901
                    && attributes?[.posixPermissions] as? Int == 0o660 ? true : nil
            }
            reader.unplug()
            try waitFor("its end") { reader.name == nil ? true : nil }
        }
        // Another device stays with whoever the other rules gave it to.
        let scanner = try VirtualUSBReader(.rfidKeyboard)
        let node = try waitFor("its node") { scanner.node }
        try waitFor("the other group") {
            let attributes = try? FileManager.default.attributesOfItem(atPath: node)
            return attributes?[.groupOwnerAccountID] as? Int == 8902 ? true : nil
        }
        return ""
    }

    private static func gadget() throws -> String {
        let libraries = "\(programs)/python"
        guard FileManager.default.fileExists(atPath: "\(libraries)/f_ccid") else {
            throw Skipped("PyPI's usb-f-ccid could not be had")
        }
        let pipe = "/run/gadget-\(UUID().uuidString)"
        try run(
            "mkfifo \(pipe); mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config"
        )
        let daemon = try PlayedCards.daemon()
        let log = "\(daemon.folder)/gadget"
        let gadget = try ChildProcess(
            path: "/usr/bin/python3",
            arguments: ["Tests/VirtualLane/Guest/card-gadget", libraries, pipe],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: log)
        defer {
            gadget.kill()
            gadget.wait()
        }
        func say(_ line: String) throws {
            try require(
                gadget.isRunning, (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
            try run("echo '\(line)' >\(pipe)")
        }
        let device = deviceName("GADGET-3", 0)
        try daemon.waitUntil(device, "ready", within: .seconds(60))
        let card = try PlayedCards.card(PlayedCards.tag)
        func digits(_ bytes: [UInt8]) -> String { bytes.map(\.hexadecimal).joined() }
        for slot in 0..<3 {
            try say("put \(slot) \(digits(card.atr)) \(digits(card.uid))")
            try daemon.requireEvent("identified 500", of: device)
            try say("take \(slot)")
            try daemon.requireEvent("removed", of: device)
        }
        try say("end")
        try daemon.waitUntil(device, "lost", within: .seconds(60))
        try require(gadget.wait() == 0, (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
        return "three slots as \(device)"
    }

    private static func passthru(_ monitor: SharedMonitor) throws -> String {
        let monitor = try monitor.monitor()
        do {
            try monitor.plug("reader", #""driver":"usb-ccid""#)
        } catch let error as Failed where error.description.contains("not a valid device model") {
            throw Skipped("this QEMU has no usb-ccid")
        }
        defer { try? monitor.unplug("reader") }
        try monitor.plug(
            "card", #""driver":"ccid-card-passthru","chardev":"card","bus":"reader.0""#)
        let daemon = try PlayedCards.daemon()
        let device = try daemon.waitForReady(driver: "ccid-reader").device
        let card = try PassthruCard()
        for (script, words) in [
            (PlayedCards.chip, "identified 500"), (PlayedCards.payment, "suppressed"),
        ] {
            try card.insert(try PlayedCards.card(script))
            let event = try card.event(of: daemon)
            try require(event.words == words, "wanted \(words), got \(event)")
            try card.remove()
            let removal = try card.event(of: daemon)
            try require(removal.words == "removed", "wanted removed, got \(removal)")
        }
        return "as \(device)"
    }

    /// What a command line prints.
    @discardableResult
    private static func run(_ line: String, mayFail: Bool = false) throws -> String {
        let log = "/run/output-\(UUID().uuidString)"
        let shell = try ChildProcess(
            path: "/bin/bash", arguments: ["-c", line],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: log)
        let code = shell.wait()
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        try require(mayFail || code == 0, "\(line): \(code): \(text)")
        return text
    }
}

extension VirtualUSBReader {
    /// Its node under /dev/bus/usb; nil until it is there.
    fileprivate var node: String? {
        guard let name else { return nil }
        let folder = "/sys/bus/usb/devices/\(name)"
        func number(_ file: String) -> String? {
            guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8),
                let number = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
            else { return nil }
            return String(format: "%03d", number)
        }
        guard let bus = number("busnum"), let address = number("devnum") else { return nil }
        let node = "/dev/bus/usb/\(bus)/\(address)"
        return FileManager.default.fileExists(atPath: node) ? node : nil
    }
}
