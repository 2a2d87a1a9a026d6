package import Identity

// The numbers that stand in the files for the words of the domain. They are written on disk: a
// number is never given to another word, and new words get new numbers.

/// A word that is kept as a small number.
package protocol Coded {
    /// What is written.
    var code: Int64 { get }
    /// The word of a number; nil when none has it.
    init?(code: Int64)
}

/// Words in the order of their numbers, which start at 1. Kept in place: looking one up takes no
/// heap.
extension CustomerKind: Coded {
    package var code: Int64 {
        switch self {
        case .individual: 1
        case .organisation: 2
        case .group: 3
        case .staff: 4
        case .catchAll: 5
        case .visiting: 6
        }
    }

    package init?(code: Int64) {
        switch code {
        case 1: self = .individual
        case 2: self = .organisation
        case 3: self = .group
        case 4: self = .staff
        case 5: self = .catchAll
        case 6: self = .visiting
        default: return nil
        }
    }
}

extension CustomerStatus: Coded {
    package var code: Int64 {
        switch self {
        case .active: 1
        case .inactive: 2
        case .suspended: 3
        case .terminated: 4
        case .pending: 5
        }
    }

    package init?(code: Int64) {
        switch code {
        case 1: self = .active
        case 2: self = .inactive
        case 3: self = .suspended
        case 4: self = .terminated
        case 5: self = .pending
        default: return nil
        }
    }
}

extension IdentifierKind: Coded {
    package var code: Int64 {
        switch self {
        case .memberNumber: 1
        case .barcodeCard: 2
        case .magneticCard: 3
        case .smartCard: 4
        case .contactlessTag: 5
        case .electronicKey: 6
        case .phone: 7
        case .oneTimeCode: 8
        case .room: 9
        case .external: 10
        }
    }

    package init?(code: Int64) {
        switch code {
        case 1: self = .memberNumber
        case 2: self = .barcodeCard
        case 3: self = .magneticCard
        case 4: self = .smartCard
        case 5: self = .contactlessTag
        case 6: self = .electronicKey
        case 7: self = .phone
        case 8: self = .oneTimeCode
        case 9: self = .room
        case 10: self = .external
        default: return nil
        }
    }
}

extension OutcomeKind: Coded {
    package var code: Int64 {
        switch self {
        case .identified: 1
        case .choose: 2
        case .unknown: 3
        case .refused: 4
        case .bearer: 5
        case .staff: 6
        case .coupon: 7
        case .read: 8
        case .noNumber: 9
        case .malformed: 10
        case .suppressed: 11
        case .removed: 12
        }
    }

    package init?(code: Int64) {
        guard let word = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = word
    }
}

extension CalendarDate {
    /// The date of the ten bytes `2027-05-14`; nil for anything else.
    package init?(iso8601 text: borrowing Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = Self.number(text.extracting(0..<4)),
            let month = Self.number(text.extracting(5..<7)),
            let day = Self.number(text.extracting(8..<10))
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    private static func number(_ digits: borrowing Span<UInt8>) -> Int? {
        guard digits.isAllDigits else { return nil }
        var value = 0
        for index in digits.indices { value = value * 10 + Int(digits[index] - 0x30) }
        return value
    }
}
