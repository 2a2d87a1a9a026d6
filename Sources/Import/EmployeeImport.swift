import Identity
import SQLite

/// The shop's own people: whoever presents one of their cards is an employee, not a customer.
enum EmployeeImport {
    private enum Field {
        static let number = 0
        static let name = 1
        static let card = 2
        static let visible = 3
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let database = importer.database
        let find = try database.prepare(
            "SELECT id, source_id, name, active FROM employee WHERE number = ?1")
        let put = try database.prepare(
            """
            INSERT INTO employee (number, name, active, source_id) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (number) DO UPDATE SET name = excluded.name, active = excluded.active
            RETURNING id
            """)
        var counts = ImportReport.Counts()
        try rows.eachOnce("ID", importer) { row throws(DatabaseError) in
            let visible = rows[row, Field.visible]
            let isActive: Int64 = visible.isEmpty || PlainColumn.isTrue(visible) ? 1 : 0
            find.bind(1, text: rows[row, Field.number])
            let exists = try find.step()
            let isForeign = exists && find.optionalInteger(1) != importer.source
            let isSame =
                exists && find.holds(2, rows[row, Field.name])
                && find.integer(3) == isActive
            var key = exists ? find.integer(0) : 0
            find.reset()
            if isForeign {
                importer.notes.reject(
                    line: row.line, "the number belongs to an employee who is not of this source")
                return
            }
            if isSame {
                counts.unchanged += 1
            } else {
                put.bind(1, text: rows[row, Field.number])
                put.bind(2, text: rows[row, Field.name])
                put.bind(3, isActive)
                put.bind(4, importer.source)
                if try put.step() { key = put.integer(0) }
                put.reset()
                try importer.log?.note(
                    exists ? .changed : .created, .employee, of: String(rows[row, Field.number]),
                    new: String(rows[row, Field.name]))
                if exists { counts.updated += 1 } else { counts.created += 1 }
            }
            guard !rows[row, Field.card].isEmpty else { return }
            importer.identifiers.add(
                kind: importer.options.cardKind, value: rows[row, Field.card],
                spelling: rows[row, Field.card], holder: .employee(key),
                file: importer.notes.file, line: row.line)
        }
        importer.report.employees.add(counts)
    }
}
