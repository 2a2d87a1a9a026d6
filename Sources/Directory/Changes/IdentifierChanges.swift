public import Identity
public import SQLite

/// Whose an identifier is to be.
public enum NewHolder: Equatable, Sendable {
    case customer(String, shopper: Int?)
    case employee(String)
    /// Nobody's for good: a wristband, a locker key.
    case bearer

    var word: String {
        switch self {
        case .customer(let number, nil): "customer \(number)"
        case .customer(let number, let shopper?): "customer \(number), shopper \(shopper)"
        case .employee(let number): "employee \(number)"
        case .bearer: "whoever bears it"
        }
    }
}

/// What else may be said of an identifier when it is given to somebody.
public struct NewIdentifier: Sendable {
    public var kind: IdentifierKind
    public var value: String
    /// Whether `value` is a mask: `?` any character, `*` at the end any tail.
    public var isMask = false
    public var group: String?
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    public var needsApproval = false
    public var comment: String?
    /// It is another card, though somebody has one that differs in its check digit or zeros only.
    public var isAnother = false
    /// One-time codes: the last second, since 1970, in which they are taken.
    public var expiresAt: Int64?

    public init(_ kind: IdentifierKind, _ value: String) {
        self.kind = kind
        self.value = value
    }
}

extension Editor {
    /// Gives an identifier to somebody. One that somebody else has is not taken away: that is
    /// `move`.
    public func assign(_ new: NewIdentifier, to holder: NewHolder) throws(DatabaseError) {
        try check(new)
        let scope = new.isMask ? "mask" : ""
        let target = try target(holder)
        let new = new.spelledPlainly
        if !new.isAnother, scope.isEmpty { try refuseSameCard(new) }
        if let known = try written(new.kind, new.value, scope: scope) {
            if let holder = known.holder { throw .refused(.heldBy(holder)) }
            try give(known, to: target)
        } else {
            try database.change(
                """
                INSERT INTO identifier (kind, value, scope, customer_id, shopper_number, employee_id,
                    class, issued_on, literals, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """, .integer(new.kind.code), .text(new.value), .text(scope),
                .init(target.customer), .init(target.shopper), .init(target.employee),
                .integer(target.isBearer ? 2 : 1), .text(today),
                .init(Mask(Array(new.value.utf8).span).flatMap { new.isMask ? $0.literals : nil }),
                .init(new.expiresAt))
        }
        try describe(new, scope)
        try note(
            holder.word, new.kind.rawValue, new: Self.masked(new.value),
            customer: holder.customerNumber, value: nil)
    }

    /// Takes an identifier from its holder and gives it to another, with the consent that was asked
    /// for. The old assignment is closed and kept. One that a source gives stays here against the
    /// source, until `release`.
    public func move(
        _ kind: IdentifierKind, _ value: String, to holder: NewHolder, consented: Bool, why: String?
    ) throws(DatabaseError) {
        guard let known = try known(kind, value) else {
            throw .refused(.noSuch(what: "such", name: kind.rawValue))
        }
        guard let old = known.holder else {
            throw .refused(.wrong(field: kind.rawValue, why: "has no holder: assign it"))
        }
        guard consented else { throw .refused(.heldBy(old)) }
        let target = try target(holder)
        try keepHere(known)
        try give(known, to: target)
        try close(known, why: why ?? "moved with consent")
        try note(known.word, "holder", old: old, new: holder.word)
    }

    /// Gives an identifier that was moved here back to whom its source names.
    public func release(_ kind: IdentifierKind, _ value: String) throws(DatabaseError) {
        guard let known = try known(kind, value, scope: "") else {
            throw .refused(.noSuch(what: "such", name: kind.rawValue))
        }
        guard known.isHeldLocally else { throw .refused(.notMovedHere) }
        try database.change(
            """
            UPDATE identifier SET customer_id = source_customer_id, employee_id = NULL,
                shopper_number = source_shopper, issued_on = ?3, held_locally = 0,
                source_customer_id = NULL, source_shopper = NULL
            WHERE kind = ?1 AND value = ?2 AND scope = ''
            """, .integer(kind.code), .text(known.value), .text(today))
        try close(known, why: "released")
        let now = try written(kind, known.value, scope: "")
        try note(known.word, "holder", old: known.holder, new: now?.holder ?? "nobody")
    }

    /// Takes an identifier from its holder; it is nobody's then, and its history is kept.
    public func withdraw(
        _ kind: IdentifierKind, _ value: String, why: String?
    ) throws(DatabaseError) {
        guard let known = try known(kind, value), let old = known.holder else {
            throw .refused(.noSuch(what: "held", name: kind.rawValue))
        }
        try keepHere(known)
        try give(known, to: Target())
        try close(known, why: why ?? "withdrawn")
        try note(known.word, "holder", old: old)
    }

    /// Gives a customer a one-time code, which is taken for some minutes.
    public func addCode(
        _ code: String, to number: String, minutes: Int
    ) throws(DatabaseError) {
        var new = NewIdentifier(.oneTimeCode, code)
        new.expiresAt = now + Int64(minutes) * 60
        // A code that is over may be given out again.
        try database.change(
            """
            DELETE FROM identifier WHERE kind = 8 AND value = ?1
                AND (used_at IS NOT NULL OR expires_at < ?2)
            """, .text(code), .integer(now))
        try assign(new, to: .customer(number, shopper: nil))
    }

