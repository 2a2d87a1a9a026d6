/// A moment of the calendar, for showing and for journals: milliseconds since 1970-01-01T00:00:00Z.
public struct WallTime: Comparable, Hashable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A second since 1970, kept within the years 1970 to 9999: what a file says may be any number.
    public init(secondsSinceEpoch seconds: Int64) {
        milliseconds = min(max(0, seconds), 253_402_300_799) * 1000
    }

    public static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The 24 bytes `2027-05-14T08:12:30.123Z` (RFC 3339, UTC; years 0 to 9999).
    public var rfc3339: Bytes<24> {
        let rest = Int(milliseconds - days * 86_400_000)
        var text = Bytes<24>()
        text.append(contentsOf: date.iso8601.span)
        text.append(UInt8(ascii: "T"))
        text.append(decimal: rest / 3_600_000, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: rest / 60_000 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: rest / 1000 % 60, width: 2)
        text.append(UInt8(ascii: "."))
        text.append(decimal: rest % 1000, width: 3)
        text.append(UInt8(ascii: "Z"))
        return text
    }

    /// The day it is in UTC.
    public var date: CalendarDate { CalendarDate(daysSinceEpoch: Int(days)) }

    /// Whole days since 1970-01-01, rounded down.
    private var days: Int64 {
        let day: Int64 = 86_400_000
        return milliseconds >= 0 ? milliseconds / day : (milliseconds - day + 1) / day
    }
}

/// A day of the Gregorian calendar.
public struct CalendarDate: Comparable, Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int

    /// A date, or nil where the calendar has none (month 13, 30 February).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year: year)
        else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that many days after 1970-01-01 (civil-from-days; years begin in March).
    public init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01 (the days-from-civil algorithm, on years that begin in March).
    public var daysSinceEpoch: Int {
        let marchYear = month > 2 ? year : year - 1
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// The ten bytes `2027-05-14`.
    public var iso8601: Bytes<10> {
        var text = Bytes<10>()
        text.append(decimal: year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: day, width: 2)
        return text
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Bytes {
    /// Appends `value`, 0 or more, as decimal digits, zero-filled on the left to `width`.
    public mutating func append(decimal value: Int, width: Int = 1) {
        var rest = UInt64(Swift.max(0, value))
        var digits = InlineArray<20, UInt8>(repeating: 0x30)
        var start = 20
        repeat {
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        start = Swift.min(start, Swift.max(0, 20 - width))
        append(contentsOf: digits.span.extracting(start...))
    }
}
