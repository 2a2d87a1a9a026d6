public import Identity

/// How an adapter writes a Wiegand frame as a line of text. The raw value is the word in settings.
public enum WiegandLine: String, Sendable, CaseIterable {
    /// By what the line looks like; decimal numbers are not taken.
    case auto
    /// All bits as `0` and `1`, the first one sent first.
    case bits
    /// All bits as one hexadecimal number: 7 digits are 26 bits, 9 are 34 or 35, 10 are 37.
    case hex
    /// The data bits in hexadecimal, without parity: 6 digits are 24 bits, 8 are 32.
    case data
    /// The data bits in decimal: up to 8 digits are 24 bits, 10 are 32.
    case decimal
    /// Facility code and card number in decimal, with a separator.
    case pair

    /// What a line says.
    public func number(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        switch self {
        case .auto: try detected(text).number(text, format)
        case .bits: try Self.bits(text, format)
        case .hex: try Self.frame(text, format)
        case .data: try Self.data(text, format)
        case .decimal: try Self.decimal(text, format)
        case .pair: try Self.pair(text, format)
        }
    }

    private func detected(_ text: borrowing Span<UInt8>) throws(Fault) -> WiegandLine {
        if [26, 33, 34, 35, 37].contains(text.count), text.isBinary { return .bits }
        if text.starts(with: Self.sentence) { return .data }
        if text.hexadecimalValue == nil { return .pair }
        switch text.count {
        case 6, 8: return .data
        case 7, 9, 10: return .hex
        default: throw .badLength
        }
    }

    private static func bits(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        guard text.isBinary else { throw .badCharacter }
        guard text.count <= 64 else { throw .badLength }
        var frame: UInt64 = 0
        for index in text.indices { frame = frame << 1 | UInt64(text[index] & 1) }
        return try WiegandNumber(frame: frame, bits: text.count, format)
    }

    private static func frame(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        guard let frame = text.hexadecimalValue else { throw .badCharacter }
        if let format {
            guard text.count == (format.bits + 3) / 4, frame >> UInt64(format.bits) == 0 else {
                throw .badLength
            }
            return try WiegandNumber(frame: frame, bits: format.bits, format)
        }
        let lengths: [Int] =
            switch text.count {
            case 7: [26]
            case 9: [34, 35]
            case 10: [37]
            default: []
            }
        guard !lengths.isEmpty else { throw .badLength }
        var found: [WiegandNumber] = []
        for bits in lengths where frame >> UInt64(bits) == 0 {
            if let number = try? WiegandNumber(frame: frame, bits: bits, nil) {
                found.append(number)
            }
        }
        // Where parity does not tell, only settings do.
        guard found.count < 2 else { throw .badFrame }
        guard let number = found.first else { throw .badParity }
        return number
    }

    /// What the Arduino library of the field prints; its last words say how many bits there were.
    private static let sentence = "Wiegand HEX = "

    private static func data(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        if text.starts(with: sentence) { return try spoken(text, format) }
        guard let data = text.hexadecimalValue else { throw .badCharacter }
        if let format {
            guard text.count == (format.dataBits + 3) / 4, data >> UInt64(format.dataBits) == 0
            else { throw .badLength }
            return try WiegandNumber(data: data, bits: format.dataBits, format)
        }
        return try WiegandNumber(data: data, bits: text.count * 4, nil)
    }

    /// `Wiegand HEX = 7B11D7, DECIMAL = 8065495, Type W26`: both numbers must be the same, and a
    /// key pad's keys (`W4`, `W8`) are no cards.
    private static func spoken(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        let start = sentence.utf8.count
        guard let comma = text.firstIndex(of: UInt8(ascii: ","), from: start),
            text.starts(with: ", DECIMAL = ", at: comma),
            let second = text.firstIndex(of: UInt8(ascii: ","), from: comma + 1),
            text.starts(with: ", Type W", at: second),
            let data = text.extracting(start..<comma).hexadecimalValue,
            let same = text.extracting((comma + 12)..<second).decimalValue,
            let bits = text.extracting((second + 8)..<text.count).decimalValue
        else { throw .badFrame }
        guard data == same else { throw .badChecksum }
        guard bits == 26 || bits == 34 else { throw .badLength }
        guard data >> (bits - 2) == 0 else { throw .badFrame }
        return try WiegandNumber(data: data, bits: Int(bits) - 2, format)
    }

    private static func decimal(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        guard let data = text.decimalValue else { throw .badCharacter }
        let bits = format?.dataBits ?? (text.count <= 8 ? 24 : 32)
        guard text.count <= 11, data >> UInt64(bits) == 0 else { throw .badLength }
        return try WiegandNumber(data: data, bits: bits, format)
    }

    private static func pair(
        _ text: borrowing Span<UInt8>, _ format: WiegandFormat?
    ) throws(Fault) -> WiegandNumber {
        var place = 0
        while place < text.count, text[place].isASCIIDigit { place += 1 }
        var rest = place
        while rest < text.count, !text[rest].isASCIIDigit { rest += 1 }
        guard place > 0, rest > place, rest - place <= 2, isSeparator(text[place]),
            rest == place + 1 || text[place + 1] == UInt8(ascii: " "),
            let facility = text.extracting(0..<place).decimalValue,
            let card = text.extracting(rest..<text.count).decimalValue
        else { throw .badCharacter }
        return try WiegandNumber(facility: facility, card: card, format)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: " "):
            true
        default: false
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether there is at least one byte and each is `0` or `1`.
    fileprivate var isBinary: Bool {
        guard !isEmpty else { return false }
        for index in indices where self[index] | 1 != 0x31 { return false }
        return true
    }
}
