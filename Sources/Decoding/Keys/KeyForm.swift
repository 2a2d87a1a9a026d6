public import Identity

/// How a reader in keyboard mode or on a serial line writes a key's or tag's number. The raw value
/// is the word in settings.
public enum KeyForm: String, Sendable, CaseIterable {
    /// An iButton's number: 16 hexadecimal digits in either order, 14 without the check, 12 of the
    /// serial number alone.
    case iButton = "ibutton"
    /// All 40 bits of a tag in hexadecimal.
    case hex = "10H"
    /// The same with the last byte first.
    case reversedHex = "10H-reversed"
    /// All 40 bits in decimal, up to 14 digits.
    case decimal = "13D"
    /// The last 32 bits in decimal: 10 digits.
    case decimal32 = "8H10D"
    /// Another name of the same.
    case tenDigits = "10D"
    /// The last 24 bits in decimal: 8 digits.
    case decimal24 = "6H8D"
    /// The third byte and the last two, in decimal: 3 and 5 digits, with or without separator.
    case threeAndFive = "3+5"
    /// The last four bytes by two, in decimal: 5 and 5 digits, with or without separator.
    case fiveAndFive = "5+5"

    /// What such a number belongs to.
    public var kind: ReadingKind { self == .iButton ? .electronicKey : .contactless }

    /// The reading of a text.
    public func reading(_ text: borrowing Span<UInt8>) throws(Fault) -> Reading {
        guard self != .iButton else { return try Self.iButton(text) }
        guard let number = try number(text) else { throw .badFrame }
        if let fault = number.fault { throw fault }
        return .key(number.text.span, kind: .contactless, entryMode: .rfid)
    }

    private func number(_ text: borrowing Span<UInt8>) throws(Fault) -> TagNumber? {
        switch self {
        case .iButton: return nil
        case .hex, .reversedHex:
            guard text.count == 10 else { throw .badLength }
            guard let bits = text.hexadecimalValue else { throw .badCharacter }
            let number = TagNumber(bits, .whole)
            return self == .hex ? number : number.flatMap { TagNumber($0.reversed, .whole) }
        case .decimal: return TagNumber(try Self.decimal(text, 1...14), .whole)
        case .decimal32, .tenDigits: return TagNumber(try Self.decimal(text, 1...10), .low32)
        case .decimal24: return TagNumber(try Self.decimal(text, 1...8), .low24)
        case .threeAndFive: return try Self.pair(text, 3, .low24)
        case .fiveAndFive: return try Self.pair(text, 5, .low32)
        }
    }

    private static func decimal(
        _ text: borrowing Span<UInt8>, _ length: ClosedRange<Int>
    ) throws(Fault) -> UInt64 {
        guard length.contains(text.count) else { throw .badLength }
        guard let value = text.decimalValue else { throw .badCharacter }
        return value
    }

    /// So many digits and five, with `,`, `.` or nothing between.
    static func pair(
        _ text: borrowing Span<UInt8>, _ digits: Int, _ width: TagNumber.Width
    ) throws(Fault) -> TagNumber? {
        let hasSeparator = text.count == digits + 6
        guard hasSeparator || text.count == digits + 5 else { throw .badLength }
        guard
            !hasSeparator || text[digits] == UInt8(ascii: ",")
                || text[digits] == UInt8(ascii: "."),
            let high = text.extracting(0..<digits).decimalValue,
            let low = text.extracting((text.count - 5)..<text.count).decimalValue
        else { throw .badCharacter }
        guard low < 1 << 16 else { return nil }
        return TagNumber(high << 16 | low, width)
    }

    private static func iButton(_ text: borrowing Span<UInt8>) throws(Fault) -> Reading {
        guard [12, 14, 16].contains(text.count) else { throw .badLength }
        guard let value = text.hexadecimalValue else { throw .badCharacter }
        let numbers = OneWireROM.readings(of: text)
        guard let first = numbers.first else {
            throw text.count == 16
                ? OneWireROM(wire: value).fault ?? OneWireROM(wire: value.byteSwapped).fault
                    ?? .readError : .readError
        }
        if numbers.count == 1, case .rom(let number) = first {
            return .key(number.printed.span, kind: .electronicKey, entryMode: .tapped)
        }
        // Which order the digits are in, only the directory knows.
        return Reading(kind: .electronicKey, entryMode: .tapped, text: text)
    }
}
