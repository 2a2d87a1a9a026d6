import Directory
import Identity
import SQLite

/// CORE-POS's `suspensions`: who is suspended, since when. The row keeps what the member was before; what they are
/// now stands in `custdata` and is not touched here. The file is the whole table: a suspension that is no longer in
/// it has ended and is removed.
enum SuspensionsImport {
    static let columns = [
        "cardno", "type", "memtype1", "memtype2", "suspDate", "reason", "reasoncode",
    ]

    private enum Field {
        static let number = 0
        static let type = 1
        static let formerType = 3
        static let date = 4
        static let reason = 5
    }

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        let card = table[0]
        guard let digits = CoreNumber.member(card) else { return CoreNumber.notANumber }
        let type = table[1]
        guard CoreNumber.isWord(type, "I") || CoreNumber.isWord(type, "T") else {
            return "the type is neither I nor T"
        }
        let number = card.extracting(digits)
        rows.begin(key: StagedRows.key(of: number), line: table.line)
        rows.add(number)
        for column in 1..<columns.count { rows.add(table[column]) }
        return nil
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let database = importer.database
        let find = try database.prepare(
            """
            SELECT kind, since, reason, former_type FROM suspension WHERE customer_id = ?1
            """)
        let put = try database.prepare(
            """
            INSERT OR REPLACE INTO suspension (kind, since, reason, former_type, customer_id, source_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        try database.run(
            """
            CREATE TEMP TABLE IF NOT EXISTS suspended (customer_id INTEGER PRIMARY KEY) STRICT;
            DELETE FROM temp.suspended
            """)
        let note = try database.prepare("INSERT INTO temp.suspended VALUES (?1)")
        var counts = ImportReport.Counts()
        try rows.eachOnce("member", importer) { row throws(DatabaseError) in
            guard let customer = try importer.customer(rows[row, Field.number]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                return
            }
            note.bind(1, customer)
            try note.run()
            let since = CoreNumber.date(rows[row, Field.date])?.iso8601 ?? Bytes<10>()
            find.bind(1, customer)
            let exists = try find.step()
            let isSame =
                exists && find.holds(0, rows[row, Field.type])
                && find.holds(1, since.span)
                && find.holds(2, rows[row, Field.reason])
                && find.holds(3, rows[row, Field.formerType])
            find.reset()
            if isSame {
                counts.unchanged += 1
                return
            }
            put.bind(1, text: rows[row, Field.type])
            put.bind(2, textOrNull: since.span)
            put.bind(3, textOrNull: rows[row, Field.reason])
            put.bind(4, textOrNull: rows[row, Field.formerType])
            put.bind(5, customer)
            put.bind(6, importer.source)
            try put.run()
            if exists { counts.updated += 1 } else { counts.created += 1 }
            try importer.log?.note(
                exists ? .changed : .created, .suspension, of: String(rows[row, Field.number]),
                new: String(rows[row, Field.reason]))
        }
        counts.removed = try end(importer)
        importer.report.suspensions.add(counts)
    }

    /// Takes away the suspensions that have ended: those that are not in the table, and of accounts that are
    /// compared. How many they were.
    private static func end(_ importer: Importer) throws(DatabaseError) -> Int {
        let find = try importer.database.prepare(
            """
            SELECT customer_id, number FROM suspension JOIN customer ON customer.id = customer_id
            WHERE suspension.source_id = ?1
                AND customer_id NOT IN (SELECT customer_id FROM temp.suspended)
            ORDER BY customer_id
            """)
        find.bind(1, importer.source)
        var ended: [Int64] = []
        while try find.step() {
            if let changes = importer.changes {
                let isCompared = find.withBytes(1) { changes.keys.contains(StagedRows.key(of: $0)) }
                guard isCompared else { continue }
            }
            ended.append(find.integer(0))
            try importer.log?.note(.removed, .suspension, of: find.text(1))
        }
        let remove = try importer.database.prepare("DELETE FROM suspension WHERE customer_id = ?1")
        for customer in ended {
            remove.bind(1, customer)
            try remove.run()
        }
        return ended.count
    }
}
