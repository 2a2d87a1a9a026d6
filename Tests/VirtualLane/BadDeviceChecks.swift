import Foundation
import Identity
import Simulator
import Transport

/// Devices that do what no device should: the daemon says what is wrong, and reads everything that
/// can be read.
extension Check {
    static func badDevices(_ monitor: SharedMonitor) -> [Check] {
        [
            Check(
                name: "Reports that are short, long, stalled or of no known id are no numbers",
                drivers: ["hid-scanner"], run: badReports),
            Check(
                name: "A device that stalls every request of its class is read all the same",
                drivers: ["hid-scanner"]
            ) {
                let daemon = try Daemon([])
                let reader = try VirtualUSBReader(.hidScanner)
                reader.fail(.stallRequests)
                // It is asked for the right kind of reports first.
                let why = try daemon.waitUntil("hid-scanner-V0001", "stale")
                try requireScan("stalled", of: reader, daemon)
                try daemon.waitUntil("hid-scanner-V0001", "ready")
                return why
            },
            Check(
                name:
                    "A scanner that is silent until it is told to read is ready when it has taken that",
                drivers: ["ibm-scanner"]
            ) {
                let daemon = try Daemon([])
                let deaf = try VirtualUSBReader(USBModel.ibmScanner.numbered("DEAF-1"))
                deaf.fail(.stallRequests)
                let why = try daemon.waitUntil("ibm-scanner-DEAF-1", "stale")
                let reader = try VirtualUSBReader(USBModel.ibmScanner.numbered("HEARS-2"))
                try daemon.waitForNotice("ibm-scanner-HEARS-2", "ready")
                try require(
                    reader.takeReceived().contains { $0.bytes.first == 0x11 }, "it was not told")
                try requireScan("4006381333931", of: reader, daemon)
                return why
            },
            Check(
                name: "A device with other descriptors after a re-plug is read by what it says now",
                drivers: ["hid-scanner"]
            ) {
                let daemon = try Daemon([])
                var other = USBModel.plainHIDScanner.numbered("V0001")
                other.vendorID = USBModel.hidScanner.vendorID
                other.productID = USBModel.hidScanner.productID
                for model in [.hidScanner, other, .hidScanner] {
                    let reader = try VirtualUSBReader(model)
                    try daemon.waitUntil("hid-scanner-V0001", "ready")
                    try requireScan("4006381333931", of: reader, daemon)
                    reader.unplug()
                    try daemon.waitUntil("hid-scanner-V0001", "lost")
                }
                return ""
            },
            Check(
                name: "Report descriptors that are none, or lie, keep only their own device away",
                drivers: ["hid-scanner"], run: badDescriptors),
            Check(
                name:
                    "A HID descriptor that lies about its report descriptor's length does no harm",
                drivers: ["hid-scanner"], run: lyingLengths),
            Check(
                name: "A flood of 1,000 reports at once comes in order and delays nobody",
                drivers: ["hid-scanner", "hid-swipe"], run: flood),
            Check(
                name: "Sixteen readers at once are read, each under its own name",
                drivers: ["hid-scanner", "serial-scanner"]
            ) {
                try sixteen(monitor)
            },
            Check(
                name: "The lane's feedback sounds the beeper",
                drivers: ["hid-scanner", "ibm-scanner"], run: feedback),
        ]
    }

    private static func badReports() throws -> String {
        let daemon = try Daemon([])
        let reader = try VirtualUSBReader(.hidScanner)
        let name = try daemon.waitForReady(driver: "hid-scanner").device
        let faults: [USBFault] = [
            .shortReport(1), .shortReport(30), .longReport(extra: 1), .longReport(extra: 200),
            .stall,
        ]
        for (number, fault) in faults.enumerated() {
            reader.fail(fault)
            try reader.type("96\(number)")
            try requireSomeScan("95\(number)", of: reader, daemon, otherThan: "96\(number)")
        }
        for report in ["hex:", "hex:FF", "hex:07" + String(repeating: "31", count: 63)] {
            try reader.type(report)
            try requireSomeScan("94", of: reader, daemon, otherThan: "none")
        }
        let device = try daemon.device(name)
        try require(device?.state == "ready", "it is \(device?.state ?? "gone")")
        return "\(device?.faults ?? 0) faults, \(device?.reads ?? 0) reads"
    }

