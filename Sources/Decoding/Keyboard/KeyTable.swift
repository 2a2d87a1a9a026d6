import Identity

/// What each key of a layout types: plain, with Shift, with AltGr, with both. Keys are HID usages
/// of page 7; a character is a Unicode scalar, a dead key the combining mark it puts on the next
/// letter.
struct KeyTable: Sendable {
    /// What holding keys together chooses.
    enum Level: Int, Sendable {
        case plain, shift, altGr, shiftAltGr
    }

    /// The keys that layouts differ in, in the order of the rows: the 26 that are letters on a US
    /// keyboard, the digits, and those right of both and below; the last is the one beside the left
    /// Shift of a European keyboard.
    static let usages: [UInt8] =
        Array(0x04...0x1D) + Array(0x1E...0x27)
        + [0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x64]
    /// Stands in a row for a key that types nothing there.
    static let none = Unicode.Scalar("␣")
    private static let size = 0x68

    /// Scalars by level and usage; 0 for none.
    private var scalars = [UInt32](repeating: 0, count: 4 * size)
    /// Whether Caps Lock changes a key, by usage.
    private var isLetter = [Bool](repeating: false, count: size)

    /// A table of two rows with a scalar for each of `usages`, and the few keys that type something
    /// with AltGr, by usage.
    init(
        plain: String, shift: String, altGr: [UInt8: Unicode.Scalar] = [:],
        shiftAltGr: [UInt8: Unicode.Scalar] = [:]
    ) {
        fill(.plain, plain)
        fill(.shift, shift)
        for (usage, scalar) in altGr { self[usage, .altGr] = scalar.value }
        for (usage, scalar) in shiftAltGr { self[usage, .shiftAltGr] = scalar.value }
        for usage in Self.usages {
            isLetter[Int(usage)] = Self.isCase(self[usage, .plain], self[usage, .shift])
        }
        for level in [Level.plain, .shift] {
            self[0x2C, level] = 0x20
            // A key of ISO keyboards that is the one above Enter on others.
            self[0x32, level] = self[0x31, level]
        }
        self[0x32, .altGr] = self[0x31, .altGr]
        fillKeypad()
    }

    /// The scalar that a key types; nil for none.
    func scalar(_ usage: UInt8, _ level: Level, capsLock: Bool) -> Unicode.Scalar? {
        guard Int(usage) < Self.size else { return nil }
        var level = level
        if capsLock, isLetter[Int(usage)] {
            switch level {
            case .plain: level = .shift
            case .shift: level = .plain
            case .altGr, .shiftAltGr: break
            }
        }
        let value = self[usage, level]
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    private subscript(usage: UInt8, level: Level) -> UInt32 {
        get { scalars[level.rawValue * Self.size + Int(usage)] }
        set { scalars[level.rawValue * Self.size + Int(usage)] = newValue }
    }

    private mutating func fill(_ level: Level, _ row: String) {
        for (usage, scalar) in zip(Self.usages, row.unicodeScalars) where scalar != Self.none {
            self[usage, level] = scalar.value
        }
    }

    /// The keypad, with Num Lock on, is the same in all layouts here. Enter is between `+` and `1`.
    private mutating func fillKeypad() {
        let keys: [(UInt8, String)] = [(0x54, "/*-+"), (0x59, "1234567890."), (0x67, "=")]
        for (first, characters) in keys {
            for (offset, scalar) in characters.unicodeScalars.enumerated() {
                self[first + UInt8(offset), .plain] = scalar.value
                self[first + UInt8(offset), .shift] = scalar.value
            }
        }
    }

    private static func isCase(_ plain: UInt32, _ shift: UInt32) -> Bool {
        guard plain != shift, let small = Unicode.Scalar(plain),
            let capital = Unicode.Scalar(shift)
        else { return false }
        return small.properties.uppercaseMapping == String(Character(capital))
            || capital.properties.lowercaseMapping == String(Character(small))
    }
}

extension KeyboardLayout {
    /// The layout's table.
    var table: KeyTable {
        switch self {
        case .us: .us
        case .uk: .uk
        case .de: .german
        case .fr: .french
        case .es: .spanish
        case .it: .italian
        case .tr: .turkish
        case .cz: .czech
        case .sk: .slovak
        case .pl: .polish
        }
    }
}
