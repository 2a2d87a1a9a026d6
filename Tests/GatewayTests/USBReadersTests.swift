import Decoding
import Drivers
import Foundation
import Identity
import LaneLink
import TestSupport
import Testing

@testable import Configuration
@testable import Devices
@testable import Simulator
@testable import Transport

/// The readers of a bus that is made by hand, as the kernel would show it. No node can be opened:
/// what is shown is which device a plug becomes, and what is tried again.
@Suite struct USBReadersTests {
    @Test func `A reader that another program has is held under its own name, until it lets go`()
        throws
    {
        let bus = try HandMadeBus()
        try bus.plug(.magtekSwipe.numbered("B00F5D1"), at: "1-1", isHeld: true)
        let readers = try bus.readers()
        let device = try #require(readers.device(named: "magtek-swipe-B00F5D1"))
        #expect(device.state == .held)
        #expect(device.report.why?.contains("is in use by") == true)
        // Nothing tells that the other program has let go.
        try bus.letGo(.magtekSwipe, at: "1-1")
        #expect(bus.loop.fireDeadlines(upTo: .now + .seconds(6)))
        #expect(bus.run { device.link != nil && device.state != .opening })
        #expect(device.state != .held)
        #expect(readers.found.count == 1)
    }

    @Test func `An unplugged one is lost, and one that settings name is held under that name`()
        throws
    {
        let bus = try HandMadeBus()
        try bus.plug(.plainHIDScanner.numbered("S-77"), at: "1-1", isHeld: true)
        let readers = try bus.readers(["front": .port("1-1")])
        #expect(bus.told.last == "front held")
        #expect(readers.reports.isEmpty)
        try bus.unplug("1-1")
        #expect(bus.run { bus.told.last == "front lost" })
    }

    @Test func `A held device of an unknown model is listed as held`() throws {
        let bus = try HandMadeBus()
        try bus.plug(.hidSwipe, at: "1-1", isHeld: true)
        let report = try #require(try bus.readers().reports.first)
        #expect(report.device == "usb-1-1" && report.state == .held)
        #expect(report.why?.contains("is in use by") == true)
    }

    @Test func `An entry for a port with a keyboard in it takes nothing and says what it needs`()
        throws
    {
        let bus = try HandMadeBus()
        var keyboard = USBModel.keyboardScanner
        keyboard.vendorID = 0x046D
        try bus.plug(keyboard, at: "1-1")
        _ = try bus.readers(["front": .port("1-1")])
        #expect(bus.told.last == "front present")
        #expect(bus.whys.last?.contains("with the driver keyboard-reader") == true)
        try bus.unplug("1-1")
        #expect(bus.run { bus.told.last == "front lost" })
    }

    @Test func `Twins are named by their ports as soon as there are two, for good`() throws {
        let bus = try HandMadeBus()
        let model = USBModel.plainHIDScanner.numbered("S-77")
        try bus.plug(model, at: "1-1")
        var readers = try bus.readers()
        #expect(readers.found.map(\.name) == ["hid-scanner-S-77"])
        try bus.plug(model, at: "1-2")
        let names: Set = ["hid-scanner-1-1", "hid-scanner-1-2"]
        #expect(bus.run { Set(readers.found.map(\.name)) == names })
        #expect(bus.told.contains("hid-scanner-S-77 lost"))
        // One alone after a restart, and the other of them in its place.
        try bus.unplug("1-1")
        readers = try bus.readers()
        #expect(readers.found.map(\.name) == ["hid-scanner-1-2"])
        // Another number is its reader's own.
        try bus.plug(.plainHIDScanner.numbered("S-78"), at: "1-3")
        #expect(bus.run { readers.found.contains { $0.name == "hid-scanner-S-78" } })
    }

    @Test func `A held twin counts, and half a device keeps what is known of it`() throws {
        let bus = try HandMadeBus()
        let model = USBModel.magtekSwipe.numbered("B00F5D1")
        try bus.plug(model, at: "1-1")
        try bus.plug(model, at: "1-2", isHeld: true)
        let readers = try bus.readers()
        let names: Set = ["magtek-swipe-1-1", "magtek-swipe-1-2"]
        #expect(bus.run { Set(readers.found.map(\.name)) == names })
        // The interface is ours now: nobody can ask for its descriptor.
        let link = try #require(readers.device(named: "magtek-swipe-1-1")?.link)
        try bus.take("1-1")
        bus.bus.lookAgain(at: bus.plugs["1-1"]!)
        #expect(bus.run { bus.bus.isSettled })
        #expect(readers.device(named: "magtek-swipe-1-1")?.link === link)
    }
}

