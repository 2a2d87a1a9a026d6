import Directory
import Identity
import SQLite

/// What the source once had and no longer has: counted, and taken away where the import is told to.
/// What was entered here stays in any case, and with it the customer it hangs on, who is then no
/// longer served.
struct MissingRows {
    private let importer: Importer
    private let database: Database
    private var deletes: Bool { importer.deletes }

    init(_ importer: Importer) {
        self.importer = importer
        database = importer.database
    }

    func apply(seen: KeySet) throws(DatabaseError) {
        if importer.hasAccounts { try missCustomers(seen) }
        if !importer.identifierKinds.isEmpty { try missIdentifiers() }
    }

    private struct Customer {
        var key: Int64
        var number: String
        var name: String
        var folded: [UInt8]
    }

    // MARK: Customers

    private func missCustomers(_ seen: KeySet) throws(DatabaseError) {
        let missing =
            if let changes = importer.changes {
                try customers(among: changes, seen)
            } else {
                try customers(notIn: seen)
            }
        var counts = ImportReport.Counts()
        var words = NameWords()
        for customer in missing {
            if deletes {
                try remove(customer, &words)
                counts.removed += 1
            } else {
                counts.missing += 1
            }
            try importer.log?.note(
                deletes ? .removed : .missing, .customer, of: customer.number, old: customer.name)
        }
        try words.write(to: database)
        importer.report.customers.add(counts)
    }

    private static let columns = "id, number, name, folded"

    private func customers(notIn seen: KeySet) throws(DatabaseError) -> [Customer] {
        let source = importer.source
        let count = try database.integer(
            "SELECT count(*) FROM customer WHERE source_id = \(source) AND gone_on IS NULL")
        guard Int(count ?? 0) > seen.count else { return [] }
        if deletes, seen.count == 0 {
            throw .wrongForm(
                path: importer.report.files.map(\.file).joined(separator: ", "),
                reason:
                    "no customer is in it, and all those of \(importer.report.source) would be deleted: "
                    + "an export that failed looks like that. Nothing was changed")
        }
        let all = try database.prepare(
            """
            SELECT \(Self.columns) FROM customer
            WHERE source_id = \(source) AND gone_on IS NULL ORDER BY id
            """)
        var missing: [Customer] = []
        while try all.step() {
            if !seen.contains(all.integer(0)) { missing.append(Self.customer(all)) }
        }
        return missing
    }

    private func customers(
        among changes: AccountChanges, _ seen: KeySet
    ) throws(DatabaseError) -> [Customer] {
        let find = try database.prepare(
            """
            SELECT \(Self.columns) FROM customer
            WHERE number = ?1 AND source_id = \(importer.source) AND gone_on IS NULL
            """)
        var missing: [Customer] = []
        for key in changes.keys.sorted() {
            find.bind(1, String(key))
            if try find.step(), !seen.contains(find.integer(0)) {
                missing.append(Self.customer(find))
            }
            find.reset()
        }
        return missing
    }

    private static func customer(_ row: borrowing Statement) -> Customer {
        Customer(
            key: row.integer(0), number: row.text(1), name: row.text(2),
            folded: row.withBytes(3) { text in text.indices.map { text[$0] } })
    }

    /// Takes a customer away; one on whom something hangs that was entered here becomes a reminder
    /// of itself.
    private func remove(_ customer: Customer, _ words: inout NameWords) throws(DatabaseError) {
        if try hasLocal(customer.key) {
            try database.change(
                "UPDATE customer SET gone_on = ?2, status = \(CustomerStatus.terminated.code) WHERE id = ?1",
                .integer(customer.key), SQLValue(importer.today))
            return
        }
        try close("customer_id = \(customer.key)")
        words.remove(customer.folded.span, of: customer.key)
        try database.run(
            """
            DELETE FROM phone WHERE customer_id = \(customer.key);
            DELETE FROM customer WHERE id = \(customer.key)
            """)
    }

