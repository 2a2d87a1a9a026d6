import Directory
import FoundationEssentials
import Gateway
import Identity
import SQLite
import Transport

/// What the commands that change the directory have in common.
enum DirectoryEdit {
    /// Their options, besides their own.
    static let options = [DirectoryFile.option, settings, .json]

    static let settings = Option(
        "--settings", "FILE",
        "of the store's region and time zone; else the gateway's")
    static let reveal = Option("--reveal", "show cards and telephones in full")
    static let shopper = Option("--shopper", "N", "one of the customer's shoppers only")
    static let from = Option(
        "--from", "DATE", "the first day, 2027-05-14; otherwise from the start")
    static let to = Option("--to", "DATE", "the last day, which still counts; otherwise open")
    private static let usualSettings = "/etc/laneid/laneid.json"

    /// Makes the changes, and says what they changed.
    static func run(
        _ arguments: Arguments, _ console: Console, creates: Bool = false,
        _ body: (Editor) throws(DatabaseError) -> Void
    ) throws -> ExitCode {
        let directory = try open(arguments, creates: creates)
        let changes = try directory.edit(by: ProcessInfo.processInfo.userName, body)
        for change in changes {
            try console.line(
                arguments.has("--json")
                    ? JSONLine.text(change) : change.description.harmless)
        }
        return .done
    }

    /// The directory for editing, with the store's time; it must be there, unless `creates`.
    static func open(
        _ arguments: Arguments, creates: Bool = false
    ) throws -> CustomerDirectory {
        let path = DirectoryFile.path(arguments)
        guard creates || FileManager.default.fileExists(atPath: path) else {
            throw DatabaseError.absent(path: path)
        }
        let directory = try CustomerDirectory(path: path, access: .edit)
        try tellTime(directory, arguments)
        return directory
    }

    /// The directory for looking into, with the store's time.
    static func look(_ arguments: Arguments) throws -> CustomerDirectory {
        let directory = try DirectoryFile.open(arguments)
        try tellTime(directory, arguments)
        return directory
    }

    /// The store's calendar, by the settings that are named or usual.
    static func calendar(_ arguments: Arguments) throws -> StoreCalendar {
        try store(arguments).storeCalendar
    }

    /// What the settings say of telephones and cards.
    static func rules(_ arguments: Arguments) throws -> StoreRules {
        try StoreRules(try store(arguments))
    }

    /// Refuses texts that are kept and may hold a payment card's number.
    static func check(_ texts: String?..., by arguments: Arguments) throws {
        let rules = try rules(arguments)
        for text in texts { if let text { try rules.check(text) } }
    }

    /// The settings that are named or usual; without any, those of a gateway that has none.
    static func store(_ arguments: Arguments) throws -> Settings {
        if let path = arguments[settings.name] { return try Files.settings(path) }
        guard FileManager.default.fileExists(atPath: usualSettings) else { return Settings() }
        return try Files.settings(usualSettings)
    }

    private static func tellTime(
        _ directory: CustomerDirectory, _ arguments: Arguments
    ) throws {
        var calendar = try calendar(arguments)
        let now = try WallClock.fromEnvironment().now
        directory.today = calendar.date(at: now)
        directory.now = now.secondsSinceEpoch
    }

    /// The rows of a listing: as JSON, one a line, or as text.
    static func list<Row: Encodable>(
        _ rows: [Row], _ arguments: Arguments, _ console: Console, _ text: (Row) -> String
    ) throws -> ExitCode {
        for row in rows {
            try console.line(arguments.has("--json") ? JSONLine.text(row) : text(row).harmless)
        }
        return .done
    }
}

extension Arguments {
    /// The value of `name` as a date.
    func date(_ name: String) throws(UsageError) -> CalendarDate? {
        guard let text = self[name] else { return nil }
        return try CalendarDate(typed: text, as: name)
    }

    /// What was typed after the positional at `index`, as one text.
    func rest(from index: Int) -> String {
        positionals.dropFirst(index).joined(separator: " ")
    }

    /// A positional that an action needs.
    func positional(_ index: Int, _ name: String) throws(UsageError) -> String {
        guard index < positionals.count else { throw .missing(argument: name) }
        return positionals[index]
    }

    /// The action of a command that has several.
    func action(_ actions: [String]) throws(UsageError) -> String {
        let word = try positional(0, "ACTION")
        guard actions.contains(word) else {
            throw .badValue(
                of: "ACTION", value: word, why: "it is one of \(actions.joined(separator: ", "))")
        }
        return word
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
