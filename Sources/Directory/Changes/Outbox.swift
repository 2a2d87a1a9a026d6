public import SQLite

/// Local changes, kept for an adapter that takes them to another system. Off until it is switched
/// on; while it is off, nothing is kept. What an import changes never gets here: the source knows
/// it.
struct Outbox {
    private let database: Database
    private let now: Int64
    let isOn: Bool

    init(_ database: Database, now: Int64) throws(DatabaseError) {
        self.database = database
        self.now = now
        isOn =
            try database.integer("SELECT 1 FROM setting WHERE name = 'outbox' AND value = 'on'")
            != nil
    }

    /// Keeps a change of a customer; nothing while it is off.
    func note(customer: String, what: String, value: String?) throws(DatabaseError) {
        guard isOn else { return }
        try database.change(
            "INSERT INTO outbox (at, customer_number, what, value) VALUES (?1, ?2, ?3, ?4)",
            .integer(now), .text(customer), .text(what), .init(value))
    }
}

/// A local change that waits for an adapter.
public struct OutboxEntry: Codable, Equatable, Sendable {
    /// Counts up, and is never used twice.
    public var id: Int64
    /// Seconds since 1970.
    public var at: Int64
    public var customer: String
    /// The field, or `household`.
    public var what: String
    public var value: String?
}

extension CustomerDirectory {
    /// The changes after an entry, oldest first.
    public func outbox(after id: Int64, limit: Int) throws(DatabaseError) -> [OutboxEntry] {
        var found: [OutboxEntry] = []
        try database().rows(
            """
            SELECT id, at, customer_number, what, value FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2
            """, .integer(id), .init(limit)
        ) { row throws(DatabaseError) in
            found.append(
                OutboxEntry(
                    id: row.integer(0), at: row.integer(1), customer: row.text(2),
                    what: row.text(3), value: row.optionalText(4)))
        }
        endBurst()
        return found
    }
}

extension Editor {
    /// Switches the outbox on or off.
    public func setOutbox(on: Bool) throws(DatabaseError) {
        try database.change(
            "INSERT INTO setting VALUES ('outbox', ?1) ON CONFLICT DO UPDATE SET value = excluded.value",
            .text(on ? "on" : "off"))
        try note("directory", "outbox", old: outboxWord(!on), new: outboxWord(on))
    }

    /// Forgets the entries up to this one: an adapter has taken them.
    public func clearOutbox(through id: Int64) throws(DatabaseError) {
        let count = try database.change("DELETE FROM outbox WHERE id <= ?1", .integer(id))
        try note("directory", "outbox", old: "\(count) entries")
    }

    private func outboxWord(_ on: Bool) -> String { on ? "on" : "off" }
}
