import Directory
import Identity
import SQLite

/// CORE-POS's `CustomerNotifications`: what is said of a member. `blueline` is shown when they are identified, `memlist`
/// in the list to choose from; `callback` runs code of the lane and is not taken. The table is whole: what is no longer in
/// it is no longer said.
enum NotificationsImport {
    static let columns = ["cardNo", "customerID", "type", "message"]

    private enum Field {
        static let number = 0
        static let occasion = 1
        static let text = 2
    }

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        let card = table[0]
        guard let digits = CoreNumber.member(card) else { return CoreNumber.notANumber }
        guard table[1].isEmpty || CoreNumber.integer(table[1]) == 0 else {
            return "it is said of one person (customerID), and which of the account's is not known"
        }
        let occasion: Editor.Occasion
        switch String(table[2]).lowercased() {
        case "blueline": occasion = .identify
        case "memlist": occasion = .choose
        case "callback": return "a callback runs code of the lane, which is not here"
        default: return "the type is none of blueline, memlist and callback"
        }
        guard (1...512).contains(table[3].count) else {
            return "the message has not 1 to 512 bytes"
        }
        let number = card.extracting(digits)
        rows.begin(key: StagedRows.key(of: number), place: Int(occasion.rawValue), line: table.line)
        rows.add(number)
        rows.add(String(occasion.rawValue))
        rows.add(table[3])
        return nil
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DatabaseError) {
        var ended = try known(importer)
        let add = try importer.database.prepare(
            "INSERT INTO notice (customer_id, occasion, text, source_id) VALUES (?1, ?2, ?3, ?4)")
        var said: Set<Notice> = []
        var counts = ImportReport.Counts()
        for row in rows.rows {
            importer.count()
            guard let customer = try importer.customer(rows[row, Field.number]) else {
                importer.notes.reject(line: row.line, Importer.noCustomer)
                continue
            }
            let notice = Notice(
                customer: customer, occasion: Int64(row.place), text: String(rows[row, Field.text]))
            // Twice is no more than once.
            guard said.insert(notice).inserted else { continue }
            if ended.removeValue(forKey: notice) != nil {
                counts.unchanged += 1
                continue
            }
            add.bind(1, customer)
            add.bind(2, notice.occasion)
            add.bind(3, notice.text)
            add.bind(4, importer.source)
            try add.run()
            counts.created += 1
            try importer.log?.note(
                .created, .notice, of: String(rows[row, Field.number]), new: notice.text)
        }
        counts.removed = try remove(ended, importer)
        importer.report.notices.add(counts)
    }

    private struct Notice: Hashable {
        var customer: Int64
        var occasion: Int64
        var text: String
    }

    /// Where one of the source's notices stands: its key, and its customer's number.
    private typealias Place = (id: Int64, number: String)

    /// What the source said before, of the accounts that are compared.
    private static func known(_ importer: Importer) throws(DatabaseError) -> [Notice: Place] {
        let find = try importer.database.prepare(
            """
            SELECT n.id, c.id, n.occasion, n.text, c.number FROM notice n
            JOIN customer c ON c.id = n.customer_id WHERE n.source_id = ?1
            """)
        find.bind(1, importer.source)
        var known: [Notice: Place] = [:]
        while try find.step() {
            if let changes = importer.changes {
                let isCompared = find.withBytes(4) { changes.keys.contains(StagedRows.key(of: $0)) }
                guard isCompared else { continue }
            }
            let notice = Notice(
                customer: find.integer(1), occasion: find.integer(2), text: find.text(3))
            known[notice] = (find.integer(0), find.text(4))
        }
        return known
    }

    private static func remove(
        _ ended: [Notice: Place], _ importer: Importer
    ) throws(DatabaseError) -> Int {
        let remove = try importer.database.prepare("DELETE FROM notice WHERE id = ?1")
        for (notice, place) in ended.sorted(by: { $0.value.id < $1.value.id }) {
            remove.bind(1, place.id)
            try remove.run()
            try importer.log?.note(.removed, .notice, of: place.number, old: notice.text)
        }
        return ended.count
    }
}
