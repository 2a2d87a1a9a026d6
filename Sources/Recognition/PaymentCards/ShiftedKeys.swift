import Identity

/// Text that a keyboard-like reader sent with the wrong Shift (US layout): `$!!!` is `4111`, and a
/// card is no less a card for it.
enum ShiftedKeys {
    /// Whether the text holds twelve shifted digits in a row, which nothing but such a text does.
    static func holdsNumber(_ text: borrowing Span<UInt8>) -> Bool {
        var run = 0
        for index in text.indices {
            run = digit(text[index]) == nil ? 0 : run + 1
            if run >= 12 { return true }
        }
        return false
    }

    /// The character on the same key with the other state of Shift, as card tracks need it.
    static func restored(_ byte: UInt8) -> UInt8 {
        if let digit = digit(byte) { return digit }
        return switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "=")
        case UInt8(ascii: "6"): UInt8(ascii: "^")
        case UInt8(ascii: "5"): UInt8(ascii: "%")
        case UInt8(ascii: ":"): UInt8(ascii: ";")
        case UInt8(ascii: "/"): UInt8(ascii: "?")
        case UInt8(ascii: "_"): UInt8(ascii: "-")
        default: byte
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "!"): UInt8(ascii: "1")
        case UInt8(ascii: "@"): UInt8(ascii: "2")
        case UInt8(ascii: "#"): UInt8(ascii: "3")
        case UInt8(ascii: "$"): UInt8(ascii: "4")
        case UInt8(ascii: "%"): UInt8(ascii: "5")
        case UInt8(ascii: "^"): UInt8(ascii: "6")
        case UInt8(ascii: "&"): UInt8(ascii: "7")
        case UInt8(ascii: "*"): UInt8(ascii: "8")
        case UInt8(ascii: "("): UInt8(ascii: "9")
        case UInt8(ascii: ")"): UInt8(ascii: "0")
        default: nil
        }
    }
}
