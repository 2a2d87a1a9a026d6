import Identity

/// The items of a report descriptor (HID 1.11, 6.2.2), for writing one as a list that can be read.
enum HIDItem: Sendable {
    case page(UInt16)
    case usage(UInt16)
    case usageRange(UInt16, UInt16)
    /// An application collection with everything in it.
    case application(UInt16, [HIDItem])
    /// A logical collection with everything in it.
    case logical(UInt16, [HIDItem])
    case reportID(UInt8)
    /// The logical range of the fields that follow.
    case range(Int, Int)
    /// Fields of `bits` bits, of which there are `count`.
    case size(bits: UInt8, count: UInt16)
    case input(Flags)
    case output(Flags)
    case feature(Flags)

    /// What a field is (6.2.2.5).
    enum Flags: UInt16, Sendable {
        case array = 0x00
        case variable = 0x02
        case constant = 0x03
        /// Not a number but a row of bytes.
        case bufferedBytes = 0x102
    }

    /// The item's bytes: a prefix of tag, type and size, and its data.
    var bytes: [UInt8] {
        switch self {
        case .page(let page): Self.short(0x04, Int(page))
        case .usage(let usage): Self.short(0x08, Int(usage))
        case .usageRange(let first, let last):
            Self.short(0x18, Int(first)) + Self.short(0x28, Int(last))
        case .application(let usage, let items): Self.collection(1, usage, items)
        case .logical(let usage, let items): Self.collection(2, usage, items)
        case .reportID(let id): Self.short(0x84, Int(id))
        case .range(let low, let high): Self.short(0x14, low) + Self.signed(0x24, high)
        case .size(let bits, let count): Self.short(0x74, Int(bits)) + Self.short(0x94, Int(count))
        case .input(let flags): Self.short(0x80, Int(flags.rawValue))
        case .output(let flags): Self.short(0x90, Int(flags.rawValue))
        case .feature(let flags): Self.short(0xB0, Int(flags.rawValue))
        }
    }

    private static func collection(
        _ kind: Int, _ usage: UInt16, _ items: [HIDItem]
    ) -> [UInt8] {
        short(0x08, Int(usage)) + short(0xA0, kind) + items.descriptor + [0xC0]
    }

    /// One data byte, or two where one is too few.
    private static func short(_ prefix: UInt8, _ value: Int) -> [UInt8] {
        value < 0x100
            ? [prefix | 1, UInt8(value)]
            : [prefix | 2, UInt8(value & 0xFF), UInt8(value >> 8)]
    }

    /// As above, for a value whose highest bit is its sign.
    private static func signed(_ prefix: UInt8, _ value: Int) -> [UInt8] {
        value < 0x80 ? short(prefix, value) : [prefix | 2, UInt8(value & 0xFF), UInt8(value >> 8)]
    }
}

extension [HIDItem] {
    /// The bytes of all of them.
    var descriptor: [UInt8] { flatMap(\.bytes) }
}

extension USBModel.Interface {
    /// A HID interface with an interrupt endpoint to the host and, where it takes reports that way,
    /// one from it.
    static func hid(
        _ items: [HIDItem], packet: Int, number: UInt8 = 0, takesOutput: Bool = false,
        isBoot: Bool = false
    ) -> Self {
        let input = USBEndpoint(
            address: 0x81 + number, kind: .interrupt, maxPacketSize: packet, interval: 10)
        let output = USBEndpoint(
            address: 0x01 + number, kind: .interrupt, maxPacketSize: packet, interval: 10)
        // Subclass 1, protocol 1: a keyboard that a BIOS understands.
        return Self(
            kind: .hid, subclass: isBoot ? 1 : 0, protocolNumber: isBoot ? 1 : 0,
            endpoints: takesOutput ? [input, output] : [input], reportDescriptor: items.descriptor)
    }
}
