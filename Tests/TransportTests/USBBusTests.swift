import Foundation
import Identity
import TestSupport
import Testing

@testable import Transport

/// The files that the kernel would show, made by hand: what is plugged in is a folder.
struct USBBusTests {
    final class Stage: USBBusObserver {
        let folder: ScratchFolder
        let loop: EventLoop
        let bus: USBBus
        private(set) var changes = 0

        init(hasUSB: Bool = true) throws {
            folder = try ScratchFolder()
            loop = try EventLoop()
            bus = try USBBus(
                loop: loop, claims: ClaimLog(path: folder.path("claimed")),
                tree: USBTree(devices: folder.path("sys"), nodes: folder.path("dev/usb")))
            if hasUSB { try makeBus() }
        }

        func makeBus() throws {
            for name in ["sys", "dev/usb/001"] {
                try FileManager.default.createDirectory(
                    atPath: folder.path(name), withIntermediateDirectories: true)
            }
        }

        func usbChanged() { changes += 1 }

        func plug(_ port: String, address: Int, serial: String? = nil) throws {
            let name = "sys/\(port)"
            try FileManager.default.createDirectory(
                atPath: folder.path("\(name)"), withIntermediateDirectories: true)
            try write("\(name)/busnum", "1\n")
            try write("\(name)/devnum", "\(address)\n")
            try write("\(name)/bConfigurationValue", "1\n")
            try write("\(name)/product", "Stripe Reader  \n")
            if let serial { try write("\(name)/serial", "\(serial)\n") }
            try Data(USBDescriptorTests.keyboard).write(
                to: URL(fileURLWithPath: folder.path("\(name)/descriptors")))
            let interface = "sys/\(port):1.0"
            let report = "\(interface)/0003:0801:0002.0001"
            try FileManager.default.createDirectory(
                atPath: folder.path(report), withIntermediateDirectories: true)
            try Data([0x05, 0x01]).write(
                to: URL(fileURLWithPath: folder.path("\(report)/report_descriptor")))
            try write(
                "dev/usb/001/\(String(repeating: "0", count: address < 10 ? 2 : 1))\(address)", "")
        }

        func unplug(_ port: String, address: Int) throws {
            let digits = String(repeating: "0", count: address < 10 ? 2 : 1)
            try FileManager.default.removeItem(
                atPath: folder.path("dev/usb/001/\(digits)\(address)"))
            try FileManager.default.removeItem(atPath: folder.path("sys/\(port)"))
            try FileManager.default.removeItem(atPath: folder.path("sys/\(port):1.0"))
        }

        private func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
        }
    }

    @Test("What is plugged in at the start is found, with its names and its interface")
    func start() throws {
        let stage = try Stage()
        try stage.plug("1-1.2", address: 4, serial: "B00F5D1")
        stage.bus.start(stage)
        #expect(stage.loop.run { stage.bus.isSettled })
        let device = try #require(stage.bus.devices.first)
        #expect(device.model == "0801:0002")
        #expect(device.product == "Stripe Reader")
        #expect(device.serialNumber == "B00F5D1")
        #expect(device.plug == USBPlug(bus: 1, address: 4, portPath: "1-1.2"))
        #expect(device.obstacle == nil)
        #expect(device.interfaces.first?.reportDescriptor == [0x05, 0x01])
        #expect(device.interfaces.first?.portPath == "1-1.2")
    }

    @Test("A plug and an unplug are seen without asking")
    func hotplug() throws {
        let stage = try Stage()
        stage.bus.start(stage)
        try stage.plug("1-1", address: 5)
        #expect(stage.loop.run { stage.bus.devices.count == 1 })
        try stage.unplug("1-1", address: 5)
        #expect(stage.loop.run { stage.bus.devices.isEmpty })
        #expect(stage.changes >= 2)
    }

    @Test("A device put back before anybody looked is another plug: no ghost stays")
    func fastReplug() throws {
        let stage = try Stage()
        try stage.plug("1-1", address: 5)
        stage.bus.start(stage)
        #expect(stage.loop.run { stage.bus.devices.count == 1 })
        try stage.unplug("1-1", address: 5)
        try stage.plug("1-1", address: 6)
        #expect(stage.loop.run { stage.bus.devices.map(\.plug.address) == [6] })
    }

    @Test("Where there is no USB, the bus is waited for, and libusb is not started")
    func none() throws {
        let stage = try Stage(hasUSB: false)
        stage.bus.start(stage)
        #expect(stage.bus.isSettled)
        try stage.makeBus()
        // The folder of the bus must be seen before a device comes into it.
        stage.loop.runOnce(limit: patience)
        try stage.plug("1-1", address: 7)
        #expect(stage.loop.run { stage.bus.devices.count == 1 })
        #expect(!stage.bus.hasStartedLibUSB)
    }

    @Test("Hubs of the computer, interfaces and half a device are no plugs")
    func notPlugs() throws {
        let stage = try Stage()
        try stage.plug("usb1", address: 1)
        try stage.plug("1-1", address: 5)
        try FileManager.default.createDirectory(
            atPath: stage.folder.path("sys/1-9"), withIntermediateDirectories: true)
        #expect(stage.bus.tree.plugs().map(\.portPath) == ["1-1"])
    }
}

struct BlockingWorkTests {
    @Test("Work is done elsewhere, and its result handled here")
    func result() throws {
        let loop = try EventLoop()
        let work = try BlockingWork(loop: loop)
        var results: [Int] = []
        for number in 0..<20 {
            work.run {
                number
            } then: {
                results.append($0)
            }
        }
        #expect(loop.run { results.count == 20 })
        #expect(Set(results) == Set(0..<20))
    }

    @Test("A call that hangs delays no other, nor the loop")
    func hanging() throws {
        let loop = try EventLoop()
        let work = try BlockingWork(loop: loop)
        let gate = DispatchSemaphore(value: 0)
        var finished: [String] = []
        work.run {
            gate.wait()
        } then: {
            finished.append("hanging")
        }
        work.run {
        } then: {
            finished.append("other")
        }
        #expect(loop.run { finished == ["other"] })
        gate.signal()
        #expect(loop.run { finished == ["other", "hanging"] })
    }
}
