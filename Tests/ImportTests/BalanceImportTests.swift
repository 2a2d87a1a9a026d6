import DirectorySupport
import Foundation
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// What a source counts for its customers (facts/customers.md, T-11, and the columns of 4.1 and
/// 4.2).
@Suite struct BalanceImportTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private func read(
        _ rows: String, _ format: ImportFormat = .csv, _ options: ImportOptions = ImportOptions()
    ) throws -> ImportReport {
        try shop.editor.importFile(
            try shop.write("\(format.rawValue).csv", rows), format: format, source: "office",
            options: options)
    }

    /// `500 points 120`, and so on.
    private func balances() throws -> [String] {
        var found: [String] = []
        try shop.editor.database().rows(
            """
            SELECT c.number, b.name, b.amount FROM balance b JOIN customer c ON c.id = b.customer_id
            ORDER BY c.number, b.name
            """
        ) { row throws(DatabaseError) in
            found.append("\(row.text(0)) \(row.text(1)) \(row.text(2))")
        }
        shop.editor.endBurst()
        return found
    }

    private func counts(_ report: ImportReport) -> [Int] {
        let counts = report.balances
        return [counts.created, counts.updated, counts.unchanged, counts.removed]
    }

    private static let layout =
        "CardNo,personNum,LastName,FirstName,Type,Balance\n"

    @Test("T-11: CORE-POS's store charge is a balance, as of the import; none is none")
    func charge() throws {
        let rows = """
            500,1,Harsh,Iva,PC,12.50
            500,2,Harsh,Ben,PC,12.50
            501,1,Lind,Leo,PC,0.00
            502,2,Roy,Ana,PC,-3.00
            503,1,Poe,Zoe,PC,
            504,2,Orr,Kim,PC,9.00
            504,1,Orr,Eva,PC,4.00

            """
        let began = Int64(Date().timeIntervalSince1970)
        #expect(counts(try read(Self.layout + rows, .custdata)) == [3, 0, 0, 0])
        let expected = ["500 charge 12.50", "502 charge -3.00", "504 charge 4.00"]
        #expect(try balances() == expected)
        let shown = try #require(try shop.editor.show(number: "500")?.balances.first)
        #expect(shown.name == "charge" && shown.amount == "12.50" && shown.asOf >= began)
        #expect(try shop.editor.check().allSatisfy(\.isNotice))
    }

    @Test("T-11: CORE-POS's 23 columns, without a header, have it as well")
    func wide() throws {
        let row = "500,1,Harsh,Iva,0.00,7.25,0,0,0,0,0,1,PC,1,0,0,0,0,0,,1,1900-01-01 00:00:00,1\n"
        #expect(counts(try read(row, .custdata)) == [1, 0, 0, 0])
        #expect(try balances() == ["500 charge 7.25"])
        let accounts = """
            customerAccountID,cardNo,memberStatus,activeStatus,chargeBalance
            1,600,PC,,8.00

            """
        let people = """
            customerID,cardNo,firstName,lastName,accountHolder
            1,600,Ana,Roy,1

            """
        let report = try shop.editor.importSet(
            [
                (.customerAccounts, try shop.write("CustomerAccounts.csv", accounts)),
                (.accountPeople, try shop.write("Customers.csv", people)),
            ], source: "other")
        #expect(counts(report) == [1, 0, 0, 0])
        #expect(try balances() == ["500 charge 7.25", "600 charge 8.00"])
    }

    @Test("T-11: a second import changes nothing, and says that it is so still")
    func again() throws {
        let rows = "number,name,points\n500,Iva,120\n501,Leo,0\n"
        #expect(counts(try read(rows)) == [2, 0, 0, 0])
        try shop.editor.database().run("UPDATE balance SET as_of = 1")
        shop.editor.endBurst()
        let second = try read(rows)
        #expect(counts(second) == [0, 0, 2, 0] && second.changesNothing)
        #expect(try shop.count("SELECT min(as_of) FROM balance").map { $0 > 1 } == true)
        // What changed, what ended, and who is not in the import at all.
        let third = try read("number,name,points\n500,Iva,\n501,Leo,40.5\n")
        #expect(counts(third) == [0, 1, 0, 1])
        #expect(try balances() == ["501 points 40.5"])
        #expect(counts(try read("number,name,points\n500,Iva,7\n")) == [1, 0, 0, 0])
        #expect(try balances() == ["500 points 7", "501 points 40.5"])
        // A file that says nothing of points leaves them, with their time.
        try shop.editor.database().run("UPDATE balance SET as_of = 1")
        shop.editor.endBurst()
        #expect(counts(try read("number,name\n500,Iva\n501,Leo\n")) == [0, 0, 0, 0])
        #expect(try shop.count("SELECT max(as_of) FROM balance") == 1)
    }

    @Test("T-11: a prepared import shows balances, and does the same when it is executed")
    func staged() throws {
        _ = try read("number,name,points,balance\n500,Iva,120,\n501,Leo,5,\n")
        let file = ImportFile(
            format: .csv,
            path: try shop.write(
                "next.csv", "number,name,points,balance\n500,Iva,130,-2.50\n501,Leo,,\n"))
        _ = try shop.editor.prepareImport([file], source: "office")
        var shown: [String] = []
        try shop.editor.differences(ofPrepared: "office") { difference in
            shown.append(
                "\(difference.effect.rawValue) \(difference.number) \(difference.part) "
                    + "\(difference.old ?? "") \(difference.new ?? "")")
            return true
        }
        #expect(
            shown == [
                "changed 500 points 120 130", "created 500 balance  -2.50",
                "removed 501 points 5 ",
            ])
        #expect(try balances() == ["500 points 120", "501 points 5"])
        #expect(counts(try shop.editor.executeImport(source: "office")) == [1, 1, 0, 1])
        #expect(try balances() == ["500 balance -2.50", "500 points 130"])
    }

    @Test("T-11: change rows touch the balances of the accounts they list, and of no other")
    func changes() throws {
        _ = try read(
            Self.layout + "500,1,Harsh,Iva,PC,12.50\n501,1,Lind,Leo,PC,4.00\n", .custdata)
        let report = try shop.editor.importSet(
            [
                (
                    .custdata,
                    try shop.write(
                        "custdata.csv",
                        Self.layout + "500,1,Harsh,Iva,PC,0.00\n501,1,Lind,Leo,PC,9.00\n")
                ),
                (
                    .changes,
                    try shop.write(
                        "changes.csv", "id,object_type,object_key,deleted\n7,Member,500,0\n")
                ),
            ], source: "office")
        #expect(counts(report) == [0, 0, 0, 1])
        #expect(try balances() == ["501 charge 4.00"])
    }

    @Test(
        "What is no amount is left out with a warning; its row is taken",
        arguments: [
            "12,50", "1.", ".5", "-", "1-", "1.2.3", "12 EUR", "1e3", "--1",
            // As long as a payment card's number.
            "4111111111111111", "-4111111111111", "1.4111111111111111",
        ])
    func noAmount(text: String) throws {
        let report = try read("number,name,points\n500,Iva,\"\(text)\"\n")
        #expect(report.customers.created == 1 && report.rejectedCount == 0)
        #expect(report.warnings.map(\.code) == ["noAmount"])
        #expect(try balances().isEmpty)
        // One that was there stays: that it has ended is not known.
        _ = try read("number,name,points\n500,Iva,5\n")
        _ = try read("number,name,points\n500,Iva,\"\(text)\"\n")
        #expect(try balances() == ["500 points 5"])
    }

    @Test("A balance that no table has a column for stays")
    func otherColumns() throws {
        _ = try read("number,name,points,balance\n500,Iva,5,7.50\n")
        let report = try read("number,name,points\n500,Iva,\n")
        #expect(counts(report) == [0, 0, 0, 1])
        #expect(try balances() == ["500 balance 7.50"])
    }

    @Test("A customer of another source is given no balance, and limits do not count balances")
    func foreign() throws {
        try shop.takeOver("number,name\n500,Iva\n", source: "other")
        let report = try read("number,name,points\n500,Iva,1\n501,Leo,2\n501,Leo,3\n")
        #expect(report.rejectedCount == 1 && counts(report) == [1, 0, 0, 0])
        #expect(try balances() == ["501 points 2"])
        // They change every day: limits are for what does not.
        var options = ImportOptions()
        (options.limits.changed, options.limits.total) = (0, 0)
        _ = try read("number,name,points\n501,Leo,3\n", .csv, options)
        #expect(try balances() == ["501 points 3"])
    }
}
