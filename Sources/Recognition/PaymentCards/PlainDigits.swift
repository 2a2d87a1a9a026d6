import Identity

/// A text whose digits, blanks and dashes are written in ASCII: `４１１１‑１１１１` becomes
/// `4111-1111`, and a card is no less a card for it.
///
/// Digits are those of Unicode's category Nd whose script is in use, and the full-width forms.
struct PlainDigits {
    /// Whether some byte is not ASCII, so that there may be something to rewrite.
    static func canHelp(_ text: borrowing Span<UInt8>) -> Bool {
        for index in text.indices where text[index] >= 0x80 { return true }
        return false
    }

    /// The text, rewritten; what is neither ASCII nor known becomes a letter, which ends a number.
    static func rewritten(_ text: borrowing Span<UInt8>) -> Bytes<2048> {
        var plain = Bytes<2048>()
        var index = 0
        while index < text.count {
            guard let (scalar, length) = scalar(in: text, at: index) else {
                plain.append(UInt8(ascii: "x"))
                index += 1
                continue
            }
            if let byte = ascii(scalar) { plain.append(byte) }
            index += length
        }
        return plain
    }

    /// The character at `index` and its length in UTF-8; nil where none begins.
    private static func scalar(
        in text: borrowing Span<UInt8>, at index: Int
    ) -> (value: UInt32, length: Int)? {
        let first = text[index]
        let length =
            switch first {
            case 0x00...0x7F: 1
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 0, index + length <= text.count else { return nil }
        var value = UInt32(length == 1 ? first : first & (0x7F >> UInt8(length)))
        for offset in 1..<max(1, length) {
            guard text[index + offset] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(text[index + offset] & 0x3F)
        }
        return (value, length)
    }

    /// What the character is in ASCII; nil for one that takes no room.
    private static func ascii(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x00...0x7F: return UInt8(scalar)
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF: return nil
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return UInt8(ascii: " ")
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return UInt8(ascii: "-")
        // The full-width forms of ASCII.
        case 0xFF01...0xFF5E: return UInt8(scalar - 0xFF01 + 0x21)
        case 0x1D7CE...0x1D7FF: return UInt8((scalar - 0x1D7CE) % 10) + 0x30
        default:
            let starts = zeros.span
            for index in starts.indices where (starts[index]..<starts[index] + 10).contains(scalar)
            {
                return UInt8(scalar - starts[index]) + 0x30
            }
            return UInt8(ascii: "x")
        }
    }

    /// Where each script's digits begin: Arabic, its eastern form, N'Ko, the scripts of India and
    /// its neighbours, Mongolian.
    private static let zeros: [UInt32] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
        0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
    ]
}
