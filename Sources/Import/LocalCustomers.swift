import Directory
import Identity
import SQLite

/// Customers who were entered here, and whom the source lists under another number: they are known
/// by a card, key or other identifier that both have, or by telephone and name, and get the
/// source's number. Then they become the source's as those do who have its number already. A card
/// of the source that was moved to them here says nothing of who they are. One owner: the import
/// under way.
final class LocalCustomers {
    private let importer: Importer
    private let database: Database
    private let byIdentifier: Statement
    private let byPhone: Statement
    private let cards: CardFinder
    /// The source's numbers of each customer who was entered here, and where they stand.
    private var found: [Int64: [String]] = [:]
    private var rows: [Int64: StagedRows.Row] = [:]

    init(_ importer: Importer) throws(DatabaseError) {
        self.importer = importer
        database = importer.database
        cards = try CardFinder(database)
        byIdentifier = try database.prepare(
            """
            SELECT c.id, c.number FROM identifier i JOIN customer c ON c.id = i.customer_id
            WHERE i.kind = ?1 AND i.value = ?2 AND i.scope = '' AND i.source_id IS NULL
                AND c.source_id IS NULL
            """, longLived: true)
        byPhone = try database.prepare(
            """
            SELECT c.id, c.number, c.name FROM phone p JOIN customer c ON c.id = p.customer_id
            WHERE p.normalised = ?1 AND c.source_id IS NULL
            """, longLived: true)
    }

    /// Gives them the source's numbers.
    func join(_ tables: [StagedTable]) throws(DatabaseError) {
        let local = try database.integer("SELECT 1 FROM customer WHERE source_id IS NULL LIMIT 1")
        guard local != nil else { return }
        for table in tables {
            importer.notes.file = table.name
            importer.notes.format = table.format
            if table.format == .memberCards {
                try lookForCards(table.rows)
            } else if table.format.layout.isPlain || table.format.layout.hasTargets {
                try lookForAll(table.rows)
            }
            try renumberFound()
        }
    }

    private func lookForCards(_ all: StagedRows) throws(DatabaseError) {
        for row in all.rows {
            try look(.barcodeCard, all[row, 1], String(all[row, 0]), row)
        }
    }

    private func lookForAll(_ all: StagedRows) throws(DatabaseError) {
        for row in all.rows {
            let number = String(all[row, .number])
            for (column, kind) in PlainColumn.identifiers where !all[row, column].isEmpty {
                let value = PlainImport.value(kind, all[row, column], importer.options)
                if let value { try look(kind, value.span, number, row) }
            }
            for column in PlainColumn.phones where !all[row, column].isEmpty {
                try look(
                    phone: String(all[row, column]), country: String(all[row, .country]),
                    name: Self.name(all, row), number, row)
            }
        }
    }

    private static func name(_ all: StagedRows, _ row: StagedRows.Row) -> String {
        if !all[row, .name].isEmpty { return String(all[row, .name]) }
        return "\(String(all[row, .first])) \(String(all[row, .last]))"
    }

    private func look(
        _ kind: IdentifierKind, _ value: borrowing Span<UInt8>, _ number: String,
        _ row: StagedRows.Row
    ) throws(DatabaseError) {
        var spellings = [String(value)]
        if kind == .barcodeCard { spellings += try cards.related(to: value) }
        for spelling in spellings {
            defer { byIdentifier.reset() }
            byIdentifier.bind(1, kind.code)
            byIdentifier.bind(2, spelling)
            if try byIdentifier.step() {
                note(byIdentifier.integer(0), byIdentifier.text(1), number, row)
            }
        }
    }

    /// A household shares a telephone: the name must be the same.
    private func look(
        phone: String, country: String, name: String, _ number: String, _ row: StagedRows.Row
    ) throws(DatabaseError) {
        guard let international = importer.options.international(phone, country) else { return }
        defer { byPhone.reset() }
        byPhone.bind(1, international)
        let wanted = Self.folded(name)
        while try byPhone.step() {
            guard !wanted.isEmpty, Self.folded(byPhone.text(2)) == wanted else { continue }
            note(byPhone.integer(0), byPhone.text(1), number, row)
        }
    }

    private static func folded(_ name: String) -> [UInt8] {
        var folded: [UInt8] = []
        Folding.add(Array(name.utf8).span, to: &folded)
        return folded
    }

    private func note(_ key: Int64, _ own: String, _ number: String, _ row: StagedRows.Row) {
        guard own != number, found[key]?.contains(number) != true else { return }
        found[key, default: []].append(number)
        rows[key] = row
    }

    private func renumberFound() throws(DatabaseError) {
        let claims = found.values.reduce(into: [String: Int]()) { counts, numbers in
            for number in numbers { counts[number, default: 0] += 1 }
        }
        for (key, numbers) in found.sorted(by: { $0.key < $1.key }) {
            guard let row = rows[key] else { continue }
            guard numbers.count == 1, claims[numbers[0]] == 1 else {
                importer.warn("notJoined", row, Self.isSeveral)
                continue
            }
            try renumber(key, to: numbers[0], row)
        }
        found = [:]
        rows = [:]
    }

    private static let isSeveral =
        "several customers share an identifier or telephone with one who was entered here: not joined"

    private func renumber(
        _ key: Int64, to number: String, _ row: StagedRows.Row
    ) throws(DatabaseError) {
        let old = try database.first(
            "SELECT number FROM customer WHERE id = ?1", .integer(key)
        ) { $0.text(0) }
        let there = try database.first(
            "SELECT id, source_id FROM customer WHERE number = ?1", .text(number)
        ) { (key: $0.integer(0), source: $0.optionalInteger(1)) }
        if let there {
            // Of another source, or entered here too: the row itself says so.
            guard there.source == importer.source else { return }
            guard try !MissingRows(importer).hasLocal(there.key) else {
                importer.warn(
                    "notJoined", row,
                    "something was entered here for both numbers of a customer: not joined")
                return
            }
            // An earlier import made it of the same row, which makes it again.
            try remove(there.key)
        }
        try database.change(
            "UPDATE customer SET number = ?1 WHERE id = ?2", .text(number), .integer(key))
        for table in ["extra_field", "pending_customer"] {
            try database.change(
                "UPDATE OR REPLACE \(table) SET customer_number = ?1 WHERE customer_number = ?2",
                .text(number), .text(old ?? ""))
        }
        try importer.log?.note(
            .changed, .customer, of: number, field: "number", old: old, new: number)
    }

    private func remove(_ key: Int64) throws(DatabaseError) {
        var words = NameWords()
        let folded = try database.first(
            "SELECT folded FROM customer WHERE id = ?1", .integer(key)
        ) { Array($0.text(0).utf8) }
        let old = folded ?? []
        words.remove(old.span, of: key)
        try words.write(to: database)
        try database.run(
            """
            DELETE FROM identifier WHERE customer_id = \(key);
            DELETE FROM phone WHERE customer_id = \(key);
            DELETE FROM customer WHERE id = \(key)
            """)
    }
}
