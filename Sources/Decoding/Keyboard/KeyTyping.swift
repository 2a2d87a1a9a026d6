import Identity

/// Makes characters of key presses: layout, modifiers, Caps Lock, dead keys, Alt and digits,
/// control characters.
struct KeyTyping: Sendable {
    /// What a press led to.
    enum Stroke: Sendable, Equatable {
        /// A key that types nothing.
        case nothing
        case character(Unicode.Scalar)
        /// A dead key and a letter that it does not fit.
        case characters(Unicode.Scalar, Unicode.Scalar)
        case enter, tab
        /// A key without a character: a function key, an arrow, Escape. Some readers press one
        /// before a scan.
        case special
        /// A key that should type something, and no character of the layout.
        case unknown
    }

    private static let groupSeparator = Unicode.Scalar(Control.groupSeparator)
    private let table: KeyTable
    private(set) var locks: KeyboardLocks = .numLock
    private var dead: DeadKey?
    /// The digits typed while Alt is held: how many, and their number.
    private var alt: (count: Int, value: Int)?
    private var altHasZero = false

    init(_ layout: KeyboardLayout) {
        table = layout.table
    }

    /// Forgets what is half typed; the locks stay.
    mutating func reset() {
        dead = nil
        alt = nil
    }

    /// To be called with each report's modifiers before its presses: letting go of Alt ends its
    /// digits.
    mutating func modifiers(_ modifiers: KeyReport.Modifiers) -> Stroke {
        guard !modifiers.contains(.leftAlt), let digits = alt else { return .nothing }
        alt = nil
        // Four digits at most, as Windows takes them: with a leading zero the Windows code page,
        // else the old one, which is the same only for ASCII.
        guard digits.count <= 4, digits.value > 0, digits.value < (altHasZero ? 256 : 128),
            let scalar = CodePage1252.scalar(UInt8(digits.value))
        else { return .unknown }
        return stroke(of: scalar)
    }

    mutating func press(_ usage: UInt8, _ modifiers: KeyReport.Modifiers) -> Stroke {
        switch usage {
        case 0x28, 0x58: return .enter
        case 0x2B: return .tab
        case 0x39: return toggle(.capsLock)
        case 0x47: return toggle(.scrollLock)
        case 0x53: return toggle(.numLock)
        // Pause.
        case 0x48: return .nothing
        // F8 is how some scanners type FNC1.
        case 0x41: return .character(Self.groupSeparator)
        case 0x29, 0x2A, 0x3A...0x52, 0x65...0x66, 0x68...0xDF: return .special
        default: break
        }
        guard modifiers.isDisjoint(with: [.leftGUI, .rightGUI]) else { return .unknown }
        let hasControl = !modifiers.isDisjoint(with: [.leftControl, .rightControl])
        let hasShift = !modifiers.isDisjoint(with: [.leftShift, .rightShift])
        let hasAltGr = modifiers.contains(.rightAlt) || hasControl && modifiers.contains(.leftAlt)
        if modifiers.contains(.leftAlt), !hasAltGr { return altDigit(usage) }
        if hasControl, !hasAltGr { return control(usage) }
        let level: KeyTable.Level =
            hasAltGr ? (hasShift ? .shiftAltGr : .altGr) : (hasShift ? .shift : .plain)
        guard let scalar = table.scalar(usage, level, capsLock: locks.contains(.capsLock)) else {
            return .unknown
        }
        return type(scalar)
    }

    /// A lock types nothing. Only Caps Lock changes what is typed: the keypad always types digits.
    private mutating func toggle(_ lock: KeyboardLocks) -> Stroke {
        locks.formSymmetricDifference(lock)
        return .nothing
    }

    /// A character of the layout, under the dead key before it.
    private mutating func type(_ scalar: Unicode.Scalar) -> Stroke {
        if let key = DeadKey(rawValue: scalar.value) {
            // A dead key twice is the mark alone.
            guard dead == key else {
                let before = dead
                dead = key
                return before.map { .character($0.alone) } ?? .nothing
            }
            dead = nil
            return .character(key.alone)
        }
        guard let key = dead else { return .character(scalar) }
        dead = nil
        if scalar == " " { return .character(key.alone) }
        if let letter = key.on(scalar) { return .character(letter) }
        return .characters(key.alone, scalar)
    }

    /// A digit of the keypad, or of the row above the letters, while Alt is held.
    private mutating func altDigit(_ usage: UInt8) -> Stroke {
        let digit: Int
        switch usage {
        case 0x59...0x61: digit = Int(usage) - 0x58
        case 0x62: digit = 0
        default: return .unknown
        }
        let before = alt ?? (0, 0)
        if before.count == 0 { altHasZero = digit == 0 }
        // Too many digits are found out when Alt is let go.
        alt = (min(before.count + 1, 5), min(before.value * 10 + digit, 99_999))
        return .nothing
    }

    /// Control and a key: by the key's place on a US keyboard, whatever the layout.
    private func control(_ usage: UInt8) -> Stroke {
        switch usage {
        case 0x04...0x1D: stroke(of: Unicode.Scalar(usage - 3))
        case 0x2F: .character("\u{1B}")
        case 0x31, 0x32: .character("\u{1C}")
        case 0x30: .character(Self.groupSeparator)
        case 0x23: .character("\u{1E}")
        case 0x2D: .character("\u{1F}")
        default: .unknown
        }
    }

    private func stroke(of scalar: Unicode.Scalar) -> Stroke {
        switch scalar {
        case "\r", "\n": .enter
        case "\t": .tab
        default: .character(scalar)
        }
    }
}

/// The Windows code page of Western Europe.
enum CodePage1252 {
    /// What 0x80 to 0x9F are; the rest is Latin-1.
    private static let upper: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        (0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte)
    }
}
