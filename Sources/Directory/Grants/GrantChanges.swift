import Identity
public import SQLite

extension Editor {
    /// Makes a grant for customers who are there.
    public func add(_ grant: NewGrant) throws(DatabaseError) {
        try require(grant.name, "grant", upTo: 64)
        try require(grant.what, "what is given", upTo: 128)
        guard (1...NewGrant.maxUses).contains(grant.allowed) else {
            throw .refused(.wrong(field: "uses", why: "are 1 to \(NewGrant.maxUses)"))
        }
        try requirePeriod(grant.from, grant.to)
        guard !grant.beneficiaries.isEmpty else {
            throw .refused(.wrong(field: "beneficiaries", why: "are one customer at least"))
        }
        let key = try database.first(
            """
            INSERT INTO shared_grant (name, what, allowed, first_day, last_day)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING RETURNING id
            """, .text(grant.name), .text(grant.what), .init(grant.allowed), .init(grant.from),
            .init(grant.to)
        ) { $0.integer(0) }
        guard let key else { throw .refused(.exists(what: "grant", name: grant.name)) }
        try note(word(grant.name), "uses", new: "\(grant.allowed) of \(grant.what)")
        for number in grant.beneficiaries {
            let account = try account(number)
            let count = try database.change(
                "INSERT INTO grant_beneficiary VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                .text(number), .integer(key))
            guard count > 0 else { continue }
            try note(account.word, "grant", new: grant.name, customer: number)
        }
    }

    /// Takes one use of a grant. The same redemption again, which is one under the same key of the
    /// same lane, is answered as the first time and takes nothing, whatever has become of grant and
    /// customer since.
    func redeem(_ wanted: WantedRedemption) throws(DatabaseError) -> Redemption {
        try require(wanted.lane, "lane", upTo: 64)
        try require(wanted.key, "key", upTo: 64)
        if let ticket = wanted.ticket { try require(ticket, "ticket", upTo: 64) }
        if let made = try redemptions(of: wanted.lane, .key(wanted.key)).first {
            guard made.grant == wanted.grant, made.ticket == wanted.ticket,
                made.customer == nil || made.customer == wanted.customer
            else { throw .refused(.grant(.keyTaken)) }
            return made
        }
        let (key, left) = try redeemable(wanted)
        guard let holding = try holding(wanted.customer) else {
            throw .refused(.noSuch(what: "customer", name: wanted.customer))
        }
        if let refusal = holding.refusal {
            throw .refused(.grant(.notServed(customer: wanted.customer, reason: refusal.reason)))
        }
        try database.change(
            """
            INSERT INTO redemption (grant_id, customer_number, lane, ticket, key, at, remaining)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, .integer(key), .text(wanted.customer), .text(wanted.lane), .init(wanted.ticket),
            .text(wanted.key), .integer(now), .integer(left - 1))
        try note(
            word(wanted.grant), "uses left", old: "\(left)", new: "\(left - 1)",
            customer: wanted.customer, value: wanted.grant)
        guard let made = try redemptions(of: wanted.lane, .key(wanted.key)).first else {
            throw .constraint(rule: "a redemption that is not there")
        }
        return made
    }

    /// Gives uses back, for all beneficiaries. Those that were given back before stay so.
    public func void(
        _ part: VoidedPart, of lane: String
    ) throws(DatabaseError) -> VoidedRedemptions {
        let standing = try redemptions(of: lane, part).filter { $0.state == .done }
        for made in standing {
            try database.change(
                "UPDATE redemption SET state = 2, undone_at = ?3 WHERE lane = ?1 AND key = ?2",
                .text(lane), .text(made.key), .integer(now))
            let left = try database.first(
                "SELECT allowed - used FROM shared_grant WHERE name = ?1", .text(made.grant)
            ) { $0.integer(0) }
            try note(
                word(made.grant), "uses left", old: left.map { "\($0 - 1)" },
                new: left.map { "\($0)" }, customer: made.customer, value: made.grant)
        }
        return VoidedRedemptions(
            restored: standing.count, redemptions: try redemptions(of: lane, part))
    }

    private func word(_ grant: String) -> String { "grant \(grant)" }

    /// The grant's key and how often it may be redeemed still, if the customer may redeem it today.
    private func redeemable(
        _ wanted: WantedRedemption
    ) throws(DatabaseError) -> (key: Int64, left: Int64) {
        struct Found {
            var key, left: Int64
            var isGiven: Bool
            var from, to: String?
        }
        let found = try database.first(
            """
            SELECT id, allowed - used, first_day, last_day, EXISTS (SELECT 1 FROM grant_beneficiary
                WHERE customer_number = ?2 AND grant_id = shared_grant.id)
            FROM shared_grant WHERE name = ?1
            """, .text(wanted.grant), .text(wanted.customer)
        ) {
            Found(
                key: $0.integer(0), left: $0.integer(1), isGiven: $0.integer(4) == 1,
                from: $0.optionalText(2), to: $0.optionalText(3))
        }
        guard let found else { throw .refused(.noSuch(what: "grant", name: wanted.grant)) }
        guard found.isGiven else {
            throw .refused(.grant(.notGiven(grant: wanted.grant, customer: wanted.customer)))
        }
        guard found.left > 0 else {
            throw .refused(
                .grant(
                    .redeemed(
                        grant: wanted.grant, last: try SharedGrant.last(of: found.key, database))))
        }
        if let from = found.from, today < from {
            throw .refused(.grant(.notYetValid(grant: wanted.grant, on: from)))
        }
        if let to = found.to, to < today {
            throw .refused(.grant(.expired(grant: wanted.grant, on: to)))
        }
        return (found.key, found.left)
    }

    private func redemptions(
        of lane: String, _ part: VoidedPart
    ) throws(DatabaseError) -> [Redemption] {
        let (column, value) =
            switch part {
            case .ticket(let ticket): ("ticket", ticket)
            case .key(let key): ("key", key)
            }
        var found: [Redemption] = []
        try database.rows(
            """
            SELECT g.name, r.customer_number, r.ticket, r.key, r.at, r.state, r.remaining
            FROM redemption r JOIN shared_grant g ON g.id = r.grant_id
            WHERE r.lane = ?1 AND r.\(column) = ?2 ORDER BY r.id
            """, .text(lane), .text(value)
        ) { row throws(DatabaseError) in
            found.append(
                Redemption(
                    grant: row.text(0), customer: row.optionalText(1), lane: lane,
                    ticket: row.optionalText(2), key: row.text(3), at: row.integer(4),
                    state: row.integer(5) == 1 ? .done : .undone, left: Int(row.integer(6))))
        }
        return found
    }
}

extension CustomerDirectory {
    /// Takes one use of a grant for a customer, in one transaction over all lanes and programs;
    /// says what it changed, which is nothing where the same redemption was made before.
    public func redeem(
        _ wanted: WantedRedemption, by who: String
    ) throws(DatabaseError) -> (redemption: Redemption, changes: [DirectoryChange]) {
        var made: Redemption?
        let changes = try write(by: who) { editor throws(DatabaseError) in
            made = try editor.redeem(wanted)
        }
        guard let made else { throw .constraint(rule: "a redemption that is not there") }
        return (made, changes)
    }

    /// Gives back what a lane redeemed; says what that changed, which is nothing where it was given
    /// back before.
    public func void(
        _ part: VoidedPart, of lane: String, by who: String
    ) throws(DatabaseError) -> (voided: VoidedRedemptions, changes: [DirectoryChange]) {
        var voided = VoidedRedemptions(restored: 0, redemptions: [])
        let changes = try write(by: who) { editor throws(DatabaseError) in
            voided = try editor.void(part, of: lane)
        }
        return (voided, changes)
    }

    /// As `edit(by:)` where the directory was opened for it, else as `change(by:)`.
    private func write(
        by who: String, _ body: (Editor) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> [DirectoryChange] {
        access == .edit ? try edit(by: who, body) : try change(by: who, body)
    }
}