    /// A one-time code was presented: it is used up, unless it was before.
    /// - Returns: Whether it was not used before.
    public func use(code: String) throws(DatabaseError) -> Bool {
        let isFirst = try CustomerDirectory.use(code: code, at: now, in: database)
        if isFirst { try note("oneTimeCode", "used", new: Self.masked(code)) }
        return isFirst
    }

    // MARK: -

    private struct Target {
        var customer: Int64?
        var shopper: Int?
        var employee: Int64?
        var isBearer = false
    }

    private func target(_ holder: NewHolder) throws(DatabaseError) -> Target {
        switch holder {
        case .bearer: return Target(isBearer: true)
        case .employee(let number):
            let key = try database.first(
                "SELECT id FROM employee WHERE number = ?1", .text(number)
            ) { $0.integer(0) }
            guard let key else { throw .refused(.noSuch(what: "employee", name: number)) }
            return Target(employee: key)
        case .customer(let number, let shopper):
            let account = try account(number)
            if let shopper { try requireShopper(shopper, of: account) }
            return Target(customer: account.key, shopper: shopper)
        }
    }

    private func give(_ known: Known, to target: Target) throws(DatabaseError) {
        try database.change(
            """
            UPDATE identifier SET customer_id = ?4, shopper_number = ?5, employee_id = ?6, class = ?7,
                issued_on = ?8
            WHERE kind = ?1 AND value = ?2 AND scope = ?3
            """, .integer(known.kind.code), .text(known.value), .text(known.scope),
            .init(target.customer), .init(target.shopper), .init(target.employee),
            .integer(target.isBearer ? 2 : 1), .text(today))
    }

    /// What a source gives stays as it is made here now, whatever the source says later.
    private func keepHere(_ known: Known) throws(DatabaseError) {
        guard known.source != nil, !known.isHeldLocally else { return }
        try database.change(
            """
            UPDATE identifier SET held_locally = 1, source_customer_id = customer_id,
                source_shopper = shopper_number WHERE kind = ?1 AND value = ?2 AND scope = ?3
            """, .integer(known.kind.code), .text(known.value), .text(known.scope))
    }

    /// Ends the assignment that was closed last with today, for good.
    private func close(_ known: Known, why: String) throws(DatabaseError) {
        try database.change(
            """
            UPDATE assignment SET ended_on = ?4, ended_why = ?5 WHERE ended_why IS NULL AND id = (
                SELECT max(id) FROM assignment WHERE kind = ?1 AND value = ?2 AND scope = ?3)
            """, .integer(known.kind.code), .text(known.value), .text(known.scope), .text(today),
            .text(why))
    }

    private func describe(_ new: NewIdentifier, _ scope: String) throws(DatabaseError) {
        var group: Int64?
        if let name = new.group {
            try database.change(
                "INSERT INTO identifier_group (name) VALUES (?1) ON CONFLICT DO NOTHING",
                .text(name))
            group = try database.first(
                "SELECT id FROM identifier_group WHERE name = ?1", .text(name)
            ) { $0.integer(0) }
        }
        try database.change(
            """
            UPDATE identifier SET group_id = coalesce(?4, group_id), valid_from = ?5, valid_to = ?6,
                approval = ?7, comment = ?8 WHERE kind = ?1 AND value = ?2 AND scope = ?3
            """, .integer(new.kind.code), .text(new.value), .text(scope), .init(group),
            .init(new.validFrom), .init(new.validTo), .init(new.needsApproval), .init(new.comment))
    }

    private func check(_ new: NewIdentifier) throws(DatabaseError) {
        switch new.kind {
        case .memberNumber, .phone, .room:
            let place =
                switch new.kind {
                case .phone: "is set with `set NUMBER phones`"
                case .room: "is given for a stay, with `stay`"
                default: "is the customer's own number"
                }
            throw .refused(.wrong(field: new.kind.rawValue, why: place))
        default: break
        }
        try requirePeriod(new.validFrom, new.validTo)
        guard (1...128).contains(new.value.utf8.count) else {
            throw .refused(.wrong(field: new.kind.rawValue, why: "has 1 to 128 bytes"))
        }
        if new.expiresAt != nil, new.kind != .oneTimeCode {
            throw .refused(
                .wrong(field: new.kind.rawValue, why: "has days, not seconds, of validity"))
        }
        guard new.isMask else { return }
        guard let mask = Mask(Array(new.value.utf8).span) else {
            throw .refused(
                .wrong(
                    field: "mask",
                    why: "has ? for any character or * at its end for any tail, and something else")
            )
        }
        try database.rows(
            "SELECT value FROM identifier WHERE kind = ?1 AND value <> ?2 AND \(Mask.isHeld)",
            .integer(new.kind.code), .text(new.value)
        ) { (row) throws(DatabaseError) in
            if let other = row.withBytes(0, { Mask($0) }), mask.ties(with: other) {
                throw .refused(.masksTie)
            }
        }
    }
}
