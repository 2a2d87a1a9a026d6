public import Identity
public import SQLite

/// Somebody who was captured and is not a customer yet. Values are masked.
public struct PendingCustomer: Codable, Equatable, Sendable {
    public var id: Int64
    public var name: String
    public var kind: String?
    public var masked: String?
    public var phone: String?
    public var lane: String?
    /// Seconds since 1970.
    public var capturedAt: Int64
    /// Numbers of the customers whom it is likely to be: of the same telephone, or with all words
    /// of the name.
    public var likely: [String]
}

extension Editor {
    /// Keeps somebody until a person decides. The identifier, if any, is unknown until then, and
    /// says `pending`.
    /// - Returns: The number under which it waits.
    @discardableResult
    public func capture(
        name: String, identifier: Identifier?, phone: String? = nil, international: String? = nil,
        email: String? = nil, lane: String? = nil
    ) throws(DatabaseError) -> Int64 {
        try requireName(name)
        if let identifier,
            let known = try known(identifier.kind, String(identifier.value), scope: ""),
            let holder = known.holder
        {
            throw .refused(.heldBy(holder))
        }
        var folded: [UInt8] = []
        Folding.add(Array(name.utf8).span, to: &folded)
        let id = try database.first(
            """
            INSERT INTO pending_customer (name, folded, kind, value, phone, phone_normalised, email,
                lane, captured_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (kind, value) WHERE state = 1 AND kind IS NOT NULL DO UPDATE SET
                name = excluded.name, folded = excluded.folded, phone = excluded.phone,
                phone_normalised = excluded.phone_normalised, email = excluded.email
            RETURNING id
            """, .text(name), .text(String(decoding: folded, as: UTF8.self)),
            .init(identifier?.kind.code), .init(identifier.map { String($0.value) }), .init(phone),
            .init(international), .init(email), .init(lane), .integer(now)
        ) { $0.integer(0) }
        guard let id else { throw .constraint(rule: "a pending customer without a number") }
        try note("pending \(id)", "name", new: name)
        return id
    }

    /// Makes a waiting one an individual customer of this number, with its identifier and
    /// telephone.
    public func execute(pending id: Int64, number: String) throws(DatabaseError) {
        struct Waiting {
            var name: String
            var kind: Int64?
            var value, phone, international, email: String?
        }
        let found = try database.first(
            """
            SELECT name, kind, value, phone, phone_normalised, email FROM pending_customer
            WHERE id = ?1 AND state = 1
            """, .integer(id)
        ) { row in
            Waiting(
                name: row.text(0), kind: row.optionalInteger(1), value: row.optionalText(2),
                phone: row.optionalText(3), international: row.optionalText(4),
                email: row.optionalText(5))
        }
        guard let found else {
            throw .refused(.noSuch(what: "pending customer", name: String(id)))
        }
        // No longer waiting first: its identifier may then be given away.
        try database.change(
            "UPDATE pending_customer SET state = 2, customer_number = ?2 WHERE id = ?1",
            .integer(id), .text(number))
        try add(.individual, number: number, name: found.name)
        if let kind = found.kind.flatMap(IdentifierKind.init(code:)), let value = found.value {
            if kind == .phone {
                try addPhone(value, international: value, of: number)
            } else {
                try assign(NewIdentifier(kind, value), to: .customer(number, shopper: nil))
            }
        }
        if let phone = found.phone {
            try addPhone(phone, international: found.international, of: number)
        }
        if let email = found.email { try set(.email, of: number, to: email) }
    }

    /// Forgets a waiting one.
    public func discard(pending id: Int64) throws(DatabaseError) {
        let count = try database.change(
            "DELETE FROM pending_customer WHERE id = ?1 AND state = 1", .integer(id))
        guard count > 0 else {
            throw .refused(.noSuch(what: "pending customer", name: String(id)))
        }
        try note("pending \(id)", "captured", old: "one")
    }
}

extension CustomerDirectory {
    /// Everybody who waits, oldest first, with whom it is likely to be.
    /// - Parameter reveals: Shows identifiers and telephones in full.
    public func pending(
        reveals: Bool = false
    ) throws(DatabaseError) -> [PendingCustomer] {
        let show = { (text: String) in reveals ? text : Editor.masked(text) }
        let database = try database()
        defer { endBurst() }
        var found: [PendingCustomer] = []
        try database.rows(
            """
            SELECT id, name, kind, value, phone, lane, captured_at, phone_normalised
            FROM pending_customer WHERE state = 1 ORDER BY id
            """
        ) { row throws(DatabaseError) in
            let likely = try likely(name: row.text(1), international: row.optionalText(7))
            found.append(
                PendingCustomer(
                    id: row.integer(0), name: row.text(1),
                    kind: row.optionalInteger(2).flatMap(IdentifierKind.init(code:))?.rawValue,
                    masked: row.optionalText(3).map(show),
                    phone: row.optionalText(4).map(show), lane: row.optionalText(5),
                    capturedAt: row.integer(6), likely: likely.map(\.number)))
        }
        return found
    }

    /// Customers of this telephone, and those with all words of the name: at most ten of each.
    public func likely(
        name: String, international: String?
    ) throws(DatabaseError) -> [SearchHit] {
        var found: [SearchHit] = []
        if let international {
            let holders = try query { opened throws(DatabaseError) in
                try opened.queries.candidates(forPhone: Array(international.utf8).span)
            }
            for holder in holders.prefix(10) {
                let customer = holder.customer
                found.append(
                    SearchHit(
                        number: String(customer.number), name: String(customer.name),
                        kind: customer.kind, status: customer.status,
                        servable: holder.refusal == nil))
            }
        }
        do throws(DatabaseError) {
            for hit in try search(name, limit: 10)
            where !found.contains(where: { $0.number == hit.number }) {
                found.append(hit)
            }
        } catch .refused(is EmptySearch) {
            // A name without letter or digit is like no other.
        } catch .refused(is WideSearch) {
            // Too many are like it to be worth a look.
        }
        return found
    }
}
