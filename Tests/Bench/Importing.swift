import Foundation
import Identity
import Transport

/// The import of a million rows of `custdata`, beside sqlite3's own `.import` of the same file into
/// a table with as many indexes as the directory's look-ups and searches need.
struct Importing {
    let programs: Programs
    private static let least = 100_000.0

    func run() throws -> [Figure] {
        let rows = programs.scratch.appending(path: "custdata.csv")
        try writeRows(to: rows)
        programs.remove("imported.sqlite")
        programs.remove("plain.sqlite")
        let ours = try seconds {
            try programs.run(
                "laneid",
                [
                    "directory", "import", "--directory", programs.file("imported.sqlite"),
                    rows.path,
                ])
        }
        let again = try seconds {
            try programs.run(
                "laneid",
                [
                    "directory", "import", "--directory", programs.file("imported.sqlite"),
                    rows.path,
                ])
        }
        let theirs = try seconds { try plainImport(of: rows) }
        let size = try FileManager.default.attributesOfItem(
            atPath: programs.file("imported.sqlite"))[.size]
        let megabytes = Double((size as? NSNumber)?.int64Value ?? 0) / 1_048_576
        programs.remove("imported.sqlite")
        programs.remove("plain.sqlite")
        let rate = Double(Member.count) / ours
        return [
            Figure(
                "import of \(Double(Member.count).whole) custdata rows", "\(rate.whole) rows/s",
                "≥ 100,000 rows/s", met: rate >= Self.least),
            Figure(
                "the same again, nothing changed",
                "\((Double(Member.count) / again).whole) rows/s"),
            Figure(
                "sqlite3 .import of the file, same indexes",
                "\((Double(Member.count) / theirs).whole) rows/s"),
            Figure("time of ours over theirs", (ours / theirs).hundredths),
            Figure("the directory's file", "\(megabytes.short) MB"),
        ]
    }

    /// Rows as CORE-POS ships them: 23 columns, no header.
    /// - Parameter firstName: Another first name for a customer; nil for the usual one.
    func writeRows(to url: URL, firstName: (Int) -> String? = { _ in nil }) throws {
        var text = ""
        text.reserveCapacity(120 * Member.count)
        for number in 1...Member.count {
            let member = Member(number: number)
            text +=
                "\(number),1,\(member.lastName),\(firstName(number) ?? member.firstName),999.99,0.00,0,0.00,0,0,1,1,"
            text +=
                "PC,1,0,0,0.00,0,0,\(number) \(member.lastName),1,1900-01-01 00:00:00,\(number)\n"
        }
        try Data(text.utf8).write(to: url)
    }

    private func plainImport(of rows: URL) throws {
        let columns =
            "CardNo INTEGER, personNum INTEGER, LastName TEXT, FirstName TEXT, CashBack, Balance, "
            + "Discount, MemDiscountLimit, ChargeLimit, ChargeOk, WriteChecks, StoreCoupons, Type, "
            + "memType, staff, SSI, Purchases, NumberOfChecks, memCoupons, blueLine, Shown, "
            + "LastChange, id INTEGER PRIMARY KEY"
        let script = """
            PRAGMA journal_mode = WAL;
            CREATE TABLE custdata (\(columns));
            CREATE UNIQUE INDEX person ON custdata (CardNo, personNum);
            CREATE INDEX last ON custdata (LastName);
            CREATE INDEX first ON custdata (FirstName);
            .mode csv
            .import '\(rows.path)' custdata
            """
        let file = programs.scratch.appending(path: "plain.sql")
        try Data(script.utf8).write(to: file)
        try programs.run(
            "/usr/bin/sqlite3", ["-init", file.path, programs.file("plain.sqlite"), ".quit"])
    }

    private func seconds(_ work: () throws -> Void) throws -> Double {
        let start = Instant.now
        try work()
        return Double((Instant.now - start).inNanoseconds) / 1e9
    }
}
