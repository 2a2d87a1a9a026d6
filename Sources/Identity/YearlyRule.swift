/// Standard and summer time as they change every year, in the form of POSIX's TZ variable:
/// `CST6CDT,M3.2.0,M11.1.0`.
struct YearlyRule: Sendable {
    /// The last, or the first to fourth, of a weekday in a month, and the second of that day.
    private struct Day {
        var month, week, weekday: Int
        var second = 7200

        /// Seconds since 1970, were it UTC.
        func moment(in year: Int) -> Int64 {
            guard let start = CalendarDate(year: year, month: month, day: 1) else { return 0 }
            var day = 1 + (weekday - start.weekday + 7) % 7 + (week - 1) * 7
            while CalendarDate(year: year, month: month, day: day) == nil { day -= 7 }
            return Int64(start.daysSinceEpoch + day - 1) * 86_400 + Int64(second)
        }
    }

    /// Seconds east of UTC.
    private let standard: Int
    private var summer: (offset: Int, start: Day, end: Day)?

    /// The rule in a text; nil for one of another form.
    init?(_ text: [UInt8]) {
        var text = text[...]
        guard Self.name(&text), let offset = Self.time(&text) else { return nil }
        standard = -offset
        guard !text.isEmpty else { return }
        guard Self.name(&text) else { return nil }
        var shift = standard + 3600
        if text.first != UInt8(ascii: ",") {
            guard let offset = Self.time(&text) else { return nil }
            shift = -offset
        }
        guard let start = Self.day(&text), let end = Self.day(&text), text.isEmpty else {
            return nil
        }
        summer = (shift, start, end)
    }

    /// The distance from UTC at a moment, and for which moments around it that is so.
    func offset(at seconds: Int64) -> (seconds: Int, during: Range<Int64>) {
        guard let summer else { return (standard, Int64.min..<Int64.max) }
        let day = Int((seconds + Int64(standard)) / 86_400)
        let year = CalendarDate(daysSinceEpoch: day).year
        // The changes of three years, in order: one of them is the last before this moment.
        var changes: [(moment: Int64, offset: Int)] = []
        for year in year - 1...year + 1 {
            changes.append((summer.start.moment(in: year) - Int64(standard), summer.offset))
            changes.append((summer.end.moment(in: year) - Int64(summer.offset), standard))
        }
        changes.sort { $0.moment < $1.moment }
        guard let next = changes.firstIndex(where: { $0.moment > seconds }), next > 0 else {
            return (standard, seconds..<seconds + 1)
        }
        return (
            changes[next - 1].offset, changes[next - 1].moment..<changes[next].moment
        )
    }

    /// A zone's abbreviation: three letters or more, or anything between `<` and `>`.
    private static func name(_ text: inout ArraySlice<UInt8>) -> Bool {
        if text.first == UInt8(ascii: "<") {
            guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
            text = text[(end + 1)...]
            return true
        }
        let letters = text.prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
        text = text[letters.endIndex...]
        return letters.count >= 3
    }

    /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
    private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            text = text.dropFirst()
        }
        guard let hours = number(&text), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where text.first == UInt8(ascii: ":") {
            text = text.dropFirst()
            guard let part = number(&text), part < 60 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    /// `,Mm.w.d[/time]`.
    private static func day(_ text: inout ArraySlice<UInt8>) -> Day? {
        guard text.starts(with: [UInt8(ascii: ","), UInt8(ascii: "M")]) else { return nil }
        text = text.dropFirst(2)
        guard let month = number(&text), (1...12).contains(month), separator(".", &text),
            let week = number(&text), (1...5).contains(week), separator(".", &text),
            let weekday = number(&text), weekday <= 6
        else { return nil }
        var day = Day(month: month, week: week, weekday: weekday)
        if separator("/", &text) {
            guard let second = time(&text) else { return nil }
            day.second = second
        }
        return day
    }

    private static func separator(_ wanted: Unicode.Scalar, _ text: inout ArraySlice<UInt8>) -> Bool
    {
        guard text.first == UInt8(ascii: wanted) else { return false }
        text = text.dropFirst()
        return true
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> Int? {
        let digits = text.prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard !digits.isEmpty, digits.count <= 3 else { return nil }
        text = text[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
