package import Identity

/// The ways in which one barcode card is written down: with its check digit or without, zero-filled
/// or not.
///
/// A number of up to 13 digits is one number however many zeros stand before it. A number of 8, 12
/// or 13 digits whose last digit checks may be printed: the card is then the one whose number is
/// without that digit, too.
package struct CardSpelling: Sendable, Equatable {
    /// How the number is written.
    private let length: Int
    /// The digits as a number.
    package let number: Int64

    /// Nil for what is no number of 1 to 13 digits, or only zeros.
    package init?(_ text: borrowing Span<UInt8>) {
        guard text.count <= 13, text.isAllDigits else { return nil }
        var value: Int64 = 0
        for index in text.indices { value = value * 10 + Int64(text[index] - 0x30) }
        guard value > 0 else { return nil }
        number = value
        length = text.count
    }

    /// The same number without the check digit that it may end in; nil where it ends in none.
    package var withoutCheckDigit: Int64? {
        guard [8, 12, 13].contains(length), Self.checkDigit(of: number / 10) == number % 10,
            number >= 10
        else { return nil }
        return number / 10
    }

    /// The same number with its check digit; nil where that has more than 13 digits.
    package var withCheckDigit: Int64? {
        number < 1_000_000_000_000 ? number * 10 + Self.checkDigit(of: number) : nil
    }

    /// Whether two spellings may be of one card.
    package func isRelated(to other: CardSpelling) -> Bool {
        number == other.number || withoutCheckDigit == other.number
            || other.withoutCheckDigit == number
    }

    /// The check digit of a number (GS1 General Specifications 7.9: weights 3 and 1 from the
    /// right).
    package static func checkDigit(of number: Int64) -> Int64 {
        var (rest, sum, weight) = (number, Int64(0), Int64(3))
        while rest > 0 {
            sum += rest % 10 * weight
            rest /= 10
            weight = 4 - weight
        }
        return (10 - sum % 10) % 10
    }

    /// A number as 13 digits.
    package static func thirteen(_ number: Int64) -> Bytes<13> {
        var digits = Bytes<13>()
        var divisor: Int64 = 1_000_000_000_000
        while divisor > 0 {
            digits.append(0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        return digits
    }
}

/// Tags and keys are written with or without signs between their bytes, in letters of either case.
package enum HexSpelling {
    /// The text without signs between pairs of hexadecimal digits; nil where there are none.
    package static func plain(_ text: String) -> String? {
        guard text.utf8.contains(where: { signs.contains($0) }) else { return nil }
        let digits = text.utf8.filter { !signs.contains($0) }
        let pairs = text.utf8.split(whereSeparator: signs.contains)
        let isHex = digits.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF)
        }
        guard isHex, pairs.count >= 4, pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }

    private static let signs: [UInt8] = Array(":- ".utf8)
}

extension Bytes where capacity == 128 {
    /// The letters in the other case: capitals where there is a small one, else small ones. Nil for
    /// what is no hexadecimal number with a letter.
    var hexInOtherCase: Bytes<128>? {
        var (hasSmall, hasCapital) = (false, false)
        for index in span.indices {
            switch span[index] {
            case 0x30...0x39: continue
            case 0x41...0x46: hasCapital = true
            case 0x61...0x66: hasSmall = true
            default: return nil
            }
        }
        guard hasSmall || hasCapital else { return nil }
        var other = Bytes<128>()
        for index in span.indices {
            let byte = span[index]
            let isLetter = byte > 0x39
            other.append(!isLetter ? byte : hasSmall ? byte & 0xDF : byte | 0x20)
        }
        return other
    }
}
