import Drivers
import Identity
import Testing
import Transport

@testable import Configuration
@testable import Devices
@testable import Gateway

struct USBAssignmentTests {
    /// The boot keyboard of HID 1.11, appendix B.1, cut to its keys.
    static let keyboard: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x15, 0x00, 0x25,
        0x65, 0x75, 0x08, 0x95, 0x06, 0x81, 0x00, 0xC0,
    ]

    enum Kind { case keyboard, modem, disk }

    /// A device at `port`; the modem is one that the kernel makes a serial port of.
    static func device(
        _ kind: Kind, at port: String, serial: String? = nil, vendor: UInt16 = 0x1234,
        address: Int = 2
    ) -> USBDevice {
        let plug = USBPlug(bus: 1, address: address, portPath: port)
        var device = USBDevice(
            plug: plug, node: "/dev/bus/usb/001/002", vendorID: vendor, productID: 0x0001,
            serialNumber: serial)
        let interfaceClass: USBClass =
            switch kind {
            case .keyboard: .hid
            case .modem: .communications
            case .disk: .massStorage
            }
        device.interfaces = [
            USBInterface(
                vendorID: vendor, productID: 1, serialNumber: serial, portPath: port,
                interfaceClass: interfaceClass, interfaceSubclass: 2,
                reportDescriptor: kind == .keyboard ? keyboard : [])
        ]
        return device
    }

    private static func entry(_ selector: USBSelector) -> USBAssignment.Entry {
        USBAssignment.Entry(
            name: "front", selector: selector, driver: .named("serial-scanner"))
    }

    private static func ports(_ assignment: USBAssignment, of entry: Int?) -> [String] {
        assignment.taken.filter { $0.entry == entry }.map(\.place.plug.portPath)
    }

    @Test(
        "What settings do not name and the catalogue does not know is left, with a reason",
        arguments: [
            (Kind.keyboard, "an ordinary keyboard"), (.modem, "a serial adapter"),
            (.disk, "not a reader: a disk"),
        ])
    func left(kind: Kind, reason: String) {
        let assignment = USBAssignment(
            [Self.device(kind, at: "1-1")], entries: [], ignored: [])
        #expect(assignment.taken.isEmpty)
        #expect(assignment.left.count == 1)
        #expect(assignment.left.first?.why.contains(reason) == true, "\(assignment.left)")
    }

    @Test(
        "Settings name a device by serial number, port or model",
        arguments: [
            USBSelector.serial("B00F5D1"), .port("1-1.2"), .model(vendor: 0x1234, product: 1),
        ])
    func named(selector: USBSelector) {
        let assignment = USBAssignment(
            [Self.device(.modem, at: "1-1.2", serial: "B00F5D1")],
            entries: [Self.entry(selector)], ignored: [])
        #expect(Self.ports(assignment, of: 0) == ["1-1.2"])
        #expect(assignment.left.isEmpty)
    }

    @Test("A closer entry goes first, whatever their order")
    func closest() {
        let devices = [
            Self.device(.modem, at: "1-1", serial: "A1"),
            Self.device(.modem, at: "1-2", serial: "A2", address: 3),
        ]
        let entries = [Self.entry(.model(vendor: 0x1234, product: 1)), Self.entry(.serial("A1"))]
        let assignment = USBAssignment(devices, entries: entries, ignored: [])
        #expect(Self.ports(assignment, of: 0) == ["1-2"])
        #expect(Self.ports(assignment, of: 1) == ["1-1"])
    }

    @Test("Of two twins by model, the one that has the name keeps it")
    func twins() {
        let first = Self.device(.modem, at: "1-1")
        let second = Self.device(.modem, at: "1-2", address: 3)
        let entries = [Self.entry(.model(vendor: 0x1234, product: 1))]
        let alone = USBAssignment([second], entries: entries, ignored: [])
        #expect(Self.ports(alone, of: 0) == ["1-2"])
        let both = USBAssignment(
            [first, second], entries: entries, ignored: [], present: [0: alone.taken[0].place])
        #expect(Self.ports(both, of: 0) == ["1-2"])
        #expect(both.left.map(\.usb.plug.portPath) == ["1-1"])
    }

    @Test("A reader whose port settings name by its path is not found a second time")
    func portOfAPath() {
        var scanner = Self.device(.modem, at: "1-1", serial: "A1", vendor: 0x05E0)
        scanner.productID = 0x1701
        scanner.interfaces[0].productID = 0x1701
        scanner.serialPorts[0] = "/dev/ttyACM0"
        let found = USBAssignment([scanner], entries: [], ignored: [])
        #expect(Self.ports(found, of: nil) == ["1-1"])
        let named = USBAssignment(
            [scanner], entries: [], ignored: [], ports: ["/dev/ttyACM0": "front"])
        #expect(named.taken.isEmpty)
        #expect(named.left.map(\.why) == ["settings name its port: it is the device front"])
        // Two entries for one plug are for the settings' author to know.
        let both = USBAssignment(
            [scanner], entries: [Self.entry(.serial("A1"))], ignored: [],
            ports: ["/dev/ttyACM0": "front"])
        #expect(Self.ports(both, of: 0) == ["1-1"])
    }

    @Test("What is to be ignored is ignored, also when an entry names it")
    func ignored() {
        let assignment = USBAssignment(
            [Self.device(.modem, at: "1-1")], entries: [Self.entry(.port("1-1"))],
            ignored: [.model(vendor: 0x1234, product: 1)])
        #expect(assignment.taken.isEmpty)
        #expect(assignment.left.map(\.why) == ["settings say to ignore it"])
    }

    @Test("A driver that cannot read the device leaves it, and says so")
    func unsuitable() {
        let assignment = USBAssignment(
            [Self.device(.disk, at: "1-1")], entries: [Self.entry(.port("1-1"))], ignored: [])
        #expect(assignment.taken.isEmpty)
        #expect(assignment.left.first?.why.contains("serial-scanner cannot read it") == true)
    }

    /// A card reader with two interfaces; its serial number tells it from its twin.
    static func cardReader(at port: String, serial: String?) -> USBDevice {
        var device = device(.disk, at: port, serial: serial)
        var descriptor = [UInt8](repeating: 0, count: 54)
        descriptor[0] = 0x36
        descriptor[1] = 0x21
        descriptor[42] = 0x02
        device.interfaces = [0, 1].map { number in
            USBInterface(
                vendorID: device.vendorID, productID: 1, serialNumber: serial, portPath: port,
                number: number, interfaceClass: .smartCard,
                endpoints: [
                    USBEndpoint(address: 0x81 + number, kind: .bulk, maxPacketSize: 64),
                    USBEndpoint(address: 0x01 + number, kind: .bulk, maxPacketSize: 64),
                ], classDescriptor: descriptor)
        }
        return device
    }

    @Test("Each interface of a card reader is a reader; settings may name the one and the other")
    func interfaces() {
        let device = Self.cardReader(at: "1-1", serial: "A1")
        func names(_ entries: [USBAssignment.Entry]) -> [String] {
            let assignment = USBAssignment([device], entries: entries, ignored: [])
            return assignment.taken.sorted { $0.place.interface < $1.place.interface }.map {
                $0.entry.map { entries[$0].name }
                    ?? USBName.name(
                        driver: $0.driver.name, of: $0.usb, isSerialUnique: false,
                        interface: assignment.number(of: $0))
            }
        }
        func entry(_ name: String) -> USBAssignment.Entry {
            USBAssignment.Entry(name: name, selector: .serial("A1"), driver: nil)
        }
        #expect(names([]) == ["ccid-reader-1-1", "ccid-reader-1-1-if1"])
        #expect(names([entry("cards")]) == ["cards", "ccid-reader-1-1-if1"])
        #expect(names([entry("cards"), entry("module")]) == ["cards", "module"])
    }

    @Test("What kept a device from being understood is the reason it was left")
    func obstacle() {
        var device = Self.device(.keyboard, at: "1-1")
        device.interfaces[0].reportDescriptor = []
        device.obstacle = .denied(node: device.node, model: device.model)
        let assignment = USBAssignment([device], entries: [], ignored: [])
        #expect(assignment.left.first?.why.hasPrefix("this user may not open") == true)
    }
}

