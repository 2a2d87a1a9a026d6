import DirectorySupport
import Foundation
import Identity
import Recognition
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// The files of `Fixtures/cases/import`, which are re-created from the field with invented people,
/// and their neighbours.
@Suite struct FieldImportTests {
    let folder = TemporaryFolder()

    static let cases = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/cases/import")

    func directory() throws -> CustomerDirectory {
        try CustomerDirectory(path: folder.file("directory.sqlite"), access: .edit)
    }

    func take(
        _ file: String, source: String = "pos", region: String = "US", area: String? = "612",
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        try take(
            path: Self.cases.appending(path: file).path, source: source, region: region, area: area,
            change)
    }

    func take(
        path: String, source: String = "pos", region: String = "US", area: String? = "612",
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = ImportOptions()
        let telephones = try #require(TelephoneNumbers(region: region, areaCode: area))
        options.normalisePhone = { telephones.international($0) }
        options.normalisePhoneIn = { number, country in
            TelephoneNumbers(region: country.uppercased())?.international(number)
        }
        change(&options)
        return try directory().importFile(path, format: .csv, source: source, options: options)
    }

    func write(_ text: String, as name: String = "customers.csv") throws -> String {
        try folder.write(name, text)
    }

    func who(_ kind: IdentifierKind, _ value: String) throws -> String {
        let directory = try directory()
        directory.today = try day("2026-12-01")
        return try directory.holder(of: Identifier(kind: kind, value)).summary
    }

    func rows(_ sql: String) throws -> [String] {
        var found: [String] = []
        try directory().database().rows(sql) { row throws(DatabaseError) in
            found.append(row.text(0))
        }
        return found
    }

    /// The message of an import that is refused.
    func refusal(_ body: () throws -> ImportReport) -> String {
        do {
            _ = try body()
            return "taken"
        } catch { return "\(error)" }
    }

    // MARK: Columns

