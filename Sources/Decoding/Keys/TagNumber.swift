public import Identity

/// A tag's number: the 40 bits of an EM4100 (EM4102, TK4100), or what a reader or a print keeps of
/// them.
///
///     TagNumber(0x11_2233_4455, .whole)?.text   // 1122334455
public struct TagNumber: Sendable, Hashable {
    /// How many of the 40 bits are known.
    public enum Width: Int, Sendable {
        case whole = 40
        case low32 = 32
        case low24 = 24
    }

    public let bits: UInt64
    public let width: Width

    /// Nil where the number has more bits.
    public init?(_ bits: UInt64, _ width: Width) {
        guard bits >> UInt64(width.rawValue) == 0 else { return nil }
        self.bits = bits
        self.width = width
    }

    /// The known bits in hexadecimal, in capitals: the canonical text.
    public var text: Bytes<24> {
        var text = Bytes<24>()
        text.append(hexadecimal: bits, digits: width.rawValue / 4)
        return text
    }

    /// What keeps it from being somebody's tag: a blank or broken one reads as zeros or ones.
    public var fault: Fault? {
        bits == 0 || bits == 1 << UInt64(width.rawValue) - 1 ? .readError : nil
    }

    /// The last 24 or 32 of the bits.
    func last(_ width: Width) -> UInt64 { bits & (1 << UInt64(width.rawValue) - 1) }

    /// The number with its first byte last.
    public var reversed: UInt64 {
        (0..<width.rawValue / 8).reduce(0) { $0 << 8 | bits >> UInt64($1 * 8) & 0xFF }
    }

    /// The number with the bits of each byte turned round: what some readers print.
    public var turned: UInt64 { bits.turned(bytes: width.rawValue / 8) }

    // MARK: Spellings

    /// Every text that stands for all 40 bits.
    func eachWholeText<E: Error>(_ body: (Bytes<24>) throws(E) -> Void) throws(E) {
        guard width == .whole else { return }
        try body(text)
        try body(text.smallLetters)
        try body(decimal(bits, 14))
        try body(decimal(bits, 13))
        if bits >= 1 << 32 { try body(decimal(bits, 1)) }
        try body(decimal(turned, 15))
        var text = Bytes<24>()
        // Each half byte in two decimal digits.
        for place in (0..<10).reversed() {
            text.append(decimal: turned >> UInt64(place * 4) & 0xF, digits: 2)
        }
        try body(text)
        text.removeAll()
        text.append(hexadecimal: reversed, digits: 10)
        try body(text)
    }

    /// Every text that stands for a part of what is known.
    func eachPartialText<E: Error>(_ body: (Bytes<24>) throws(E) -> Void) throws(E) {
        let low = bits & 0xFFFF
        if width != .low24 {
            try body(decimal(last(.low32), 10))
            let high = bits >> 16 & 0xFFFF
            try eachPair(high, 5, low, body)
            try body(WiegandNumber(.h10306, facility: high, card: low).text)
        }
        try body(decimal(last(.low24), 8))
        let third = bits >> 16 & 0xFF
        try eachPair(third, 3, low, body)
        try body(decimal(third * 100_000 + low, 8))
        try body(WiegandNumber(.h10301, facility: third, card: low).text)
        if width == .whole {
            try eachPair(bits >> 24 & 0xFF, 3, low, body)
            try eachPair(bits >> 32, 3, low, body)
        }
    }

    /// Two numbers with `,` and with `.` between.
    private func eachPair<E: Error>(
        _ high: UInt64, _ digits: Int, _ low: UInt64, _ body: (Bytes<24>) throws(E) -> Void
    ) throws(E) {
        for separator in [UInt8(ascii: ","), UInt8(ascii: ".")] {
            var text = decimal(high, digits)
            text.append(separator)
            text.append(decimal: low, digits: 5)
            try body(text)
        }
    }

    private func decimal(_ value: UInt64, _ digits: Int) -> Bytes<24> {
        var text = Bytes<24>()
        text.append(decimal: value, digits: digits)
        return text
    }
}

extension Bytes where capacity == 24 {
    /// With small letters.
    var smallLetters: Bytes<24> {
        var text = self
        for index in 0..<count where (0x41...0x5A).contains(text[index]) { text[index] += 0x20 }
        return text
    }
}
