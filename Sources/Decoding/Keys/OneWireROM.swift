public import Identity

/// The number of a 1-Wire device: family, serial number (low byte first), check (AN937, 1-Wire).
public struct OneWireROM: Sendable, Hashable {
    /// As it travels: the family in the lowest byte, the check in the highest.
    public let wire: UInt64

    public init(wire: UInt64) { self.wire = wire }

    /// Reads sixteen hexadecimal digits, as `printed` writes them; nil for anything else.
    public init?(printed text: borrowing Span<UInt8>) {
        guard text.count == 16 else { return nil }
        var wire: UInt64 = 0
        for index in stride(from: 0, to: 16, by: 2) {
            guard let byte = text.hexadecimalByte(at: index) else { return nil }
            wire = wire << 8 | UInt64(byte)
        }
        self.init(wire: wire)
    }

    public var family: UInt8 { UInt8(truncatingIfNeeded: wire) }

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
        for place in (0..<16).reversed() {
            let digit = UInt8(truncatingIfNeeded: wire >> UInt64(place * 4)) & 0x0F
            text.append(digit < 10 ? 0x30 + digit : 0x37 + digit)
        }
        return text
    }

    /// CRC-8 of all eight bytes, x⁸ + x⁵ + x⁴ + 1 reflected: zero when the last one is right.
    static func check(of wire: UInt64) -> UInt8 {
        var crc: UInt8 = 0
        for bit in 0..<64 {
            let isOne = crc & 1 != UInt8(truncatingIfNeeded: wire >> UInt64(bit)) & 1
            crc = isOne ? crc >> 1 ^ 0x8C : crc >> 1
        }
        return crc
    }
}

/// The search for all devices on a 1-Wire bus (AN187), pass by pass, as the DS2480B's accelerator
/// does it: two bits for each bit of the number.
struct OneWireSearch {
    /// The number that the last pass found, and the place of the highest bit where it turned to 0
    /// though another device has 1; 64 before the first pass.
    private(set) var last = OneWireROM(wire: 0)
    private var turn: Int?

    /// The 16 bytes that choose this pass's way: the upper bit of each pair is the choice.
    var choices: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard let turn else { return bytes }
        for bit in 0...turn {
            let isOne = bit == turn || last.wire >> UInt64(bit) & 1 == 1
            if isOne { bytes[bit / 4] |= 2 << UInt8(bit % 4 * 2) }
        }
        return bytes
    }

    /// Takes the 16 bytes of an answer; whether another pass will find another device.
    mutating func take(_ answer: borrowing Span<UInt8>) -> Bool {
        var wire: UInt64 = 0
        var next: Int?
        for bit in 0..<64 {
            let pair = answer[bit / 4] >> UInt8(bit % 4 * 2)
            let isOne = pair & 2 != 0
            if isOne { wire |= 1 << UInt64(bit) }
            if pair & 1 != 0, !isOne { next = bit }
        }
        last = OneWireROM(wire: wire)
        turn = next
        return next != nil
    }
}
