extension Bytes {
    /// Appends so many hexadecimal digits, in capitals: the low bits of `value`.
    public mutating func append(hexadecimal value: UInt64, digits: Int) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 0x0F
            append(digit < 10 ? 0x30 + digit : 0x37 + digit)
        }
    }

    /// Appends a number in decimal, filled with zeros to `digits`; a longer one stays longer.
    public mutating func append(decimal value: UInt64, digits: Int = 1) {
        var divisor: UInt64 = 1
        var count = 1
        while value / divisor >= 10 {
            divisor *= 10
            count += 1
        }
        for _ in 0..<Swift.max(0, digits - count) { append(0x30) }
        while divisor > 0 {
            append(0x30 + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}

extension UInt64 {
    /// The low bytes, each with its bits turned round: what some readers of tags print.
    public func turned(bytes count: Int) -> UInt64 {
        var result: UInt64 = 0
        for bit in 0..<count * 8 where self >> UInt64(bit) & 1 == 1 {
            result |= 1 << UInt64(bit / 8 * 8 + 7 - bit % 8)
        }
        return result
    }
}

extension Span where Element == UInt8 {
    /// The value of 1 to 19 digits; nil for anything else.
    public var decimalValue: UInt64? {
        guard isAllDigits, count <= 19 else { return nil }
        var value: UInt64 = 0
        for index in indices { value = value * 10 + UInt64(self[index] - 0x30) }
        return value
    }

    /// The value of 1 to 16 hexadecimal digits of either case; nil for anything else.
    public var hexadecimalValue: UInt64? {
        guard !isEmpty, count <= 16 else { return nil }
        var value: UInt64 = 0
        for index in indices {
            switch self[index] {
            case 0x30...0x39: value = value << 4 | UInt64(self[index] - 0x30)
            case 0x41...0x46: value = value << 4 | UInt64(self[index] - 0x37)
            case 0x61...0x66: value = value << 4 | UInt64(self[index] - 0x57)
            default: return nil
            }
        }
        return value
    }
}
