import Identity

/// The check digits and check characters of barcode and card numbers.
public enum CheckDigit {
    /// The GS1 modulo 10 check digit (GS1 General Specifications, 7.9) that follows `payload`:
    /// weights 3, 1, 3, … from the right. The result is an ASCII digit; nil when the payload is
    /// empty or not all digits.
    public static func gs1(after payload: Span<UInt8>) -> UInt8? {
        guard payload.isAllDigits else { return nil }
        var sum = 0
        var weight = 3
        var index = payload.count
        while index > 0 {
            index -= 1
            sum = (sum + Int(payload[index] - 0x30) * weight) % 10
            weight = 4 - weight
        }
        return 0x30 + UInt8((10 - sum) % 10)
    }

    /// Whether `number`, of at least two digits, ends in its GS1 check digit.
    public static func isValidGS1(_ number: Span<UInt8>) -> Bool {
        guard number.count >= 2 else { return false }
        let payload = number.extracting(first: number.count - 1)
        return gs1(after: payload) == number[number.count - 1]
    }

    /// The Luhn check digit (ISO/IEC 7812-1, annex B) that follows `payload`, in ASCII; nil when
    /// the payload is empty or not all digits. Supporting evidence of a payment card only: one
    /// digit string in ten passes.
    public static func luhn(after payload: Span<UInt8>) -> UInt8? {
        guard payload.isAllDigits else { return nil }
        var sum = 0
        var doubles = true
        var index = payload.count
        while index > 0 {
            index -= 1
            let value = Int(payload[index] - 0x30) * (doubles ? 2 : 1)
            sum = (sum + value / 10 + value % 10) % 10
            doubles.toggle()
        }
        return 0x30 + UInt8((10 - sum) % 10)
    }

    /// Whether `number`, of at least two digits, ends in its Luhn digit.
    public static func isValidLuhn(_ number: Span<UInt8>) -> Bool {
        guard number.count >= 2 else { return false }
        let payload = number.extracting(first: number.count - 1)
        return luhn(after: payload) == number[number.count - 1]
    }

    /// The Code 39 modulo 43 check character (ISO/IEC 16388, annex A) that follows `text`; nil when
    /// a character is not one of the 43.
    public static func code39(after text: Span<UInt8>) -> UInt8? {
        var sum = 0
        for index in text.indices {
            guard let value = code39Value(text[index]) else { return nil }
            sum = (sum + value) % 43
        }
        return code39Character(sum)
    }

    /// Whether `text`, of at least two characters, ends in its modulo 43 check character.
    public static func isValidCode39(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 2 else { return false }
        return code39(after: text.extracting(first: text.count - 1)) == text[text.count - 1]
    }

    /// Whether a Codabar text with its start and stop characters holds a valid modulo 16 check
    /// character before the stop (ANSI/AIM BC3): the values of all characters add up to a multiple
    /// of 16. Letters of either case.
    public static func isValidCodabar(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 4 else { return false }
        var sum = 0
        for index in text.indices {
            guard let value = codabarValue(text[index]) else { return false }
            let isEnd = index == 0 || index == text.count - 1
            guard isEnd == (value >= 16) else { return false }
            sum += value
        }
        return sum % 16 == 0
    }

    /// 0-9 are 0-9, then `-$:/.+`, then the start and stop characters A-D as 16-19.
    private static func codabarValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case UInt8(ascii: "-"): 10
        case UInt8(ascii: "$"): 11
        case UInt8(ascii: ":"): 12
        case UInt8(ascii: "/"): 13
        case UInt8(ascii: "."): 14
        case UInt8(ascii: "+"): 15
        case UInt8(ascii: "A")...UInt8(ascii: "D"): Int(byte - UInt8(ascii: "A")) + 16
        case UInt8(ascii: "a")...UInt8(ascii: "d"): Int(byte - UInt8(ascii: "a")) + 16
        default: nil
        }
    }

    /// 0-9, A-Z, then `-. $/+%`.
    private static func code39Value(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "-"): 36
        case UInt8(ascii: "."): 37
        case UInt8(ascii: " "): 38
        case UInt8(ascii: "$"): 39
        case UInt8(ascii: "/"): 40
        case UInt8(ascii: "+"): 41
        case UInt8(ascii: "%"): 42
        default: nil
        }
    }

    private static func code39Character(_ value: Int) -> UInt8 {
        switch value {
        case 0...9: 0x30 + UInt8(value)
        case 10...35: UInt8(ascii: "A") + UInt8(value - 10)
        case 36: UInt8(ascii: "-")
        case 37: UInt8(ascii: ".")
        case 38: UInt8(ascii: " ")
        case 39: UInt8(ascii: "$")
        case 40: UInt8(ascii: "/")
        case 41: UInt8(ascii: "+")
        default: UInt8(ascii: "%")
        }
    }
}
