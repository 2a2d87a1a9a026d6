import Directory
import Identity
import SQLite

/// CORE-POS's `CustomerNotifications`: what is said of a member. `blueline` is shown when they are
/// identified, `memlist` in the list to choose from; `callback` runs code of the lane and is not
/// taken. The table is whole: what is no longer in it is no longer said.
enum NotificationsImport {
    private enum Field {
        static let number = 0
        static let text = 3
    }

    /// What is wrong with a type; of others, the occasion is the row's place.
    @Sendable static func occasion(_ type: borrowing Span<UInt8>, _ place: inout Int) -> String? {
        let occasion: Editor.Occasion
        switch String(type).lowercased() {
        case "blueline": occasion = .identify
        case "memlist": occasion = .choose
        case "callback": return "a callback runs code of the lane, which is not here"
        default: return "the type is none of blueline, memlist and callback"
        }
        place = Int(occasion.rawValue)
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
            try add.run(
                .integer(customer), .integer(notice.occasion), .text(notice.text),
                .integer(importer.source))
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
        var known: [Notice: Place] = [:]
        try importer.database.rows(
            """
            SELECT n.id, c.id, n.occasion, n.text, c.number FROM notice n
            JOIN customer c ON c.id = n.customer_id WHERE n.source_id = ?1
            """, .integer(importer.source)
        ) { row in
            guard importer.compares(row, 4) else { return }
            let notice = Notice(
                customer: row.integer(1), occasion: row.integer(2), text: row.text(3))
            known[notice] = (row.integer(0), row.text(4))
        }
        return known
    }

    private static func remove(
        _ ended: [Notice: Place], _ importer: Importer
    ) throws(DatabaseError) -> Int {
        let remove = try importer.database.prepare("DELETE FROM notice WHERE id = ?1")
        for (notice, place) in ended.sorted(by: { $0.value.id < $1.value.id }) {
            try remove.run(.integer(place.id))
            try importer.log?.note(.removed, .notice, of: place.number, old: notice.text)
        }
        return ended.count
    }
}
