import Identity
import Testing

@testable import Directory

/// A directory that is changed by one connection and looked up by another, as the tool and the daemon do.
final class Shop {
    private let folder = TemporaryFolder()
    let editor: CustomerDirectory
    let lookUp: CustomerDirectory
    var path: String { editor.path }

    init() throws {
        editor = try CustomerDirectory(path: folder.file("directory.sqlite"), access: .edit)
        lookUp = try CustomerDirectory(path: editor.path, access: .lookUp)
        today = CalendarDate(year: 2026, month: 3, day: 3) ?? editor.today
    }

    /// An organisation with two people, and two customers.
    static func withRegulars() throws -> Shop {
        let shop = try Shop()
        try shop.edit { editor throws(DirectoryError) in
            try editor.add(.organisation, number: "70", name: "Acme")
            try editor.addShopper(to: "70", name: "J. Roy")
            try editor.addShopper(to: "70", name: "K. Poe")
            try editor.add(.individual, number: "500", name: "Iva Harsh")
            try editor.add(.individual, number: "501", name: "Leo Lind")
            try editor.assign(NewIdentifier(.magneticCard, "ROY"), to: .customer("70", shopper: 1))
            try editor.assign(
                NewIdentifier(.barcodeCard, "0040122900500"), to: .customer("500", shopper: nil))
        }
        return shop
    }

    func file(_ name: String) -> String { folder.file(name) }
    func write(_ name: String, _ text: String) throws -> String { try folder.write(name, text) }

    var today: CalendarDate {
        get { lookUp.today }
        set {
            editor.today = newValue
            lookUp.today = newValue
        }
    }

    /// Seconds since 1970.
    var now: Int64 {
        get { lookUp.now }
        set {
            editor.now = newValue
            lookUp.now = newValue
        }
    }

    @discardableResult
    func edit(
        _ body: (Editor) throws(DirectoryError) -> Void
    ) throws(DirectoryError) -> [DirectoryChange] {
        lookUp.endBurst()
        return try editor.edit(by: "mia", body)
    }

    /// Why an edit was refused.
    func refusal(
        of body: (Editor) throws(DirectoryError) -> Void
    ) -> ChangeRefusal? {
        do throws(DirectoryError) {
            _ = try editor.edit(by: "mia", body)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { return nil }
            return refusal
        }
    }

    /// Who holds an identifier, in a word or two.
    func who(_ kind: IdentifierKind, _ value: String) throws -> String {
        defer { lookUp.endBurst() }
        return try lookUp.holder(of: Identifier(kind: kind, value)).summary
    }

    func holding(_ number: String) throws -> Holding {
        defer { lookUp.endBurst() }
        return try #require(try lookUp.customer(number: Bytes(number)))
    }

    func details(_ number: String) throws -> HoldingDetails {
        let holding = try holding(number)
        defer { lookUp.endBurst() }
        return try lookUp.details(of: holding)
    }

    /// Imports a plain CSV file of the source `office`.
    @discardableResult
    func takeOver(_ rows: String, source: String = "office") throws -> ImportReport {
        try editor.importFile(
            try write("\(source).csv", rows), format: .csv, source: source)
    }

    func count(_ sql: String) throws -> Int64? {
        defer { editor.endBurst() }
        return try editor.database().integer(sql)
    }
}

func day(_ text: String) throws -> CalendarDate {
    let date = CalendarDate(iso8601: Array(text.utf8).span)
    return try #require(date)
}
