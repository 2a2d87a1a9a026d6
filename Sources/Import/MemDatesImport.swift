import Identity
import SQLite

/// CORE-POS's `memDates`: the days on which memberships began and ended. They are fields of the
/// customer; the customers that change are counted where the accounts are.
enum MemDatesImport {
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
                importer.notes.reject(
                    line: row.line,
                    find.optionalInteger(1) == nil
                        ? AccountWriter.isLocal : AccountWriter.isForeign)
                return
            }
            for column in 1...2 where CoreNumber.isWrongDate(rows[row, column]) {
                importer.warn("badDate", row, CoreNumber.noDate)
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
            let customer = find.integer(0)
            find.reset()
            try put.run(.integer(customer), .init(joined), .init(withdrew))
        }
        importer.report.customers.add(counts)
    }
}
