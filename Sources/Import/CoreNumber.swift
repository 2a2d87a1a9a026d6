import Identity
import SQLite

/// What CORE-POS's tables write as numbers and dates.
enum CoreNumber {
    /// A member number without the zeros before it, as the lane shows it: a slice of `text`. Nil
    /// for what is no number, for 0 (which means nobody at a lane), and for more than 18 digits.
    static func member(_ text: borrowing Span<UInt8>) -> Range<Int>? {
        guard text.isAllDigits else { return nil }
        var start = 0
        while start < text.count, text[start] == 0x30 { start += 1 }
        let length = text.count - start
        return (1...18).contains(length) ? start..<text.count : nil
    }

    static let notANumber = "the member number is not a number from 1 up"

    /// A whole number; nil for anything else, and beyond nine digits.
    static func integer(_ text: borrowing Span<UInt8>) -> Int? {
        guard text.isAllDigits, text.count <= 9 else { return nil }
        var value = 0
        for index in text.indices { value = value * 10 + Int(text[index] - 0x30) }
        return value
    }

    /// The date of a date, or of a date and time. `0000-00-00` and `1900-01-01` mean that there is
    /// none.
    static func date(_ text: borrowing Span<UInt8>) -> CalendarDate? {
        guard text.count >= 10, let date = CalendarDate(iso8601: text.extracting(0..<10)),
            date.year > 1900
        else { return nil }
        return date
    }

    static let noDate = "a date that is not like 2027-05-14, and left out"

    /// Whether a text is no date, and none of the texts that mean none.
    static func isWrongDate(_ text: borrowing Span<UInt8>) -> Bool {
        if text.isEmpty || text.equals("0") || text.starts(with: "0000-00-00") { return false }
        return text.count < 10 || CalendarDate(iso8601: text.extracting(0..<10)) == nil
    }

    /// Whether the text is `word`, which is written in capitals, in any case.
    static func isWord(_ text: borrowing Span<UInt8>, _ word: String) -> Bool {
        guard text.count == word.utf8.count else { return false }
        var index = 0
        for capital in word.utf8 {
            let byte = text[index].isASCIILetter ? text[index] & 0xDF : text[index]
            guard byte == capital else { return false }
            index += 1
        }
        return true
    }
}
