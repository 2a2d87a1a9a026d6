import Configuration
import Drivers
import Identity
import Simulator
import Testing
import Transport

@testable import Devices

/// Devices of several interfaces, and those that another program has.
struct USBInterfaceAssignmentTests {
    private static let scanner = USBModel.plainHIDScanner.interfaces[0].reportDescriptor

    private static func device(
        _ interfaces: [(USBClass, [UInt8])], vendor: UInt16 = 0x05E0, port: String = "1-1",
        address: Int = 2, obstacle: USBError? = nil
    ) -> USBDevice {
        var device = USBAssignmentTests.device(.disk, at: port, vendor: vendor, address: address)
        device.interfaces = interfaces.enumerated().map { number, interface in
            USBInterface(
                vendorID: vendor, productID: 1, portPath: port, number: UInt8(number),
                interfaceClass: interface.0, interfaceSubclass: 2, reportDescriptor: interface.1)
        }
        device.obstacle = obstacle
        return device
    }

    private static func taken(_ assignment: USBAssignment) -> [String] {
        assignment.taken.map {
            "\($0.entry.map(String.init) ?? "-") \($0.interface.number) \($0.driver.name)"
        }
    }

    private static let port = USBAssignment.Entry(
        name: "front", selector: .port("1-1"), driver: nil)

    @Test func `Of a composite reader the scanner wins over its keyboard`() {
        let reader = Self.device([(.hid, USBAssignmentTests.keyboard), (.hid, Self.scanner)])
        let named = USBAssignment([reader], entries: [Self.port], ignored: [])
        #expect(Self.taken(named) == ["0 1 hid-scanner", "- 0 keyboard-reader"])
        // The keyboard of another maker is a person's.
        let other = Self.device(
            [(.hid, USBAssignmentTests.keyboard), (.hid, Self.scanner)], vendor: 0x046A)
        #expect(
            Self.taken(USBAssignment([other], entries: [Self.port], ignored: []))
                == ["0 1 hid-scanner"])
    }

    @Test(
        "An entry without driver does not take what the catalogue does not know, and says why",
        arguments: [
            (USBAssignmentTests.Kind.keyboard, "an ordinary keyboard"),
            (.modem, "a serial adapter"),
        ])
    func unknown(kind: USBAssignmentTests.Kind, why: String) {
        for selector in [
            USBSelector.port("1-1"), .model(vendor: 0x1234, product: 1), .serial("S-77"),
        ] {
            let device = USBAssignmentTests.device(kind, at: "1-1", serial: "S-77")
            let entry = USBAssignment.Entry(name: "front", selector: selector, driver: nil)
            let assignment = USBAssignment([device], entries: [entry], ignored: [])
            #expect(assignment.taken.isEmpty)
            #expect(assignment.refused[0]?.contains(why) == true)
        }
    }

    @Test func `Both serial ports of a device are read, and two entries have one each`() {
        let modem = (USBClass.communications, [UInt8]())
        let reader = Self.device([modem, modem])
        #expect(
            Self.taken(USBAssignment([reader], entries: [], ignored: []))
                == ["- 0 serial-scanner", "- 1 serial-scanner"])
        let entries = [Self.port, Self.port]
        #expect(
            Self.taken(USBAssignment([reader], entries: entries, ignored: []))
                == ["0 0 serial-scanner", "1 1 serial-scanner"])
    }

    @Test func `The port of an adapter that no entry takes is said`() {
        let modem = (USBClass.communications, [UInt8]())
        let adapter = Self.device([modem, modem], vendor: 0x1234)
        var entry = Self.port
        entry.driver = .named("magellan-scanner")
        let assignment = USBAssignment([adapter], entries: [entry], ignored: [])
        #expect(Self.taken(assignment) == ["0 0 magellan-scanner"])
        #expect(assignment.left.map(\.interface) == [1])
    }

    @Test func `What another program has is held, by its entry or by itself`() {
        let node = "/dev/bus/usb/001/002"
        let holder = PortHolder(processes: [], isComplete: false)
        let obstacle = USBError.held(node: node, by: holder, suspects: [])
        let reader = Self.device([(.hid, [])], obstacle: obstacle)
        let named = USBAssignment([reader], entries: [Self.port], ignored: [])
        #expect(named.taken.isEmpty && named.left.isEmpty && named.refused.isEmpty)
        #expect(named.held.map(\.entry) == [0])
        let unnamed = USBAssignment([reader], entries: [], ignored: [])
        #expect(unnamed.held.map(\.entry) == [nil])
        #expect(unnamed.held.first?.why.contains("is in use by") == true)
        // What can be read of it is read.
        let half = Self.device([(.hid, []), (.hid, Self.scanner)], obstacle: obstacle)
        #expect(
            Self.taken(USBAssignment([half], entries: [Self.port], ignored: []))
                == ["0 1 hid-scanner"])
    }
}
