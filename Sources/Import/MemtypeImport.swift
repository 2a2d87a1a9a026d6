import Identity
import SQLite

/// CORE-POS's `memtype`: what the kinds of membership are called.
enum MemtypeImport {
    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let types = try RowWriter(
            importer.database, table: "membership_type", keys: ["source_id", "code"],
            columns: ["name", "customer_type", "discount", "staff"])
        try rows.eachOnce("type", importer) { row throws(DatabaseError) in
            let written = try types.write(
                .integer(importer.source), SQLValue(rows[row, 0]), SQLValue(rows[row, 1]),
                SQLValue(orNull: rows[row, 2]), SQLValue(orNull: rows[row, 3]),
                SQLValue((CoreNumber.integer(rows[row, 4]) ?? 0) > 0))
            guard let written else { return }
            try importer.log?.note(
                written, .membershipType, of: String(rows[row, 0]), new: String(rows[row, 1]))
        }
        importer.report.membershipTypes.add(types.counts)
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
