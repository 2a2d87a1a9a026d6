public import SQLite

/// What is left after a customer was forgotten.
public struct Erasure: Codable, Equatable, Sendable {
    public var customer: String
    /// How many rows of each kind were removed.
    public var removed: [String: Int]
    /// Whether a source still has the customer: the next import would bring the record back.
    public var source: String?
}

extension CustomerDirectory {
    /// Removes a customer's personal data, so that nothing of it is left in the file or its log.
    public func forget(_ number: String, by who: String) throws(DatabaseError) -> Erasure {
        let database = try database()
        endBurst()
        // Deleted rows are overwritten, also where a whole page becomes free.
        try database.run("PRAGMA secure_delete = ON")
        var erasure: Erasure?
        _ = try edit(by: who) { editor throws(DatabaseError) in
            erasure = try editor.forget(number)
        }
        try database.run("PRAGMA secure_delete = FAST; PRAGMA wal_checkpoint(TRUNCATE)")
        return erasure ?? Erasure(customer: number, removed: [:])
    }
}

extension Editor {
    /// Removes a customer's personal data: the record with its shoppers, cards, telephones, stays
    /// and notices, extra fields, what history names it, what was granted, and what waits for an
    /// adapter. Counts are kept, as numbers only.
    func forget(_ number: String) throws(DatabaseError) -> Erasure {
        let account = try account(number)
        var erasure = Erasure(customer: number, removed: [:], source: account.source?.name)
        let parts: [(name: String, table: String, condition: String)] = [
            ("notices", "notice", "customer_id = ?1"), ("stays", "stay", "customer_id = ?1"),
            ("identifiers", "identifier", "customer_id = ?1"),
            ("telephones", "phone", "customer_id = ?1"),
            ("addresses", "contact", "customer_id = ?1"),
            ("categories", "customer_category", "customer_id = ?1"),
            ("balances", "balance", "customer_id = ?1"),
            ("periods", "shopper_period", "customer_id = ?1"),
            ("household memberships", "household_member", "customer_id = ?1"),
            ("suspensions", "suspension", "customer_id = ?1"),
            ("suspensions here", "local_suspension", "customer_id = ?1"),
            ("search words", "name_word", "customer_id = ?1"),
        ]
        let persons =
            "id IN (SELECT person_id FROM shopper WHERE customer_id = ?1) "
            + "AND id NOT IN (SELECT person_id FROM shopper WHERE customer_id <> ?1 AND person_id IS NOT NULL)"
        var removed: [String: Int] = [:]
        removed["persons"] = try database.change(
            "DELETE FROM person WHERE \(persons)", .integer(account.key))
        for part in parts {
            removed[part.name] = try database.change(
                "DELETE FROM \(part.table) WHERE \(part.condition)", .integer(account.key))
        }
        removed["shoppers"] = try database.change(
            "DELETE FROM shopper WHERE customer_id = ?1", .integer(account.key))
        removed["customers"] = try database.change(
            "DELETE FROM customer WHERE id = ?1", .integer(account.key))
        for (name, table) in [
            ("extra fields", "extra_field"), ("former cards", "assignment"),
            ("changes to tell", "outbox"),
            ("captures", "pending_customer"), ("grants", "grant_beneficiary"),
        ] {
            removed[name] = try database.change(
                "DELETE FROM \(table) WHERE customer_number = ?1", .text(number))
        }
        // What was redeemed stays counted, by nobody.
        removed["names in redemptions"] = try database.change(
            "UPDATE redemption SET customer_number = NULL WHERE customer_number = ?1", .text(number)
        )
        erasure.removed = removed.filter { $0.value > 0 }
        let total = removed.values.reduce(0, +)
        let count = "forgotten"
        try database.change(
            """
            INSERT INTO setting VALUES (?1, '1')
            ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1
            """, .text(count))
        try note(account.word, "personal data", old: "\(total) rows")
        return erasure
    }
}
