import TestSupport

/// A customer of the benchmark's directory. They are numbered from 1, and each has one card.
struct Member {
    /// How many there are.
    static let count = 1_000_000

    var number: Int

    /// The card as the directory keeps it: 13 digits without the check digit.
    var card: String { "004012\(padded)" }

    /// What a scanner sends for the card's UPC-A label.
    func label(_ style: Style) -> [UInt8] {
        var digits = Array("4012\(padded)".utf8)
        let check = Self.checkDigit(digits)
        digits.append(check)
        let start = style == .labelled ? Array("]E00".utf8) : []
        return start + digits + [0x0D]
    }

    /// How a scanner was set up.
    enum Style {
        /// With the AIM symbology identifier in front: one look-up.
        case labelled
        /// As it left the factory, the digits alone: tried in three spellings.
        case bare
    }

    var firstName: String { Self.firstNames[number / 7 % Self.firstNames.count] }
    var lastName: String {
        Self.lastNames[number / 3 % Self.lastNames.count]
            + Self.endings[number % Self.endings.count]
    }

    private var padded: String {
        let text = String(number)
        return String(repeating: "0", count: 7 - text.utf8.count) + text
    }

    /// The GS1 check digit: 3 and 1 in turn, from the right.
    private static func checkDigit(_ digits: [UInt8]) -> UInt8 {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            sum += Int(digit - 0x30) * (place % 2 == 0 ? 3 : 1)
        }
        return UInt8((10 - sum % 10) % 10) + 0x30
    }

    private static let firstNames = [
        "Ana", "Ben", "Carla", "Dario", "Elif", "Franz", "Greta", "Hana", "Iva", "Jon", "Kaya",
        "Lea", "Marko", "Nina", "Ole", "Petra", "Quentin", "Rosa", "Sven", "Tea", "Uma", "Vera",
        "Wim", "Yara", "Zoran",
    ]
    private static let lastNames = [
        "Abram", "Berg", "Costa", "Dunn", "Eriks", "Falk", "Gran", "Holm", "Ingram", "Jans",
        "Keller", "Lind", "Moor", "Nord", "Oster", "Pohl", "Quist", "Rand", "Stein", "Thor",
        "Ulman", "Vogel", "Wald", "Yorke", "Zimmer",
    ]
    private static let endings = ["", "sen", "son", "er", "mann", "ez", "ova", "ic", "dottir"]
}

extension SeededGenerator {
    /// One of all members.
    mutating func member() -> Member { member(among: Member.count) }

    /// One of so many members, who stand as far from each other as they can.
    mutating func member(among count: Int) -> Member {
        Member(number: Int(next() % UInt64(count)) * (Member.count / count) + 1)
    }
}
