import Directory
import Identity
import SQLite

/// CORE-POS's `suspensions`: who is suspended, since when. The row keeps what the member was
/// before; what they are now stands in `custdata` and is not touched here. The file is the whole
/// table: a suspension that is no longer in it has ended and is removed.
enum SuspensionsImport {
    private enum Field {
        static let number = 0
        static let type = 1
        static let formerType = 3
        static let date = 4
        static let reason = 5
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let suspensions = try RowWriter(
            importer.database, table: "suspension", keys: ["customer_id"],
            columns: ["kind", "since", "reason", "former_type"], source: "source_id")
        var suspended = KeySet()
        try rows.eachOnce("member", importer) { row throws(DatabaseError) in
            guard let customer = try importer.customer(rows[row, Field.number]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                return
            }
            suspended.insert(customer)
            if CoreNumber.isWrongDate(rows[row, Field.date]) {
                importer.warn("badDate", row, CoreNumber.noDate)
            }
            let written = try suspensions.write(
                .integer(customer), SQLValue(rows[row, Field.type]),
                SQLValue(CoreNumber.date(rows[row, Field.date])),
                SQLValue(orNull: rows[row, Field.reason]),
                SQLValue(orNull: rows[row, Field.formerType]), .integer(importer.source))
            guard let written else { return }
            try importer.log?.note(
                written, .suspension, of: String(rows[row, Field.number]),
                new: String(rows[row, Field.reason]))
        }
        importer.report.suspensions.add(suspensions.counts)
        importer.report.suspensions.removed += try end(butFor: suspended, importer)
    }

    /// Takes away the suspensions that have ended: those that are not in the table, and of accounts
    /// that are compared. How many they were.
    private static func end(
        butFor suspended: KeySet, _ importer: Importer
    ) throws(DatabaseError) -> Int {
        var ended: [Int64] = []
        try importer.database.rows(
            """
            SELECT customer_id, number FROM suspension JOIN customer ON customer.id = customer_id
            WHERE suspension.source_id = ?1 ORDER BY customer_id
            """, .integer(importer.source)
        ) { row throws(DatabaseError) in
            guard !suspended.contains(row.integer(0)), importer.compares(row, 1) else { return }
            ended.append(row.integer(0))
            try importer.log?.note(.removed, .suspension, of: row.text(1))
        }
        let remove = try importer.database.prepare("DELETE FROM suspension WHERE customer_id = ?1")
        for customer in ended { try remove.run(.integer(customer)) }
        return ended.count
    }
}
