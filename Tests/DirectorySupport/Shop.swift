package import Directory
package import Identity
package import Import
package import SQLite

/// A directory that is changed by one connection and looked up by another, as the tool and the
/// daemon do.
package final class Shop {
    private let folder = TemporaryFolder()
    package let editor: CustomerDirectory
    package let lookUp: CustomerDirectory
    package var path: String { editor.path }

    package init() throws {
        editor = try CustomerDirectory(path: folder.file("directory.sqlite"), access: .edit)
        lookUp = try CustomerDirectory(path: editor.path, access: .lookUp)
        today = CalendarDate(year: 2026, month: 3, day: 3) ?? editor.today
    }

    /// An organisation with two people, and two customers.
    package static func withRegulars() throws -> Shop {
        let shop = try Shop()
        try shop.edit { editor throws(DatabaseError) in
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

    package func file(_ name: String) -> String { folder.file(name) }
    package func write(_ name: String, _ text: String) throws -> String {
        try folder.write(name, text)
    }

    package var today: CalendarDate {
        get { lookUp.today }
        set {
            editor.today = newValue
            lookUp.today = newValue
        }
    }

    /// Seconds since 1970.
    package var now: Int64 {
        get { lookUp.now }
        set {
            editor.now = newValue
            lookUp.now = newValue
        }
    }

    @discardableResult
    package func edit(
        _ body: (Editor) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> [DirectoryChange] {
        lookUp.endBurst()
        return try editor.edit(by: "mia", body)
    }

    /// Why an edit was refused.
    package func refusal(
        of body: (Editor) throws(DatabaseError) -> Void
    ) -> ChangeRefusal? {
        do throws(DatabaseError) {
            _ = try editor.edit(by: "mia", body)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { return nil }
            return refusal as? ChangeRefusal
        }
    }

    /// Who holds an identifier, in a word or two.
    package func who(_ kind: IdentifierKind, _ value: String) throws -> String {
        defer { lookUp.endBurst() }
        return try lookUp.holder(of: Identifier(kind: kind, value)).summary
    }

    package func holding(_ number: String) throws -> Holding {
        defer { lookUp.endBurst() }
        guard let found = try lookUp.customer(number: Bytes(number)) else {
            throw SupportError.failed("customer \(number)")
        }
        return found
    }

    package func details(_ number: String) throws -> HoldingDetails {
        let holding = try holding(number)
        defer { lookUp.endBurst() }
        return try lookUp.details(of: holding)
    }

    /// Imports a plain CSV file of the source `office`.
    @discardableResult
    package func takeOver(_ rows: String, source: String = "office") throws -> ImportReport {
        try editor.importFile(
            try write("\(source).csv", rows), format: .csv, source: source)
    }

    package func count(_ sql: String) throws -> Int64? {
        defer { editor.endBurst() }
        return try editor.database().integer(sql)
    }
}

package func day(_ text: String) throws -> CalendarDate {
    guard let date = CalendarDate(iso8601: Array(text.utf8).span) else {
        throw SupportError.failed(text)
    }
    return date
}
