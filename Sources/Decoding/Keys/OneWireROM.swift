public import Identity

/// The number of a 1-Wire device: family, serial number (low byte first), check (AN937, 1-Wire).
public struct OneWireROM: Sendable, Hashable {
    /// As it travels: the family in the lowest byte, the check in the highest.
    public let wire: UInt64

    public init(wire: UInt64) { self.wire = wire }

    /// Reads sixteen hexadecimal digits, as `printed` writes them; nil for anything else.
    public init?(printed text: borrowing Span<UInt8>) {
        guard text.count == 16, let wire = text.hexadecimalValue else { return nil }
        self.init(wire: wire)
    }

    /// The number of a family and a serial number, with its check.
    public init(family: UInt8, serial: UInt64) {
        let number = UInt64(family) | serial << 8 & 0x00FF_FFFF_FFFF_FF00
        self.init(wire: number | UInt64(Self.check(of: number, bits: 56)) << 56)
    }

    public var family: UInt8 { UInt8(truncatingIfNeeded: wire) }

    /// The serial number, high byte first.
    public var serial: UInt64 { wire >> 8 & 0xFFFF_FFFF_FFFF }

    /// The families of buttons that people carry.
    static let keyFamilies: [UInt8] = [
        0x01, 0x02, 0x04, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x10, 0x14, 0x18, 0x21, 0x33, 0x41,
    ]

    /// What keeps it from being somebody's key; nil when nothing does.
    ///
    /// A broken contact reads as zeros, whose check is right, or as ones.
    public var fault: Fault? {
        if wire == 0 || wire == .max { return .readError }
        guard Self.check(of: wire) == 0 else { return .badChecksum }
        return family == 0 ? .readError : nil
    }

    /// Whether it is the chip within an adapter, which is nobody's key.
    public var isAdapter: Bool { family == 0x81 }

    /// As it is engraved: check, serial number and family, in hexadecimal.
    public var printed: Bytes<16> {
        var text = Bytes<16>()
        text.append(hexadecimal: wire, digits: 16)
        return text
    }

    /// CRC-8 of all eight bytes, x⁸ + x⁵ + x⁴ + 1 reflected: zero when the last one is right.
    static func check(of wire: UInt64, bits: Int = 64) -> UInt8 {
        var crc: UInt8 = 0
        for bit in 0..<bits {
            let isOne = crc & 1 != UInt8(truncatingIfNeeded: wire >> UInt64(bit)) & 1
            crc = isOne ? crc >> 1 ^ 0x8C : crc >> 1
        }
        return crc
    }
}

extension OneWireROM {
    /// The numbers that a text of hexadecimal digits may stand for: 16 in either order, which the
    /// check decides; 14 without the check and 12 of the serial number alone, in either order.
    static func readings(of text: borrowing Span<UInt8>) -> [KeyNumber] {
        guard let value = text.hexadecimalValue else { return [] }
        let swapped = value.byteSwapped
        switch text.count {
        case 16: return whole([OneWireROM(wire: value), OneWireROM(wire: swapped)])
        case 14:
            // Serial number and family as they are engraved, or as they travel.
            let orders = [value, swapped >> 8].filter {
                keyFamilies.contains(UInt8(truncatingIfNeeded: $0))
            }
            return whole(
                orders.map {
                    OneWireROM(family: UInt8(truncatingIfNeeded: $0), serial: $0 >> 8)
                })
        case 12:
            let serials = Set([value, swapped >> 16]).filter { $0 != 0 && $0 != 1 << 48 - 1 }
            return serials.sorted().map { .serial($0) }
        default: return []
        }
    }

    private static func whole(_ numbers: [OneWireROM]) -> [KeyNumber] {
        var found: [KeyNumber] = []
        for number in numbers where number.fault == nil && !number.isAdapter {
            if !found.contains(.rom(number)) { found.append(.rom(number)) }
        }
        return found
    }

    /// Each text that stands for the whole number: as it is engraved and as it travels, with and
    /// without the check, and with a point behind the family.
    func eachWholeText<E: Error>(_ body: (Bytes<24>) throws(E) -> Void) throws(E) {
        for value in [wire, wire.byteSwapped] {
            let text = Self.hexadecimal(value, 16)
            try body(text)
            try body(text.smallLetters)
        }
        try body(Self.hexadecimal(serial << 8 | UInt64(family), 14))
        let travelling = Self.hexadecimal(wire.byteSwapped >> 8, 14)
        try body(travelling)
        var pointed = Bytes<24>(travelling.span.extracting(0..<2))
        pointed.append(UInt8(ascii: "."))
        pointed.append(contentsOf: travelling.span.extracting(2..<14))
        try body(pointed)
    }

    /// Each text that stands for a serial number.
    static func eachSerialText<E: Error>(
        _ serial: UInt64, _ body: (Bytes<24>) throws(E) -> Void
    ) throws(E) {
        for value in [serial, serial.byteSwapped >> 16] {
            let text = hexadecimal(value, 12)
            try body(text)
            try body(text.smallLetters)
        }
    }

    private static func hexadecimal(_ value: UInt64, _ digits: Int) -> Bytes<24> {
        var text = Bytes<24>()
        text.append(hexadecimal: value, digits: digits)
        return text
    }
}
