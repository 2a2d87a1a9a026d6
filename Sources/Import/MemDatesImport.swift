import Directory
import Identity
import SQLite

/// CORE-POS's `memDates`: the days on which memberships began and ended. They are fields of the customer; the customers
/// that change are counted where the accounts are.
enum MemDatesImport {
    static let columns = ["card_no", "start_date", "end_date"]

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        let card = table[0]
        guard let digits = CoreNumber.member(card) else { return CoreNumber.notANumber }
        let number = card.extracting(digits)
        rows.begin(key: StagedRows.key(of: number), line: table.line)
        rows.add(number)
        rows.add(table[1])
        rows.add(table[2])
        return nil
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let accounts = try importer.accountWriter()
        let find = try importer.database.prepare(
            """
            SELECT id, source_id, joined, withdrew FROM customer WHERE number = ?1
            """)
        let put = try importer.database.prepare(
            "UPDATE customer SET joined = ?2, withdrew = ?3 WHERE id = ?1")
        var counts = ImportReport.Counts()
        try rows.eachOnce("member", importer) { row throws(DatabaseError) in
            find.bind(1, text: rows[row, 0])
            defer { find.reset() }
            guard try find.step() else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                return
            }
            guard find.optionalInteger(1) == importer.source else {
                importer.notes.reject(line: row.line, AccountWriter.isForeign)
                return
            }
            let joined = CoreNumber.date(rows[row, 1]).map { String($0.iso8601) }
            let withdrew = CoreNumber.date(rows[row, 2]).map { String($0.iso8601) }
            for (field, column, new) in [("joined", Int32(2), joined), ("withdrew", 3, withdrew)]
            where find.optionalText(column) != new {
                try importer.log?.note(
                    .changed, .customer, of: String(rows[row, 0]), field: field,
                    old: find.optionalText(column) ?? "", new: new ?? "")
            }
            if find.optionalText(2) == joined, find.optionalText(3) == withdrew { return }
            // Who is new was counted as that.
            if !accounts.isNew(find.integer(0)) { counts.updated += 1 }
            put.bind(1, find.integer(0))
            put.bind(2, joined)
            put.bind(3, withdrew)
            find.reset()
            try put.run()
        }
        importer.report.customers.add(counts)
    }
}
