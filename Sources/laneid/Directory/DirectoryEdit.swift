import Configuration
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
    static let shopper = Option(
        "--shopper", "N", "one of the customer's shoppers only", .number(1...Int(Int32.max)))
    static let from = Option(
        "--from", "DATE", "the first day, 2027-05-14; otherwise from the start", .date)
    static let to = Option(
        "--to", "DATE", "the last day, which still counts; otherwise open", .date)

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

    /// The store's date.
    static func today(_ arguments: Arguments) throws -> CalendarDate {
        var calendar = try calendar(arguments)
        return calendar.date(at: try WallClock.fromEnvironment().now)
    }

    /// What the settings say of telephones and cards.
    static func rules(_ arguments: Arguments) throws -> StoreRules {
        try StoreRules(try store(arguments))
    }

    /// The settings that are named or usual; without any, those of a gateway that has none.
    static func store(_ arguments: Arguments) throws -> Settings {
        if let path = arguments[settings.name] { return try Files.settings(path) }
        let path = DaemonCommand.defaultSettingsPath
        guard FileManager.default.fileExists(atPath: path) else { return Settings() }
        return try Files.settings(path)
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
