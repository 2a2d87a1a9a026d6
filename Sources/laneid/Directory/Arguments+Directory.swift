import Configuration
import Gateway
import Identity

extension Arguments {
    /// The value of the option `name`, which takes dates.
    func date(_ name: String) -> CalendarDate? {
        self[name].flatMap { try? CalendarDate(typed: $0, as: name) }
    }

    /// What was typed after the positional at `index`, as one text.
    func rest(from index: Int) throws -> String {
        let text = positionals.dropFirst(index).joined(separator: " ")
        try TypedText.check(text, by: self)
        return text
    }

    /// A positional that an action needs.
    func positional(_ index: Int, _ name: String) throws(UsageError) -> String {
        guard index < positionals.count else { throw .missing(argument: name) }
        return positionals[index]
    }

    /// A positional that is a whole number.
    func number(_ index: Int, _ name: String) throws(UsageError) -> Int {
        let text = try positional(index, name)
        guard let number = Int(text), number >= 1 else {
            throw .badValue(of: name, value: text, why: "it is a number from 1")
        }
        return number
    }
}

extension CalendarDate {
    /// A date as it is typed: 2027-05-14.
    init(typed text: String, as name: String) throws(UsageError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]),
            let date = CalendarDate(year: year, month: month, day: day)
        else { throw .badValue(of: name, value: text, why: "it is a date such as 2027-05-14") }
        self = date
    }
}

extension StoreCalendar {
    /// The moment of `2027-05-14T11:00` by the store's clocks, in seconds since 1970.
    func moment(typed text: String, as name: String) throws(UsageError) -> Int64 {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        let time = parts.count == 2 ? parts[1].split(separator: ":").map { Int($0) } : []
        guard time.count == 2, let hour = time[0], let minute = time[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else {
            throw .badValue(
                of: name, value: text, why: "it is a time of the store such as 2027-05-14T11:00")
        }
        return moment(
            of: try CalendarDate(typed: String(parts[0]), as: name),
            second: hour * 3600 + minute * 60)
    }
}
