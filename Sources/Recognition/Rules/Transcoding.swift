import Identity

/// A named way to rewrite what a rule takes out of a text. The raw value is the word of settings.
public enum Transcoding: String, Sendable, CaseIterable {
    /// Keeps the digits and drops everything else.
    case digitsOnly
    /// ASCII letters as capitals.
    case upper
    /// The decimal spellings of an EM4100 tag, as hexadecimal digits of the bits that they carry:
    /// 13 or 14 digits carry all 40 bits (10 hexadecimal digits), 10 digits carry 32 (8), three and
    /// five with `,` or `.` between carry 24 (6).
    case em4100
    /// Hexadecimal bytes in reverse order, in capitals: some readers print the last byte first.
    case reverseBytes

    /// The text rewritten; nil if it has another form, or nothing is left of it.
    func apply(_ text: borrowing Span<UInt8>) -> Bytes<128>? {
        let result: Bytes<128>? =
            switch self {
            case .digitsOnly: Self.digits(text)
            case .upper: Self.capitals(text)
            case .em4100: Self.hexadecimalTag(text)
            case .reverseBytes: Self.reversed(text)
            }
        guard let result, !result.isEmpty else { return nil }
        return result
    }

    private static func digits(_ text: borrowing Span<UInt8>) -> Bytes<128> {
        var result = Bytes<128>()
        for index in text.indices where text[index].isASCIIDigit { result.append(text[index]) }
        return result
    }

    private static func capitals(_ text: borrowing Span<UInt8>) -> Bytes<128> {
        var result = Bytes<128>()
        for index in text.indices { result.append(text[index].asASCIICapital) }
        return result
    }

    private static func hexadecimalTag(_ text: borrowing Span<UInt8>) -> Bytes<128>? {
        switch text.count {
        case 13, 14: return hexadecimal(text.decimalValue, bits: 40)
        case 10: return hexadecimal(text.decimalValue, bits: 32)
        case 9:
            guard text[3] == UInt8(ascii: ",") || text[3] == UInt8(ascii: "."),
                let high = text.extracting(0..<3).decimalValue, high < 1 << 8,
                let low = text.extracting(4..<9).decimalValue, low < 1 << 16
            else { return nil }
            return hexadecimal(high << 16 | low, bits: 24)
        default: return nil
        }
    }

    private static func hexadecimal(_ value: UInt64?, bits: Int) -> Bytes<128>? {
        guard let value, value < 1 << UInt64(bits) else { return nil }
        var result = Bytes<128>()
        result.append(hexadecimal: value, digits: bits / 4)
        return result
    }

    private static func reversed(_ text: borrowing Span<UInt8>) -> Bytes<128>? {
        guard text.count % 2 == 0, text.count <= 128 else { return nil }
        for index in text.indices where !text[index].isHexadecimalDigit { return nil }
        var result = Bytes<128>()
        for index in stride(from: text.count - 2, through: 0, by: -2) {
            result.append(text[index].asASCIICapital)
            result.append(text[index + 1].asASCIICapital)
        }
        return result
    }
}

extension UInt8 {
    fileprivate var asASCIICapital: UInt8 { self >= 0x61 && self <= 0x7A ? self - 0x20 : self }
    fileprivate var isHexadecimalDigit: Bool {
        isASCIIDigit || asASCIICapital >= 0x41 && asASCIICapital <= 0x46
    }
}
