import Identity
import SQLite

/// CORE-POS's `meminfo`: how members are reached. `email_2` holds the second telephone.
enum MeminfoImport {
    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        let writer = try ContactWriter(
            importer.database, source: importer.source, importer.options, log: importer.log)
        try rows.eachOnce("member", importer) { row throws(DatabaseError) in
            guard let customer = try importer.customer(rows[row, 0]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                return
            }
            try writer.write(
                street: rows[row, 1], city: rows[row, 2], state: rows[row, 3], zip: rows[row, 4],
                email: rows[row, 6], customer: customer)
            try writer.write(phone: rows[row, 5], place: 1, customer: customer)
            try writer.write(phone: rows[row, 7], place: 2, customer: customer)
        }
        importer.report.phones.add(writer.phones)
        importer.report.contacts.add(writer.contacts)
    }
}
