import Directory
import Identity
import SQLite

/// uniCenta and its relatives: `customers` and `people`, each with a card. A card is kept as it stands, with the letter
/// before it that its scans have, too.
enum UniCentaImport {
    static let customerColumns = [
        "id", "searchkey", "name", "card", "address", "address2", "postal", "city", "region",
        "firstname", "lastname", "email", "phone", "phone2", "visible",
    ]
    static let peopleColumns = ["id", "name", "card", "visible"]

    static func stageCustomer(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions
    ) -> String? {
        guard let card = PlainColumn.holding(options.cardKind) else {
            return "cards of the kind \(options.cardKind.rawValue) are not imported"
        }
        var row = PlainRow()
        let (id, searchKey) = (String(table[0]), String(table[1]))
        row[.number] = options.key == .id ? id : searchKey
        row[.sourceKey] = id
        row[.name] = String(table[2])
        row[card] = String(table[3])
        row[.street] = [String(table[4]), String(table[5])].filter { !$0.isEmpty }
            .joined(separator: "\n")
        row[.zip] = String(table[6])
        row[.city] = String(table[7])
        row[.state] = String(table[8])
        row[.first] = String(table[9])
        row[.last] = String(table[10])
        row[.email] = String(table[11])
        row[.phone] = String(table[12])
        row[.phone2] = String(table[13])
        if table[14].isEmpty || isTrue(table[14]) {
            row[.status] = CustomerStatus.active.rawValue
        } else {
            row[.status] = CustomerStatus.inactive.rawValue
        }
        return row.stage(into: &rows, line: table.line)
    }

    /// MySQL's client writes a bit as the byte 1.
    static func isTrue(_ text: borrowing Span<UInt8>) -> Bool {
        PlainColumn.flag(text) ?? (text.count == 1 && text[0] == 1)
    }

    /// Stages number (the ID), name, card and whether the person still works here.
    static func stagePerson(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        guard (1...32).contains(table[0].count) else { return "the ID has not 1 to 32 bytes" }
        guard (1...128).contains(table[1].count) else { return "the name has not 1 to 128 bytes" }
        guard table[2].count <= 128 else { return "the card is longer than 128 bytes" }
        rows.begin(key: StagedRows.key(of: table[0]), line: table.line)
        for column in 0..<3 { rows.add(table[column]) }
        let isThere = table[3].isEmpty || isTrue(table[3])
        let flag: [UInt8] = [UInt8(ascii: isThere ? "1" : "0")]
        rows.add(flag.span)
        return nil
    }
}

/// The shop's own people: whoever presents one of their cards is an employee, not a customer.
enum EmployeeImport {
    private enum Field {
        static let number = 0
        static let name = 1
        static let card = 2
        static let active = 3
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
            let isActive: Int64 = rows[row, Field.active].equals("1") ? 1 : 0
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
