import Identity
import Transport

/// The descriptors by which a host knows a device (USB 2.0, 9.6; HID 1.11, 6.2).
extension USBModel {
    static let deviceKind: UInt8 = 1
    static let configurationKind: UInt8 = 2
    static let stringKind: UInt8 = 3
    static let hidKind: UInt8 = 0x21
    static let reportKind: UInt8 = 0x22

    /// The descriptor that a host asks for; nil where there is none.
    func descriptor(_ setup: SetupPacket) -> [UInt8]? {
        let interface = Int(setup.index & 0xFF)
        switch setup.kind {
        case Self.deviceKind: return deviceDescriptor
        case Self.configurationKind: return configurationDescriptor
        case Self.stringKind: return stringDescriptor(setup.number)
        case Self.hidKind where interfaces.indices.contains(interface):
            return hidDescriptor(of: interfaces[interface])
        case Self.reportKind where interfaces.indices.contains(interface):
            return interfaces[interface].reportDescriptor
        default: return nil
        }
    }

    /// The strings, by their number; 1 is the first.
    private var strings: [String] { [manufacturer, product, serialNumber].compactMap(\.self) }

    private func number(of string: String?) -> UInt8 {
        string.flatMap(strings.firstIndex(of:)).map { UInt8($0 + 1) } ?? 0
    }

    /// The largest packet of the control endpoint.
    private var controlPacket: UInt8 { speed == .low ? 8 : 64 }

    var deviceDescriptor: [UInt8] {
        // USB 2.0; the class is each interface's own, except that a modem is one as a whole.
        let kind: UInt8 = interfaces.first?.kind == .communications ? 0x02 : 0
        return [18, Self.deviceKind, 0x00, 0x02, kind, 0, 0, controlPacket]
            + vendorID.littleEndianBytes + productID.littleEndianBytes + release.littleEndianBytes
            + [number(of: manufacturer), number(of: product), number(of: serialNumber), 1]
    }

    /// The configuration with everything in it.
    var configurationDescriptor: [UInt8] {
        let body = interfaces.enumerated().flatMap { descriptors(of: $1, number: UInt8($0)) }
        // Bus-powered, 100 mA.
        return [9, Self.configurationKind] + UInt16(9 + body.count).littleEndianBytes
            + [UInt8(interfaces.count), 1, 0, 0x80, 50] + body
    }

    private func descriptors(of interface: Interface, number: UInt8) -> [UInt8] {
        [
            9, 4, number, 0, UInt8(interface.endpoints.count), interface.kind.rawValue,
            interface.subclass, interface.protocolNumber, 0,
        ] + hidDescriptor(of: interface) + interface.classDescriptors
            + interface.endpoints.flatMap {
                [7, 5, $0.address, $0.kind.rawValue]
                    + UInt16($0.maxPacketSize).littleEndianBytes + [$0.interval]
            } + interface.trailingDescriptors
    }

    /// Empty for an interface that is not HID.
    func hidDescriptor(of interface: Interface) -> [UInt8] {
        guard interface.kind == .hid else { return [] }
        return [9, Self.hidKind, 0x11, 0x01, 0, 1, Self.reportKind]
            + (interface.claimedLength ?? UInt16(interface.reportDescriptor.count))
            .littleEndianBytes
    }

    /// A string descriptor; number 0 is the list of languages. Nil when there is no such string.
    func stringDescriptor(_ number: UInt8) -> [UInt8]? {
        guard number > 0 else { return [4, Self.stringKind, 0x09, 0x04] }
        guard Int(number) <= strings.count else { return nil }
        let text = strings[Int(number) - 1].utf16.prefix(126).flatMap(\.littleEndianBytes)
        return [UInt8(text.count + 2), Self.stringKind] + text
    }
}

extension UInt16 {
    /// Low byte first, as USB has all its numbers.
    var littleEndianBytes: [UInt8] { [UInt8(truncatingIfNeeded: self), UInt8(self >> 8)] }
}
