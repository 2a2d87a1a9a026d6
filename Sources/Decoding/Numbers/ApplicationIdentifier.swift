import Identity

/// A GS1 application identifier, or a run of them that share a format (GS1 General Specifications,
/// 3.2).
///
/// A value is `digits` digits, then between `least` and `most` characters of a kind.
package struct ApplicationIdentifier: Sendable {
    package enum Tail: Sendable {
        case none, digits
        /// Character set 82.
        case text
        /// Character set 39: digits, capitals, `#`, `-`, `/`.
        case upper
        /// Character set 64: letters, digits, `-`, `_`, `=`.
        case file
    }

    package let first: Int
    package let last: Int
    /// How many digits at the value's beginning.
    package let digits: Int
    /// Whether those end in a GS1 check digit.
    package let isChecked: Bool
    package let tail: Tail
    package let least: Int
    package let most: Int
    /// The tail is a multiple of so many characters.
    package let step: Int

    private init(
        _ range: ClosedRange<Int>, digits: Int = 0, checked: Bool = false, _ tail: Tail = .none,
        _ length: ClosedRange<Int> = 0...0, step: Int = 1
    ) {
        first = range.lowerBound
        last = range.upperBound
        self.digits = digits
        isChecked = checked
        self.tail = tail
        least = length.lowerBound
        most = length.upperBound
        self.step = step
    }

    private init(
        _ number: Int, digits: Int = 0, checked: Bool = false, _ tail: Tail = .none,
        _ length: ClosedRange<Int> = 0...0, step: Int = 1
    ) {
        self.init(number...number, digits: digits, checked: checked, tail, length, step: step)
    }

    /// The format of the identifier with this number and so many digits; nil for one that is not
    /// assigned. Numbers of two, three and four digits never mean the same, for no identifier
    /// begins another.
    static func format(of number: Int, length: Int) -> ApplicationIdentifier? {
        let table =
            switch length {
            case 2: twoDigits
            case 3: threeDigits
            default: fourDigits
            }
        for entry in table where number >= entry.first && number <= entry.last { return entry }
        return nil
    }

    /// Whether the length of an identifier that begins with these two digits is fixed without a
    /// separator (7.8.5, "predefined length").
    static func isPredefined(_ twoDigits: Int) -> Bool {
        switch twoDigits {
        case 0...4, 11...20, 31...36, 41: true
        default: false
        }
    }

    /// Every format there is, and how many digits its identifiers have.
    package static var formats: [(length: Int, format: ApplicationIdentifier)] {
        twoDigits.map { (2, $0) } + threeDigits.map { (3, $0) } + fourDigits.map { (4, $0) }
    }

    private static let twoDigits: [ApplicationIdentifier] = [
        .init(0, digits: 18, checked: true),
        .init(1...3, digits: 14, checked: true),
        .init(10, .text, 1...20),
        .init(11...13, digits: 6),
        .init(15...17, digits: 6),
        .init(20, digits: 2),
        .init(21...22, .text, 1...20),
        .init(30, .digits, 1...8),
        .init(37, .digits, 1...8),
        .init(90, .text, 1...30),
        .init(91...99, .text, 1...90),
    ]

    private static let threeDigits: [ApplicationIdentifier] = [
        .init(235, .text, 1...28),
        .init(240...241, .text, 1...30),
        .init(242, .digits, 1...6),
        .init(243, .text, 1...20),
        .init(250...251, .text, 1...30),
        .init(253, digits: 13, checked: true, .text, 0...17),
        .init(254, .text, 1...20),
        .init(255, digits: 13, checked: true, .digits, 0...12),
        .init(400...401, .text, 1...30),
        .init(402, digits: 17, checked: true),
        .init(403, .text, 1...30),
        .init(410...417, digits: 13, checked: true),
        .init(420, .text, 1...20),
        .init(421, digits: 3, .text, 1...9),
        .init(422, digits: 3),
        .init(423, digits: 3, .digits, 0...12, step: 3),
        .init(424, digits: 3),
        .init(425, digits: 3, .digits, 0...12, step: 3),
        .init(426, digits: 3),
        .init(427, .text, 1...3),
        .init(710...717, .text, 1...20),
    ]

    private static let fourDigits: [ApplicationIdentifier] = [
        .init(3100...3169, digits: 6),
        .init(3200...3379, digits: 6),
        .init(3400...3579, digits: 6),
        .init(3600...3699, digits: 6),
        .init(3900...3909, .digits, 1...15),
        .init(3910...3919, digits: 3, .digits, 1...15),
        .init(3920...3929, .digits, 1...15),
        .init(3930...3939, digits: 3, .digits, 1...15),
        .init(3940...3949, digits: 4),
        .init(3950...3959, digits: 6),
        .init(4300...4301, .text, 1...35),
        .init(4302...4306, .text, 1...70),
        .init(4307, .upper, 2...2),
        .init(4308, .text, 1...30),
        .init(4309, digits: 20),
        .init(4310...4311, .text, 1...35),
        .init(4312...4316, .text, 1...70),
        .init(4317, .upper, 2...2),
        .init(4318, .text, 1...20),
        .init(4319, .text, 1...30),
        .init(4320, .text, 1...35),
        .init(4321...4323, digits: 1),
        .init(4324...4325, digits: 10),
        .init(4326, digits: 6),
        .init(4330...4333, digits: 6, .text, 0...1),
        .init(7001, digits: 13),
        .init(7002, .text, 1...30),
        .init(7003, digits: 10),
        .init(7004, .digits, 1...4),
        .init(7005, .text, 1...12),
        .init(7006, digits: 6),
        .init(7007, digits: 6, .digits, 0...6, step: 6),
        .init(7008, .text, 1...3),
        .init(7009, .text, 1...10),
        .init(7010, .text, 1...2),
        .init(7011, digits: 6, .digits, 0...4),
        .init(7020...7022, .text, 1...20),
        .init(7023, .text, 1...30),
        .init(7030...7039, digits: 3, .text, 1...27),
        .init(7040, digits: 1, .text, 3...3),
        .init(7041, .text, 1...4),
        .init(7230...7239, .text, 3...30),
        .init(7240, .text, 1...20),
        .init(7241, digits: 2),
        .init(7242, .text, 1...25),
        .init(7250, digits: 8),
        .init(7251, digits: 12),
        .init(7252, digits: 1),
        .init(7253...7254, .text, 1...40),
        .init(7255, .text, 1...10),
        .init(7256, .text, 1...90),
        .init(7257, .text, 1...70),
        .init(7258, .text, 3...3),
        .init(7259, .text, 1...40),
        .init(8001, digits: 14),
        .init(8002, .text, 1...20),
        .init(8003, digits: 14, checked: true, .text, 0...16),
        .init(8004, .text, 1...30),
        .init(8005, digits: 6),
        .init(8006, digits: 14, checked: true, .digits, 4...4),
        .init(8007, .text, 1...34),
        .init(8008, digits: 8, .digits, 0...4, step: 2),
        .init(8009, .text, 1...50),
        .init(8010, .upper, 1...30),
        .init(8011, .digits, 1...12),
        .init(8012, .text, 1...20),
        .init(8013, .text, 1...25),
        .init(8014, .text, 1...25),
        .init(8017...8018, digits: 18, checked: true),
        .init(8019, .digits, 1...10),
        .init(8020, .text, 1...25),
        .init(8026, digits: 14, checked: true, .digits, 4...4),
        .init(8030, .file, 1...90),
        .init(8040...8041, digits: 15),
        .init(8042, digits: 32),
        .init(8043, digits: 18, .digits, 0...2),
        .init(8110, .text, 1...70),
        .init(8111, digits: 4),
        .init(8112, .text, 1...70),
        .init(8200, .text, 1...70),
    ]
}

extension ApplicationIdentifier.Tail {
    /// Whether a value may hold `byte`.
    func allows(_ byte: UInt8) -> Bool {
        switch self {
        case .none: false
        case .digits: byte.isASCIIDigit
        case .text:
            // GS1 General Specifications, figure 7.11-1: no space, #, $, @, [, \, ], ^, `, {, |, },
            // ~.
            switch byte {
            case 0x21...0x22, 0x25...0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
            default: false
            }
        case .upper:
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "/"): true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            default: byte.isASCIIDigit
            }
        case .file:
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="): true
            default: byte.isASCIIDigit || byte.isASCIILetter
            }
        }
    }
}
