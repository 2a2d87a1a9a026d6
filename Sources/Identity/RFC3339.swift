extension WallTime {
    /// Reads a moment as RFC 3339 writes it: `2026-03-03T12:00:00-06:00`,
    /// `2026-03-03T18:00:00.250Z`. `T` and `Z` may be small letters, or `T` a space; digits after
    /// the third decimal are dropped. Nil for anything else, for days the calendar does not have,
    /// and for a leap second.
    public init?(rfc3339 text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T", "t", " "),
            let hour = reader.number(digits: 2, below: 24), reader.skip(":"),
            let minute = reader.number(digits: 2, below: 60), reader.skip(":"),
            let second = reader.number(digits: 2, below: 60),
            let fraction = reader.milliseconds(),
            let offset = reader.offsetMinutes(),
            reader.isAtEnd,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        let minutes = date.daysSinceEpoch * 1440 + hour * 60 + minute - offset
        self.init(milliseconds: Int64(minutes * 60 + second) * 1000 + Int64(fraction))
    }
}

private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    var isAtEnd: Bool { position == bytes.count }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Steps over one of `characters`, if it is next.
    mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard position < bytes.count, characters.contains(Unicode.Scalar(bytes[position])) else {
            return false
        }
        position += 1
        return true
    }

    /// Exactly `digits` digits whose value is below `limit`.
    mutating func number(digits: Int, below limit: Int = .max) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value < limit ? value : nil
    }

    /// The decimals of the second, if there are any.
    mutating func milliseconds() -> Int? {
        guard skip(".") else { return 0 }
        guard let first = digit() else { return nil }
        var value = first * 100
        var weight = 10
        while let digit = digit() {
            value += digit * weight
            weight /= 10
        }
        return value
    }

    /// `Z`, or a sign, hours and minutes.
    mutating func offsetMinutes() -> Int? {
        if skip("Z", "z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number(digits: 2, below: 24), skip(":"),
            let minutes = number(digits: 2, below: 60)
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }

    private mutating func digit() -> Int? {
        guard position < bytes.count, bytes[position].isASCIIDigit else { return nil }
        position += 1
        return Int(bytes[position - 1] - 0x30)
    }
}
