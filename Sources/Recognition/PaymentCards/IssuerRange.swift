import Identity

/// A range of issuer identification numbers (ISO/IEC 7812-1), written on six digits.
///
/// The list is narrow on purpose: published lists call any number that starts with 6 a Maestro card, which would
/// claim half of all loyalty programmes. What stands here is each brand's own range and nothing between.
struct IssuerRange: Sendable {
    var brand: StaticString
    var first: Int
    var last: Int
    /// Fewest digits of a card number in this range.
    var shortest: Int

    init(_ brand: StaticString, _ first: Int, _ last: Int, shortest: Int = 13) {
        self.brand = brand
        self.first = first
        self.last = last
        self.shortest = shortest
    }

    static let all: [IssuerRange] = [
        IssuerRange("Visa", 400_000, 499_999),
        IssuerRange("Mastercard", 510_000, 559_999),
        IssuerRange("Mastercard", 222_100, 272_099),
        IssuerRange("American Express", 340_000, 349_999),
        IssuerRange("American Express", 370_000, 379_999),
        IssuerRange("Diners Club", 300_000, 305_999),
        IssuerRange("Diners Club", 360_000, 369_999),
        IssuerRange("Diners Club", 380_000, 399_999),
        IssuerRange("Discover", 601_100, 601_199),
        IssuerRange("Discover", 644_000, 659_999),
        IssuerRange("JCB", 213_100, 213_199),
        IssuerRange("JCB", 180_000, 180_099),
        IssuerRange("JCB", 352_800, 358_999),
        IssuerRange("UnionPay", 620_000, 629_999),
        IssuerRange("UnionPay", 810_000, 819_999),
        IssuerRange("Maestro", 500_000, 509_999, shortest: 12),
        IssuerRange("Maestro", 560_000, 589_999, shortest: 12),
        IssuerRange("Maestro", 630_000, 639_999, shortest: 12),
        IssuerRange("Maestro", 670_000, 679_999, shortest: 12),
        IssuerRange("Mir", 220_000, 220_499),
        IssuerRange("Troy", 979_200, 979_299),
        IssuerRange("Elo", 401_100, 401_199),
        IssuerRange("Elo", 504_100, 504_199),
        IssuerRange("Elo", 506_600, 506_699),
        IssuerRange("Elo", 509_000, 509_999),
        IssuerRange("Elo", 627_700, 627_799),
        IssuerRange("Hipercard", 606_282, 606_282),
        IssuerRange("Verve", 506_099, 506_198),
    ]

    /// Whether the number is of a payment brand: in one of its ranges and at least as long as its numbers are.
    static func covers(_ number: borrowing Span<UInt8>) -> Bool {
        guard number.count >= 12, number.count <= 19, let issuer = value(ofFirst: 6, in: number)
        else {
            return false
        }
        let ranges = all.span
        for index in ranges.indices {
            if issuer >= ranges[index].first, issuer <= ranges[index].last,
                number.count >= ranges[index].shortest
            {
                return true
            }
        }
        return false
    }

    /// Whether some number that begins with `prefix`, of at least six digits, is in a brand's range.
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