/// Folders in place of /sys and /dev, and what is said of the readers in them.
private final class HandMadeBus: DeviceOwner {
    let loop: EventLoop
    private(set) var bus: USBBus
    private(set) var plugs: [String: USBPlug] = [:]
    private(set) var told: [String] = []
    private(set) var whys: [String] = []
    private let folder: ScratchFolder
    private let tree: USBTree
    /// Those that were started, the last of them running.
    private var started: [USBReaders] = []

    init() throws {
        folder = try ScratchFolder()
        loop = try EventLoop()
        tree = USBTree(devices: folder.path("sys"), nodes: folder.path("dev"))
        for name in ["sys", "dev/001", "drivers/usbfs", "drivers/usbhid"] {
            try Self.make(folder.path(name))
        }
        bus = try USBBus(loop: loop, claims: ClaimLog(path: folder.path("claimed")), tree: tree)
    }

    private static func make(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    /// Starts anew, as the daemon does, and looks at what is there.
    func readers(_ entries: [String: USBSelector] = [:]) throws -> USBReaders {
        stop()
        bus = try USBBus(loop: loop, claims: ClaimLog(path: folder.path("claimed")), tree: tree)
        let log = Log(withPriority: false)
        let thread = DeviceThread(loop: loop, warn: { _ in })
        let settings = entries.map { name, selector in
            Settings.DeviceSettings(
                name: name, driver: nil, place: .usb(selector), line: SerialLine(),
                options: DriverOptions())
        }
        let lane = Lane(Settings.LaneSettings(name: "L1"), unknown: { _ in })
        let readers = USBReaders(
            bus: bus, entries: settings,
            named: settings.map {
                AttachedDevice(
                    name: $0.name, driver: nil, identity: "", lane: lane, owner: self,
                    thread: thread, log: log)
            }, atPaths: [], ignored: [], cards: CardQueries(), sharedNames: folder.path("twins"),
            lane: lane,
            owner: self, thread: thread, log: log)
        started.append(readers)
        readers.start()
        #expect(run { self.bus.isSettled })
        return readers
    }

    private func stop() {
        guard let last = started.last else { return }
        for device in last.found { device.close() }
        last.finish()
    }

    deinit { stop() }

    func run(until condition: () -> Bool) -> Bool {
        let end = Instant.now + .seconds(10)
        while !condition() {
            guard Instant.now < end else { return false }
            _ = loop.runOnce(limit: .milliseconds(20))
        }
        return true
    }

    // MARK: Plugs

    func plug(_ model: USBModel, at port: String, isHeld: Bool = false) throws {
        let address = 10 + plugs.count
        let device = "sys/\(port)"
        try Self.make(folder.path(device))
        for (name, text) in [
            ("busnum", "1"), ("devnum", "\(address)"), ("bConfigurationValue", "1"),
            ("product", model.product ?? ""), ("serial", model.serialNumber ?? ""),
        ] where !text.isEmpty {
            _ = try folder.file("\(device)/\(name)", text + "\n")
        }
        try Data(model.deviceDescriptor + model.configurationDescriptor).write(
            to: folder.url.appending(path: "\(device)/descriptors"))
        try Self.make(folder.path("\(device):1.0"))
        try isHeld ? take(port) : letGo(model, at: port)
        plugs[port] = USBPlug(bus: 1, address: address, portPath: port)
        _ = try folder.file("dev/001/0\(address)", "")
    }

    /// A program takes the interface from the kernel's driver.
    func take(_ port: String) throws {
        let interface = "sys/\(port):1.0"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path(interface)) {
            try folder.remove("\(interface)/\(name)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("\(interface)/driver"),
            withDestinationPath: folder.path("drivers/usbfs"))
    }

    /// The program lets go, and the kernel's driver has it again.
    func letGo(_ model: USBModel, at port: String) throws {
        let interface = "sys/\(port):1.0"
        try? folder.remove("\(interface)/driver")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("\(interface)/driver"),
            withDestinationPath: folder.path("drivers/usbhid"))
        let report = "\(interface)/0003:0000:0000.0001"
        try Self.make(folder.path(report))
        try Data(model.interfaces[0].reportDescriptor).write(
            to: folder.url.appending(path: "\(report)/report_descriptor"))
    }

    func unplug(_ port: String) throws {
        let plug = try #require(plugs[port])
        try folder.remove("dev/001/0\(plug.address)")
        try folder.remove("sys/\(port)")
        try folder.remove("sys/\(port):1.0")
    }

    // MARK: What is said

    func announce(_ device: AttachedDevice) {
        told.append("\(device.name) \(device.report.state.rawValue)")
        whys.append(device.shownWhy ?? "")
    }

    func take(_ reading: inout Reading, from device: AttachedDevice) {}
    func take(_ fault: Fault, of kind: ReadingKind, from device: AttachedDevice) {}
    func takeRemoval(
        of kind: ReadingKind, text: borrowing Span<UInt8>, from device: AttachedDevice
    ) {}
    func takeCall(without number: NumberAbsence, from device: AttachedDevice) {}
}
