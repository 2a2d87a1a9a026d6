import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// What `mysql --batch` writes, and change rows (customers.md 1.2, 4.1, 4.2).
@Suite struct StreamImportTests {
    private let folder = TemporaryFolder()

    private func stream(_ lines: [String]) throws -> [ImportFile] {
        let text = lines.map { $0.replacing("|", with: "\t") + "\n" }.joined()
        return [ImportFile(format: nil, path: try folder.write("stream.tsv", text))]
    }

    private static let people = [
        "CardNo|personNum|LastName|FirstName|Type|memType|staff|blueLine",
        #"500|1|Novak|Ana|PC|1|0|500 Novak"#, #"500|2|Novak|Ben|PC|1|0|500 Novak"#,
        #"501|1|Tab\tand\nline\\|NULL|PC|1|0|"#,
    ]
    private static let cards = ["card_no|upc", "500|0040122900500", "501|0040122900501"]

    private func marked(_ tables: [(String, [String])], end: Bool = true) -> [String] {
        var lines: [String] = []
        for (name, rows) in tables { lines += ["laneid_table", name] + rows }
        if end { lines += ["laneid_end", "1"] }
        return lines
    }

    @Test("Several tables come in one stream, each known by its header")
    func severalTables() throws {
        let directory = try folder.editor()
        let report = try directory.importFiles(
            try stream(Self.cards + Self.people), source: "core")
        #expect(report.rejected == [])
        #expect(report.customers.created == 2 && report.shoppers.created == 3)
        #expect(report.identifiers.created == 2)
        #expect(
            try directory.customer(number: Bytes("501"))?.summary
                == "501 Tab\tand\nline\\, 1 Tab\tand\nline\\ of 1")
    }

    @Test("A table that is announced says what its header names, and nothing of the rest")
    func announcedColumns() throws {
        let directory = try folder.editor()
        let whole = [
            "card_no|street|city|phone|email_1", "500|Main St 1|Osijek|+385991234567|a@example.org",
        ]
        let report = try directory.importFiles(
            try stream(marked([("custdata", Self.people), ("meminfo", whole)])), source: "core")
        #expect(report.contacts.created == 1 && report.phones.created == 1)
        let part = ["card_no|street", "500|Side St 2"]
        let again = try directory.importFiles(
            try stream(marked([("custdata", Self.people), ("meminfo", part)])), source: "core")
        #expect(again.contacts.updated == 1 && again.phones == .init())
        let database = try directory.database()
        #expect(try database.integer("SELECT count(*) FROM phone") == 1)
        #expect(
            try database.integer(
                "SELECT count(*) FROM contact WHERE street = 'Side St 2' AND city = 'Osijek'") == 1)
    }

    @Test("Balances come from a table that is announced, too")
    func announcedBalances() throws {
        let directory = try folder.editor()
        let people = [
            "CardNo|personNum|LastName|FirstName|Type|Balance", "500|1|Novak|Ana|PC|12.50",
        ]
        let report = try directory.importFiles(
            try stream(marked([("custdata", people)])), source: "core")
        #expect(report.balances.created == 1)
    }

    @Test("An empty table is known by its mark: what it held has ended")
    func emptyTable() throws {
        let directory = try folder.editor()
        let suspensions = ["cardno|type|suspDate|reason", "500|I|2025-11-30 00:00:00|dues"]
        _ = try directory.importFiles(
            try stream(marked([("custdata", Self.people), ("suspensions", suspensions)])),
            source: "core")
        let unsaid = try directory.importFiles(
            try stream(marked([("custdata", Self.people)])), source: "core")
        #expect(unsaid.suspensions == .init())
        let report = try directory.importFiles(
            try stream(marked([("custdata", Self.people), ("suspensions", [])])), source: "core")
        #expect(report.suspensions == .init(removed: 1))
    }

    @Test("A stream that was cut anywhere before its end mark changes nothing")
    func cut() throws {
        let directory = try folder.editor()
        let whole = marked([("custdata", Self.people), ("memberCards", Self.cards)])
        let text = whole.map { $0.replacing("|", with: "\t") + "\n" }.joined()
        for length in stride(from: 13, to: text.utf8.count - 13, by: 7) {
            let path = try folder.write("cut.tsv", Data(text.utf8.prefix(length)))
            #expect(throws: DatabaseError.self, "cut at \(length)") {
                try directory.importFiles(
                    [ImportFile(format: nil, path: path)], source: "core")
            }
        }
        #expect(try directory.database().integer("SELECT count(*) FROM customer") == 0)
    }

    @Test(
        "A stream that cannot be what it should is refused",
        arguments: [
            (["500|1|Novak|Ana|PC|1|0|"], "begins with a row"),
            (["some|other|columns", "1|2|3"], "no table that is known"),
            (["laneid_table", "mystery", "a|b", "laneid_end", "1"], "not known"),
            (
                ["laneid_table", "memberCards", "CardNo|personNum|LastName|FirstName|Type"],
                "other columns"
            ),
            (["card_no|upc", "laneid_end", "1", "500|1"], "follows its end mark"),
        ])
    func refused(lines: [String], why: String) throws {
        let directory = try folder.editor()
        #expect {
            try directory.importFiles(try stream(lines), source: "core")
        } throws: { "\($0)".contains(why) }
    }

    @Test("Nothing is deleted by a stream that may have been cut")
    func deletesNeedAnEnd() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.deletesMissing = true
        #expect(throws: DatabaseError.self) {
            try directory.importFiles(
                try stream(Self.people), source: "core", options: options)
        }
        _ = try directory.importFiles(
            try stream(marked([("custdata", Self.people)])), source: "core", options: options)
    }

    @Test("Change rows: only the accounts they list are compared, and those without a row are gone")
    func changes() throws {
        let directory = try folder.editor()
        let more = Self.people + ["502|1|Lind|Ole|PC|1|0|", "503|1|Haas|Dina|PC|1|0|"]
        _ = try directory.importFiles(
            try stream(marked([("custdata", more), ("memberCards", Self.cards)])), source: "core")
        let later = marked([
            (
                "changes",
                [
                    "id|object_type|object_key|deleted", "7|Member|500|0", "8|Member|502|1",
                    "9|Vendor|3|0", "10|Member|501|1",
                ]
            ),
            (
                "custdata",
                [
                    Self.people[0], "500|1|Weiss|Ana|PC|1|0|", "501|1|Back|Again|PC|1|0|",
                    "503|1|Not|Listed|PC|1|0|",
                ]
            ), ("memberCards", ["card_no|upc", "501|0040122900501"]),
        ])
        let report = try directory.importFiles(try stream(later), source: "core")
        #expect(report.lastChange == 10)
        #expect(report.rejectedCount == 1, "what is not a member")
        #expect(report.customers == .init(updated: 2, missing: 1))
        #expect(report.shoppers.missing == 1)
        #expect(report.identifiers == .init(unchanged: 1, missing: 1))
        #expect(
            try directory.customer(number: Bytes("503"))?.summary
                == "503 Dina Haas, 1 Dina Haas of 1")
        directory.endBurst()
        var options = ImportOptions()
        options.deletesMissing = true
        let deleting = try directory.importFiles(
            try stream(later), source: "core", options: options)
        #expect(deleting.customers.removed == 1 && deleting.shoppers.removed == 1)
        #expect(deleting.identifiers.removed == 1)
        #expect(try directory.customer(number: Bytes("502")) == nil)
        directory.endBurst()
        #expect(
            try directory.importFiles(try stream(later), source: "core", options: options)
                .changesNothing)
    }

    @Test("The queries only read, and take no name that would need quotes")
    func queries() throws {
        let script = try #require(CoreQueries.script(for: CoreQueries.usual, changes: "op.changes"))
        for line in script.split(separator: "\n") {
            let first = line.split(separator: " ")[0]
            #expect(["SELECT", "SET", "START", "COMMIT;"].contains(String(first)))
        }
        #expect(CoreQueries.script(for: [], changes: "x; DROP TABLE custdata") == nil)
        #expect(CoreQueries.script(for: [], changes: "") == nil)
    }
}
