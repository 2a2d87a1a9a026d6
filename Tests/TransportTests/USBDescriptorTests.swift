import Identity
import Testing

@testable import Transport

struct USBDescriptorTests {
    /// A boot keyboard as HID 1.11, appendix E, describes one: device, configuration 1, interface
    /// 0, HID, endpoint 0x81.
    static let device: [UInt8] = [
        18, 1, 0x10, 0x01, 0, 0, 0, 8, 0x01, 0x08, 0x02, 0x00, 0x00, 0x01, 1, 2, 3, 1,
    ]
    static let configuration: [UInt8] = [9, 2, 34, 0, 1, 1, 0, 0xA0, 50]
    static let interface: [UInt8] = [9, 4, 0, 0, 1, 3, 1, 1, 0]
    static let hid: [UInt8] = [9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63, 0]
    static let endpoint: [UInt8] = [7, 5, 0x81, 3, 8, 0, 10]
    static let keyboard = device + configuration + interface + hid + endpoint

    @Test(
        "The model, the interface, its endpoint and the length of its reports' description are found"
    )
    func whole() throws {
        let found = try #require(USBDescriptors(Self.keyboard))
        #expect(found.vendorID == 0x0801)
        #expect(found.productID == 0x0002)
        #expect(found.deviceRelease == 0x0100)
        let interface = try #require(found.configurations[1]?.first)
        #expect(interface.interfaceClass == .hid)
        #expect(interface.interfaceProtocol == 1)
        #expect(interface.reportDescriptorLength == 63)
        #expect(
            interface.endpoints
                == [USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: 8, interval: 10)])
    }

    @Test("Cut at any byte, what is whole is taken and nothing else", arguments: 0..<keyboard.count)
    func cut(length: Int) {
        let found = USBDescriptors(Array(Self.keyboard.prefix(length)))
        #expect((found != nil) == (length >= 18))
        #expect((found?.configurations[1] != nil) == (length >= 27))
        #expect(found?.configurations[1]?.first?.endpoints.isEmpty != false)
    }

    @Test(
        "Descriptors that lie end the list or are passed over",
        arguments: [
            // A length of 0 or 1, which would go on for ever.
            (device + [0, 2], 0),
            (device + [1, 2, 9], 0),
            // An endpoint and an interface before any configuration.
            (device + endpoint + interface, 0),
            // An interface too short to be one, then a whole one.
            (device + configuration + [4, 4, 0, 0] + interface, 1),
            // A vendor's own descriptor in between.
            (device + configuration + [5, 0xFF, 1, 2, 3] + interface, 1),
            // A second setting of the same interface.
            (device + configuration + interface + [9, 4, 0, 1, 1, 3, 0, 0, 0] + endpoint, 1),
        ])
    func lies(bytes: [UInt8], interfaces: Int) throws {
        let found = try #require(USBDescriptors(bytes))
        #expect(found.configurations.values.map(\.count).reduce(0, +) == interfaces)
        #expect(found.configurations.values.joined().allSatisfy { $0.endpoints.isEmpty })
    }

    @Test(
        "64 KiB of every byte value end without harm",
        arguments: [0x00, 0x02, 0x09, 0xFF] as [UInt8])
    func noise(value: UInt8) {
        let found = USBDescriptors(Self.device + [UInt8](repeating: value, count: 65_536))
        #expect(found?.configurations.isEmpty == true)
    }
}
