import TestSupport

/// Numbers that payment brands would issue: in a range, of a length, with the right Luhn digit. The
/// ranges are the brands' own publications, and not read from the guard.
struct CardBrand: Sendable {
    let name: String
    /// First digits; the last two stand for a range where they differ in the last place only.
    let prefixes: [ClosedRange<Int>]
    let lengths: [Int]

    static let all: [CardBrand] = [
        CardBrand(name: "Visa", prefixes: [4...4], lengths: [16, 16, 16, 19]),
        CardBrand(name: "Mastercard", prefixes: [51...55, 2221...2720], lengths: [16]),
        CardBrand(name: "American Express", prefixes: [34...34, 37...37], lengths: [15]),
        CardBrand(
            name: "Diners Club", prefixes: [300...305, 36...36, 38...39], lengths: [14, 14, 16, 19]),
        CardBrand(
            name: "Discover", prefixes: [6011...6011, 644...649, 65...65], lengths: [16, 16, 19]),
        CardBrand(name: "JCB", prefixes: [3528...3589], lengths: [16, 16, 19]),
        CardBrand(name: "UnionPay", prefixes: [62...62], lengths: [16, 17, 18, 19]),
        CardBrand(
            name: "Maestro", prefixes: [50...50, 56...58, 63...63, 67...67],
            lengths: [14, 15, 16, 17, 18, 19]),
        CardBrand(name: "Mir", prefixes: [2200...2204], lengths: [16, 19]),
    ]

    /// The test numbers that brands and payment services publish.
    static let published = [
        "4111111111111111", "4012888888881881", "4242424242424242", "4000056655665556",
        "4111111111111111110", "5555555555554444", "5454545454545454", "2223003122003222",
        "5200828282828210", "5105105105105100", "378282246310005", "371449635398431",
        "378734493671000", "30569309025904", "38520000023237", "36438936438936",
        "6011111111111117", "6011000990139424", "3530111333300000", "3566002020360505",
        "6200000000000005", "6205500000000000004", "6759649826438453", "2200000000000004",
    ].map { Array($0.utf8) }
}

extension SeededGenerator {
    mutating func digits(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in digit() }
    }

    mutating func digit() -> UInt8 { 0x30 + UInt8(truncatingIfNeeded: next() % 10) }

    mutating func one<Item>(of items: [Item]) -> Item { items[Int(next() % UInt64(items.count))] }

    mutating func chance(_ part: UInt64, in whole: UInt64) -> Bool { next() % whole < part }

    /// A card's number: every tenth a published test number, the others made.
    mutating func cardNumber() -> [UInt8] {
        if chance(1, in: 10) { return one(of: CardBrand.published) }
        let brand = one(of: CardBrand.all)
        return cardNumber(of: brand, length: one(of: brand.lengths))
    }

    mutating func cardNumber(of brand: CardBrand, length: Int) -> [UInt8] {
        let range = one(of: brand.prefixes)
        let prefix = range.lowerBound + Int(next() % UInt64(range.count))
        var number = Array(String(prefix).utf8)
        while number.count < length - 1 { number.append(digit()) }
        number.append(Luhn.digit(after: number))
        return number
    }

    /// A month and a year, YYMM or MMYY, and the two in words.
    mutating func date() -> (year: String, month: String) {
        let month = Int(next() % 12) + 1
        let year = Int(next() % 25) + 15
        return (String(year), month < 10 ? "0\(month)" : String(month))
    }
}

/// ISO/IEC 7812-1, annex B, written once more so that the guard is not its own judge.
enum Luhn {
    static func digit(after payload: [UInt8]) -> UInt8 {
        var sum = 0
        for (place, byte) in payload.reversed().enumerated() {
            let digit = Int(byte - 0x30)
            let value = place % 2 == 0 ? digit * 2 : digit
            sum += value > 9 ? value - 9 : value
        }
        return 0x30 + UInt8((10 - sum % 10) % 10)
    }
}
