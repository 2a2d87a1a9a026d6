import Identity
import SQLite

/// CORE-POS's `meminfo`: how members are reached. `email_2` holds the second telephone.
enum MeminfoImport {
    static func apply(_ table: StagedTable, _ importer: Importer) throws(DatabaseError) {
        let rows = table.rows
        let writer = try ContactWriter(
            importer.database, source: importer.source, importer.options, log: importer.log)
        writer.says = ["street", "city", "state", "zip", "email_1"].map(table.has)
        let phones = [(1, 5, table.has("phone")), (2, 7, table.has("email_2"))]
        try rows.eachOnce("member", importer) { row throws(DatabaseError) in
            guard let customer = try importer.customer(rows[row, 0]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                return
            }
            try writer.write(
                street: rows[row, 1], city: rows[row, 2], state: rows[row, 3], zip: rows[row, 4],
                email: rows[row, 6], customer: customer)
            for (place, column, isThere) in phones where isThere {
                let isFound = try writer.write(
                    phone: rows[row, column], place: place, customer: customer)
                if !isFound { importer.warn("noPhone", row, ContactWriter.isNoPhone) }
            }
        }
        importer.report.phones.add(writer.phones)
        importer.report.contacts.add(writer.contacts)
    }
}
