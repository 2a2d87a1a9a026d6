import Directory
import Identity
import SQLite

/// CORE-POS's `memtype`: what the kinds of membership are called.
enum MemtypeImport {
    static let columns = ["memtype", "memDesc", "custdataType", "discount", "staff"]

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        guard CoreNumber.integer(table[0]) != nil else {
            return "the membership type is not a number"
        }
        rows.begin(key: StagedRows.key(of: table[0]), line: table.line)
        for column in 0..<columns.count { rows.add(table[column]) }
        return nil
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let find = try importer.database.prepare(
            """
            SELECT name, customer_type, discount, staff FROM membership_type
            WHERE source_id = ?1 AND code = ?2
            """)
        let put = try importer.database.prepare(
            """
            INSERT OR REPLACE INTO membership_type (name, customer_type, discount, staff, source_id, code)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        var counts = ImportReport.Counts()
        try rows.eachOnce("type", importer) { row throws(DatabaseError) in
            let staff: Int64 = (CoreNumber.integer(rows[row, 4]) ?? 0) > 0 ? 1 : 0
            find.bind(1, importer.source)
            find.bind(2, text: rows[row, 0])
            let exists = try find.step()
            let isSame =
                exists && find.holds(0, rows[row, 1])
                && find.holds(1, rows[row, 2])
                && find.holds(2, rows[row, 3]) && find.integer(3) == staff
            find.reset()
            if isSame {
                counts.unchanged += 1
                return
            }
            put.bind(1, text: rows[row, 1])
            put.bind(2, textOrNull: rows[row, 2])
            put.bind(3, textOrNull: rows[row, 3])
            put.bind(4, staff)
            put.bind(5, importer.source)
            put.bind(6, text: rows[row, 0])
            try put.run()
            try importer.log?.note(
                exists ? .changed : .created, .membershipType, of: String(rows[row, 0]),
                new: String(rows[row, 1]))
            if exists { counts.updated += 1 } else { counts.created += 1 }
        }
        importer.report.membershipTypes.add(counts)
    }

    /// The codes of the source's membership types; empty when none were ever imported.
    static func known(_ importer: Importer) throws(DatabaseError) -> Set<String> {
        let all = try importer.database.prepare(
            "SELECT code FROM membership_type WHERE source_id = ?1")
        all.bind(1, importer.source)
        var codes: Set<String> = []
        while try all.step() { codes.insert(all.text(0)) }
        return codes
    }
}