    /// After a damaged report, scans until one comes through: the transfer after it may be lost
    /// with it.
    private static func requireSomeScan(
        _ label: String, of reader: VirtualUSBReader, _ daemon: Daemon, otherThan bad: String
    ) throws {
        for _ in 0..<10 {
            try reader.type(label)
            while let event = try daemon.event(within: .seconds(2)) {
                if event.outcome == "malformed" { continue }
                // The damaged report itself may be whole, where only what follows it is too much.
                if event.value == bad { continue }
                try require(event.value == label, "\(label) came as \(event)")
                return
            }
        }
        throw Failed("\(label) never came; \(daemon.log)")
    }

    private static func requireScan(
        _ label: String, of reader: VirtualUSBReader, _ daemon: Daemon
    ) throws {
        try reader.type(label)
        let event = try daemon.event()
        try require(event.value == label, "\(label) came as \(event)")
    }

    private static func badDescriptors() throws -> String {
        var said: [String] = []
        let daemon = try Daemon([])
        let good = try VirtualUSBReader(.hidScanner)
        try daemon.waitForReady(driver: "hid-scanner")
        let scanner = USBModel.plainHIDScanner.interfaces[0].reportDescriptor
        let descriptors: [[UInt8]] = [
            [0xFF], Array(scanner.dropLast()),
            [UInt8](repeating: 0xA1, count: 4000),
            // More than the kernel takes.
            [UInt8](repeating: 0xA4, count: 60_000),
            // A usage range and a report without end.
            [0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x1B, 0, 0, 0, 0, 0x2B, 0xFF, 0xFF, 0xFF, 0xFF]
                + [0x77, 0xFF, 0xFF, 0xFF, 0x7F, 0x97, 0xFF, 0xFF, 0xFF, 0x7F, 0x81, 0x02, 0xC0],
        ]
        for (number, descriptor) in descriptors.enumerated() {
            var model = USBModel.plainHIDScanner.numbered("BAD-\(number)")
            model.interfaces[0].reportDescriptor = descriptor
            let bad = try VirtualUSBReader(model)
            let device = try waitFor("what is said of descriptor \(number)") {
                try daemon.devices().first {
                    $0.identity.contains("BAD-\(number)") && $0.why != nil
                }
            }
            try require(device.driver == nil, "descriptor \(number) was taken")
            said.append(device.why ?? "")
            try requireScan("93\(number)", of: good, daemon)
            bad.unplug()
            try waitFor("its end") { bad.name == nil ? true : nil }
        }
        return said.joined(separator: " | ")
    }

    /// What is missing the kernel fills up with zeros, which say nothing; what is cut off makes it
    /// no descriptor.
    private static func lyingLengths() throws -> String {
        let daemon = try Daemon([])
        var model = USBModel.plainHIDScanner.numbered("LIES-1")
        let length = UInt16(model.interfaces[0].reportDescriptor.count)
        model.interfaces[0].claimedLength = length + 100
        let longer = try VirtualUSBReader(model)
        try daemon.waitUntil("hid-scanner-LIES-1", "ready")
        try requireScan("4006381333931", of: longer, daemon)
        longer.unplug()
        try daemon.waitUntil("hid-scanner-LIES-1", "lost")
        model.interfaces[0].claimedLength = length / 2
        let shorter = try VirtualUSBReader(model.numbered("LIES-2"))
        let why = try waitFor("what is said of it") {
            try daemon.devices().first { $0.identity.contains("LIES-2") && $0.driver == nil }?.why
        }
        withExtendedLifetime(shorter) {}
        return why
    }

