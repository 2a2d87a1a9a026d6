public import Identity
public import SQLite

extension Editor {
    /// Suspends a customer here, whatever the source says, or lets one be served again.
    public func suspend(
        _ isSuspended: Bool, customer number: String, reason: String? = nil
    ) throws(DatabaseError) {
        let account = try account(number)
        if isSuspended {
            try database.change(
                """
                INSERT INTO local_suspension (customer_id, since, reason) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET reason = excluded.reason
                """, .integer(account.key), .text(today), .init(reason))
        } else {
            let count = try database.change(
                "DELETE FROM local_suspension WHERE customer_id = ?1", .integer(account.key))
            guard count > 0 else {
                throw .refused(.noSuch(what: "suspension made here of customer", name: number))
            }
        }
        try note(account.word, "suspended", new: isSuspended ? "yes" : "no", customer: number)
    }

    /// Suspends a group of identifiers, or lets them be used again.
    public func suspend(
        _ isSuspended: Bool, group name: String, reason: String? = nil
    ) throws(DatabaseError) {
        let count = try database.change(
            """
            UPDATE identifier_group SET state = ?2, since = iif(?2 = 2, ?3, NULL), reason = ?4
            WHERE name = ?1
            """, .text(name), isSuspended ? 2 : 1, .text(today), .init(reason))
        guard count > 0 else { throw .refused(.noSuch(what: "group of identifiers", name: name)) }
        try note("group \(name)", "suspended", new: isSuspended ? "yes" : "no")
    }

    /// Puts an identifier into a state (suspended, blocked, lost, retain, expired), or makes it
    /// active again.
    public func setState(
        _ state: String, of kind: IdentifierKind, _ value: String, reason: String? = nil
    ) throws(DatabaseError) {
        guard let state = IdentifierStatus(word: state) else {
            throw .refused(
                .wrong(field: "state", why: "is one of \(IdentifierStatus.words)"))
        }
        guard let known = try known(kind, value) else {
            throw .refused(.noSuch(what: "such", name: kind.rawValue))
        }
        try database.change(
            """
            UPDATE identifier SET status = ?4, status_since = iif(?4 = 1, NULL, ?5), status_reason = ?6
            WHERE kind = ?1 AND value = ?2 AND scope = ?3
            """, .integer(kind.code), .text(known.value), .text(known.scope),
            .integer(state.rawValue),
            .text(today), .init(reason))
        try note(known.word, "state", new: "\(state)")
    }
}