    /// Whether something that no source gave hangs on the customer.
    func hasLocal(_ key: Int64) throws(DatabaseError) -> Bool {
        let sourced = [
            "phone", "contact", "shopper", "shopper_period", "household_member",
            "customer_category", "notice", "stay",
        ]
        .map { "SELECT 1 FROM \($0) WHERE customer_id = \(key) AND source_id IS NULL" }
        let found = try database.integer(
            """
            SELECT 1 WHERE EXISTS (\(sourced.joined(separator: " UNION ALL "))
                UNION ALL SELECT 1 FROM identifier WHERE (customer_id = \(key) AND (held_locally
                    OR source_id IS NOT \(importer.source))) OR source_customer_id = \(key)
                UNION ALL SELECT 1 FROM local_suspension WHERE customer_id = \(key))
            """)
        return found != nil
    }

    // MARK: Identifiers

    private func missIdentifiers() throws(DatabaseError) {
        let kinds = importer.identifierKinds.map { String($0.code) }.joined(separator: ", ")
        let ours = "kind IN (\(kinds)) AND source_id = \(importer.source) AND NOT held_locally"
        let all: String
        if let changes = importer.changes {
            try database.run(
                """
                CREATE TEMP TABLE IF NOT EXISTS changed (number TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
                DELETE FROM temp.changed
                """)
            let add = try database.prepare("INSERT INTO temp.changed VALUES (?1)")
            for key in changes.keys { try add.run(.text(String(key))) }
            all = """
                \(ours) AND customer_id IN (SELECT id FROM customer JOIN temp.changed
                    ON customer.number = changed.number)
                """
        } else {
            all = ours
            let count = try database.integer(
                """
                SELECT count(*) FROM identifier
                WHERE kind IN (\(kinds)) AND source_id = \(importer.source)
                """)
            guard Int(count ?? 0) > importer.report.identifiers.seen else { return }
        }
        if deletes { try refuseNone() }
        let find = try database.prepare(
            """
            SELECT kind, value, (SELECT number FROM customer WHERE id = customer_id) FROM identifier
            WHERE \(all) ORDER BY kind, value
            """)
        var missing: [(kind: Int64, value: String, number: String)] = []
        while try find.step() {
            let kind = find.integer(0)
            let isListed = find.withBytes(1) { importer.identifiers.contains(kind, $0) }
            if !isListed { missing.append((kind, find.text(1), find.text(2))) }
        }
        try remove(missing)
    }

    /// Refuses to delete every identifier of a kind, unless the import may delete so many.
    private func refuseNone() throws(DatabaseError) {
        guard importer.changes == nil, importer.options.limits.deleted == nil else { return }
        for kind in importer.identifierKinds where !importer.identifiers.has(kind) {
            let held = try database.integer(
                """
                SELECT 1 FROM identifier WHERE kind = \(kind.code) AND source_id = \(importer.source)
                    AND NOT held_locally LIMIT 1
                """)
            guard held != nil else { continue }
            throw .refused(.noneLeft(what: kind.rawValue, source: importer.report.source))
        }
    }

    private func remove(
        _ missing: [(kind: Int64, value: String, number: String)]
    ) throws(DatabaseError) {
        var counts = ImportReport.Counts()
        let close = try database.prepare(
            """
            UPDATE identifier SET customer_id = NULL, shopper_number = NULL, employee_id = NULL
            WHERE kind = ?1 AND value = ?2 AND scope = ''
            """)
        let remove = try database.prepare(
            "DELETE FROM identifier WHERE kind = ?1 AND value = ?2 AND scope = ''")
        for identifier in missing {
            if deletes {
                try close.run(.integer(identifier.kind), .text(identifier.value))
                try remove.run(.integer(identifier.kind), .text(identifier.value))
                counts.removed += 1
            } else {
                counts.missing += 1
            }
            try importer.log?.note(
                deletes ? .removed : .missing, .identifier, of: identifier.number,
                part: IdentifierKind(code: identifier.kind)?.rawValue ?? "", old: identifier.value)
        }
        importer.report.identifiers.add(counts)
    }

    /// Takes identifiers away so that their history remembers whose they were.
    private func close(_ condition: String) throws(DatabaseError) {
        try database.run(
            """
            CREATE TEMP TABLE IF NOT EXISTS closed (kind INTEGER, value TEXT, scope TEXT) STRICT;
            DELETE FROM temp.closed;
            INSERT INTO temp.closed SELECT kind, value, scope FROM identifier WHERE \(condition);
            UPDATE identifier SET customer_id = NULL, shopper_number = NULL WHERE \(condition);
            DELETE FROM identifier WHERE (kind, value, scope) IN (SELECT kind, value, scope FROM temp.closed)
            """)
    }
}
