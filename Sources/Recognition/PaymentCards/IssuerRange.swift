import Identity

/// A range of issuer identification numbers (ISO/IEC 7812-1), written on six digits.
///
/// The list is narrow on purpose: published lists call any number that starts with 6 a Maestro
/// card, which would claim half of all loyalty programmes. What stands here is each brand's own
/// range and nothing between.
package struct IssuerRange: Sendable {
    var brand: StaticString
    var first: Int
    var last: Int
    /// How many digits the brand's card numbers have.
    var lengths: Lengths

    init(_ brand: StaticString, _ first: Int, _ last: Int, _ lengths: Lengths = .sixteenUp) {
        self.brand = brand
        self.first = first
        self.last = last
        self.lengths = lengths
    }

    /// Lengths of card numbers, a bit for each from 12 to 19 (ISO/IEC 7812-1).
    struct Lengths: Sendable {
        private var bits: UInt32 = 0

        init(_ lengths: Int...) {
            for length in lengths { bits |= 1 << UInt32(length) }
        }

        init(_ lengths: ClosedRange<Int>) {
            for length in lengths { bits |= 1 << UInt32(length) }
        }

        static let sixteenUp = Lengths(16...19)
        static let sixteen = Lengths(16)
        static let maestro = Lengths(12...19)

        func contains(_ length: Int) -> Bool { length < 32 && bits & 1 << UInt32(length) != 0 }
    }

    /// Fewest and most digits of a card number.
    static let shortestNumber = 12
    static let longestNumber = 19

    static let all: [IssuerRange] = [
        IssuerRange("Visa", 400_000, 499_999, Lengths(13, 16, 19)),
        IssuerRange("Mastercard", 510_000, 559_999, .sixteen),
        IssuerRange("Mastercard", 222_100, 272_099, .sixteen),
        IssuerRange("American Express", 340_000, 349_999, Lengths(15)),
        IssuerRange("American Express", 370_000, 379_999, Lengths(15)),
        IssuerRange("Diners Club", 300_000, 305_999, Lengths(14...19)),
        IssuerRange("Diners Club", 360_000, 369_999, Lengths(14...19)),
        IssuerRange("Diners Club", 380_000, 399_999, Lengths(14...19)),
        IssuerRange("Discover", 601_100, 601_199),
        IssuerRange("Discover", 644_000, 659_999),
        IssuerRange("JCB", 213_100, 213_199, Lengths(15...19)),
        IssuerRange("JCB", 180_000, 180_099, Lengths(15...19)),
        IssuerRange("JCB", 352_800, 358_999),
        IssuerRange("UnionPay", 620_000, 629_999),
        IssuerRange("UnionPay", 810_000, 819_999),
        IssuerRange("Maestro", 500_000, 509_999, .maestro),
        IssuerRange("Maestro", 560_000, 589_999, .maestro),
        IssuerRange("Maestro", 630_000, 639_999, .maestro),
        IssuerRange("Maestro", 670_000, 679_999, .maestro),
        IssuerRange("Mir", 220_000, 220_499),
        IssuerRange("Troy", 979_200, 979_299, .sixteen),
        IssuerRange("Elo", 401_100, 401_199, .sixteen),
        IssuerRange("Elo", 504_100, 504_199, .sixteen),
        IssuerRange("Elo", 506_600, 506_699, .sixteen),
        IssuerRange("Elo", 509_000, 509_999, .sixteen),
        IssuerRange("Elo", 627_700, 627_799, .sixteen),
        IssuerRange("Hipercard", 606_282, 606_282, Lengths(13, 16, 19)),
        IssuerRange("Verve", 506_099, 506_198, Lengths(16, 18, 19)),
    ]

    /// Whether the number is in a payment brand's range. Its length is looked at loosely, because
    /// makers print sample cards of any: 13 digits and more, and 12 where a brand has such numbers.
    package static func covers(_ number: borrowing Span<UInt8>) -> Bool {
        has(number) { number.count >= 13 || $0.lengths.contains(number.count) }
    }

    /// Whether the number is in a payment brand's range and as long as that brand's numbers are.
    package static func issues(_ number: borrowing Span<UInt8>) -> Bool {
        has(number) { $0.lengths.contains(number.count) }
    }

    private static func has(
        _ number: borrowing Span<UInt8>, where isRight: (borrowing IssuerRange) -> Bool
    ) -> Bool {
        guard number.count >= shortestNumber, number.count <= longestNumber,
            let issuer = value(ofFirst: 6, in: number)
        else { return false }
        let ranges = all.span
        for index in ranges.indices
        where issuer >= ranges[index].first && issuer <= ranges[index].last {
            if isRight(ranges[index]) { return true }
        }
        return false
    }

    /// Whether a number that begins with `prefix`, of six digits or more, is in a brand's range.
    static func contains(prefix: borrowing Span<UInt8>) -> Bool {
        guard let issuer = value(ofFirst: 6, in: prefix) else { return false }
        return all.contains { (range: IssuerRange) in issuer >= range.first && issuer <= range.last
        }
    }

    private static func value(ofFirst count: Int, in digits: borrowing Span<UInt8>) -> Int? {
        guard digits.count >= count else { return nil }
        var value = 0
        for index in 0..<count {
            guard digits[index].isASCIIDigit else { return nil }
            value = value * 10 + Int(digits[index] - 0x30)
        }
        return value
    }
}