struct USBNameTests {
    @Test(
        "A reader that settings do not name has a name for good",
        arguments: [
            ("magtek-swipe", "B00F5D1", true, "magtek-swipe-B00F5D1"),
            ("hid-scanner", nil, true, "hid-scanner-1-1.2"),
            // Serial numbers that every unit of a model has.
            ("hid-scanner", "0000000001", true, "hid-scanner-1-1.2"),
            ("hid-scanner", "00000000", true, "hid-scanner-1-1.2"),
            ("hid-scanner", "123456", true, "hid-scanner-1-1.2"),
            ("hid-scanner", "", true, "hid-scanner-1-1.2"),
            // Its twin has the same.
            ("hid-scanner", "S/N 77A", false, "hid-scanner-1-1.2"),
            ("hid-scanner", "S/N 77A", true, "hid-scanner-SN77A"),
            // As long as it may be: the end tells two of a series apart.
            (
                "hid-scanner", "ABCDEFGHIJKLMNOPQRSTUVWXYZ01", true,
                "hid-scanner-IJKLMNOPQRSTUVWXYZ01"
            ),
        ] as [(String, String?, Bool, String)])
    func names(driver: String, serial: String?, isUnique: Bool, expected: String) {
        let device = USBAssignmentTests.device(.modem, at: "1-1.2", serial: serial)
        let name = USBName.name(driver: driver, of: device, isSerialUnique: isUnique)
        #expect(name == expected)
        #expect(name.utf8.count <= USBName.limit)
    }

    @Test func `Another interface of the same driver has its number behind the name`() {
        let device = USBAssignmentTests.device(.modem, at: "1-1.2", serial: "S/N 77A")
        let name = {
            USBName.name(driver: "serial-scanner", of: device, isSerialUnique: $0, interface: 2)
        }
        #expect(name(true) == "serial-scanner-SN77A-if2")
        #expect(name(false) == "serial-scanner-1-1.2-if2")
    }

    @Test("A second interface has its number behind the name")
    func interface() {
        let device = USBAssignmentTests.cardReader(
            at: "1-1.2", serial: "ABCDEFGHIJKLMNOPQRSTUVWXYZ01")
        let name = USBName.name(
            driver: "ccid-reader", of: device, isSerialUnique: true, interface: 1)
        #expect(name == "ccid-reader-MNOPQRSTUVWXYZ01-if1")
        #expect(name.utf8.count <= USBName.limit)
        #expect(
            USBName.identity(of: device, interface: 1)
                == "1234:0001 (1234:0001) at USB port 1-1.2, interface 1, serial number "
                + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01")
    }
}