    @Test("What a file has no column for stays as it is")
    func absentColumns() throws {
        _ = try take("absent-1-whole.csv")
        let report = try take("absent-2-points.csv")
        #expect(report.customers == .init(unchanged: 2))
        #expect(report.shoppers.changes == 0 && report.phones == .init())
        #expect(report.identifiers.missing == 0)
        let ann = try #require(try directory().show(number: "1"))
        #expect(ann.kind == "staff" && ann.status == "suspended" && ann.membership == "gold")
        #expect(try who(.phone, "+16125550102").hasPrefix("2 Ben"))
        #expect(try who(.barcodeCard, "40002").hasPrefix("2 Ben"))
        #expect(
            try rows("SELECT street FROM contact ORDER BY customer_id") == ["1 Main", "2 Main"])
        #expect(try rows("SELECT amount FROM balance ORDER BY customer_id") == ["10", "20"])
    }

    @Test("A file without shoppers leaves an account's shoppers alone, also when it deletes")
    func absentShoppers() throws {
        _ = try take(
            path: write(
                "number,shopper,name,first,last\n1,1,Ann A,Ann,A\n1,2,Ben B,Ben,B\n2,1,Cid C,Cid,C\n"
            ))
        let report = try take(path: write("number,name\n1,The A Household\n2,Cid D\n")) {
            $0.deletesMissing = true
            $0.acceptsGoneColumns = true
        }
        #expect(report.shoppers.removed == 0 && report.shoppers.missing == 0)
        #expect(
            try rows(
                "SELECT name || '/' || ifnull(last_name, '') FROM shopper ORDER BY customer_id, number"
            )
                == ["Ann A/A", "Ben B/B", "Cid D/"])
        #expect(
            try rows("SELECT name FROM customer ORDER BY id") == ["The A Household", "Cid D"])
    }

    @Test("Columns that are renamed stop an import that deletes, and are named")
    func goneColumns() throws {
        _ = try take("absent-1-whole.csv")
        let renamed = { (change: @escaping (inout ImportOptions) -> Void) in
            try self.take("absent-4-renamed.csv") {
                $0.deletesMissing = true
                change(&$0)
            }
        }
        let message = refusal { try renamed { _ in } }
        #expect(message.contains("barcode, phone") && message.contains("cardno, phonenumber"))
        #expect(refusal { try self.take("absent-4-renamed.csv") } == message)
        #expect(try who(.barcodeCard, "40001").hasPrefix("1 Ann"))
        #expect(try who(.phone, "+16125550101").hasPrefix("1 Ann"))
        let mapped = try renamed {
            $0.columnNames = ["phone": "phone_number", "barcode": "card_no"]
        }
        #expect(mapped.changesNothing)
        // What was accepted once is the source's form from then on.
        let accepted = try renamed { $0.acceptsGoneColumns = true }
        #expect(accepted.identifiers.removed == 0 && accepted.phones.removed == 0)
        #expect(try renamed { _ in }.changesNothing)
        #expect(try who(.barcodeCard, "40001").hasPrefix("1 Ann"))
    }

    @Test("A mapped column that is not there, or that we do not have, is an error that names it")
    func map() throws {
        let map = ["number": "Nr", "phone": "Tel", "barcode": "Karte"]
        #expect(try take("map-1.csv") { $0.columnNames = map }.customers.created == 1)
        let message = refusal { try take("map-2-renamed.csv") { $0.columnNames = map } }
        #expect(message.contains("\"Karte\"") || message.contains("\"Tel\""))
        #expect(message.contains("Nr, Name, Telefon, Karten-Nr"))
        #expect(try who(.phone, "+16125550101").hasPrefix("1 Ann"))
        let unknown = refusal { try take("map-1.csv") { $0.columnNames = ["telephone": "Tel"] } }
        #expect(unknown.contains("telephone") && unknown.contains("phone2"))
        #expect(
            refusal { try take("map-1.csv") { $0.valueNames = ["sort": ["a": "b"]] } }
                .contains("sort"))
    }

    @Test("Values can be mapped, and an import of which no row is taken failed")
    func values() throws {
        let failed = try take("all-rejected.csv") {
            $0.columnNames = ["number": "ID", "kind": "Company Type"]
        }
        #expect(failed.rejectedCount == 2 && failed.problem == "no row was taken")
        let taken = try take("all-rejected.csv") {
            $0.columnNames = ["number": "ID", "kind": "Company Type"]
            $0.valueNames = [
                "kind": ["Company": "organisation", "Individual": "individual"],
                "status": ["Customer": "active"],
            ]
        }
        #expect(taken.problem == nil && taken.customers.created == 2)
        #expect(try who(.memberNumber, "r1") == "r1 Acme of 0")
    }

    @Test("A file whose name has a date is no new source")
    func dated() throws {
        let guessed = { (file: String, source: String) in
            try self.take(file, source: source) { $0.isSourceGuessed = true }
        }
        _ = try guessed("customers-2026-12-01.csv", "customers-2026-12-01")
        let message = refusal {
            try guessed("customers-2026-12-02.csv", "customers-2026-12-02")
        }
        #expect(message.contains("--source customers-2026-12-01"))
        let report = try take("customers-2026-12-02.csv", source: "customers-2026-12-01")
        #expect(report.customers == .init(created: 1, updated: 1, missing: 1))
        #expect(try guessed("customers-2026-12-02.csv", "customers-2026-12-01").changesNothing)
        _ = try take(path: write("number,name\n9,Zoe\n", as: "members.csv"), source: "members") {
            $0.isSourceGuessed = true
        }
        #expect(try who(.memberNumber, "9").hasPrefix("9 Zoe"))
    }

    @Test("Both columns of one name are taken")
    func twice() throws {
        #expect(try take("head-twice.csv").phones.created == 2)
        #expect(try who(.phone, "+16125550102").hasPrefix("1 Ann"))
        let report = try take(
            path: write("number,barcode,Barcode,barcode,name,name\n2,41,42,43,Ben,Bob\n"))
        #expect(report.identifiers.created == 3)
        #expect(report.warnings.map(\.code) == ["repeatedColumn"])
        #expect(try who(.barcodeCard, "43").hasPrefix("2 Ben"))
    }
}