    private static func flood() throws -> String {
        let daemon = try Daemon([])
        let reader = try VirtualUSBReader(.hidScanner)
        try daemon.waitForReady(driver: "hid-scanner")
        let swiper = try VirtualUSBReader(.hidSwipe)
        let other = try daemon.waitForReady(driver: "hid-swipe").device
        // At once: far more than 1,000 a second.
        let count = 1000
        let reports = try (0..<count).flatMap { try reader.model.typed("92\($0)") }
        let start = Instant.now
        reader.send(reports)
        try swiper.type(";8134000123?")
        var next = 0
        var swiped: Duration?
        while next < count || swiped == nil {
            let event = try daemon.event()
            if event.device == other {
                swiped = .now - start
                continue
            }
            try require(event.value == "92\(next)", "instead of 92\(next) came \(event)")
            next += 1
        }
        let milliseconds = ((swiped ?? .zero).inNanoseconds) / 1_000_000
        let all = (Instant.now - start).inNanoseconds / 1_000_000
        return "all after \(all) ms, the other's swipe after \(milliseconds) ms"
    }

    private static func sixteen(_ monitor: SharedMonitor) throws -> String {
        let daemon = try Daemon(["--device", "front,driver=serial-scanner,path=/dev/ttyUSB0"])
        let start = Instant.now
        try monitor.monitor().plug("scanner", #""driver":"usb-serial","chardev":"scanner""#)
        defer { try? monitor.monitor().unplug("scanner") }
        // The controller has 15 ports.
        let readers = try (0..<15).map {
            try VirtualUSBReader(USBModel.hidScanner.numbered("MANY-\($0)"))
        }
        try daemon.waitUntil("front", "ready", within: .seconds(60))
        for number in readers.indices {
            try daemon.waitUntil("hid-scanner-MANY-\(number)", "ready", within: .seconds(60))
        }
        let ready = (Instant.now - start).inNanoseconds / 1_000_000
        for (number, reader) in readers.enumerated() { try reader.type("91\(number)") }
        try CharacterDevice("/dev/laneid-scanner").write(Array("9199\r".utf8))
        var heard: [String: String] = [:]
        for _ in 0...readers.count {
            let event = try daemon.event()
            heard[event.device ?? "", default: ""] += event.value ?? event.outcome
        }
        try require(heard["front"] == "9199", "the adapter's came as \(heard)")
        for number in readers.indices {
            let value = heard["hid-scanner-MANY-\(number)"]
            try require(value == "91\(number)", "91\(number) came as \(value ?? "nothing")")
        }
        // The next check's reader must not be taken for one of these, which take the kernel a while
        // to let go of.
        for reader in readers { reader.unplug() }
        for number in readers.indices {
            try daemon.waitUntil(
                "hid-scanner-MANY-\(number)", "lost", orGone: true, within: .seconds(60))
        }
        return "all ready after \(ready) ms"
    }

    private static func feedback() throws -> String {
        let daemon = try Daemon([])
        let wanted: [(USBModel, signal: String, [HostReport])] = [
            (.hidScanner, "accept", [.beep]), (.hidScanner, "reject", [.beep, .beep, .beep]),
            (.ibmScanner, "accept", [.output([0x30, 0, 0x04] + [UInt8](repeating: 0, count: 8))]),
            (.ibmScanner, "reject", [.output([0x30, 0, 0x05] + [UInt8](repeating: 0, count: 8))]),
        ]
        for (number, (model, signal, reports)) in wanted.enumerated() {
            let reader = try VirtualUSBReader(model.numbered("BEEP-\(number)"))
            let name = "\(model.driver)-BEEP-\(number)"
            try daemon.waitUntil(name, "ready", within: .seconds(60))
            // What a driver sends at the beginning is not meant.
            usleep(300_000)
            _ = reader.takeReceived()
            try daemon.feedback(signal, at: name)
            var got: [HostReport] = []
            try waitFor("the beep of \(model.name) for \(signal)") {
                got += reader.takeReceived()
                return got.count >= reports.count ? true : nil
            }
            try require(got == reports, "\(model.name) got \(got) for \(signal)")
            reader.unplug()
            try daemon.waitUntil(name, "lost", orGone: true)
        }
        return ""
    }
}

extension HostReport {
    /// Honeywell's SYN BEL CR in output report FD.
    fileprivate static let beep = HostReport.output(
        [0xFD, 3, 0x16, 0x07, 0x0D] + [UInt8](repeating: 0, count: 59))
}

extension HostReport {
    fileprivate var bytes: [UInt8] {
        switch self {
        case .output(let bytes), .feature(let bytes), .bulk(let bytes, _): bytes
        case .request, .configured: []
        }
    }
}
