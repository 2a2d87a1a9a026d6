import Identity
public import SQLite

/// Who has a code, of whatever kind it is.
public struct CodeHolder: Codable, Equatable, Sendable {
    public var kind: String
    public var masked: String
    /// `customer`, `employee`, `bearer`, `nobody` or `pending`.
    public var holder: String
    public var number: String?
    public var name: String?
    public var shopper: Int?
    public var state: String
    public var group: String?
    /// Whether its group is suspended.
    public var isGroupSuspended: Bool
    public var isMask: Bool
    public var issuedOn: String?
    /// Whether it was moved here, against what its source says.
    public var isHeldLocally: Bool
    /// Who had it before, the last one first.
    public var history: [Former]
    /// The open tickets that it, or its customer, is on. The directory does not know them: whoever
    /// asks the daemon notes them here.
    public var tickets: [OpenTicket]?

    public struct OpenTicket: Codable, Equatable, Sendable {
        public var lane: String
        public var key: String

        public init(lane: String, key: String) {
            self.lane = lane
            self.key = key
        }
    }

    /// A closed assignment.
    public struct Former: Codable, Equatable, Sendable {
        public var holder: String
        public var issuedOn: String?
        public var endedOn: String
        public var why: String?
    }
}

extension CodeHolder {
    /// An impersonal identifier that is in no directory, because a rule calls it so.
    public init(bearer kind: String, masked: String) {
        self.init(
            kind: kind, masked: masked, holder: "bearer", state: "active",
            isGroupSuspended: false, isMask: false, isHeldLocally: false, history: [])
    }
}

extension CustomerDirectory {
    /// Everybody who has this code: among identifiers of every kind, the masks that stand for it,
    /// customer numbers, telephones, and who waits to become a customer.
    /// - Parameter reveals: Shows the code, or the mask that stands for it, in full.
    public func who(
        has code: String, reveals: Bool = false
    ) throws(DatabaseError) -> [CodeHolder] {
        let database = try database()
        defer { endBurst() }
        var found: [CodeHolder] = []
        for kind in IdentifierKind.allCases {
            try Self.holders(of: code, kind, scope: "", database, reveals, into: &found)
        }
        for other in try CardFinder(database).related(to: Array(code.utf8).span) {
            try Self.holders(of: other, .barcodeCard, scope: "", database, reveals, into: &found)
        }
        try database.rows("SELECT kind, value FROM identifier WHERE scope = 'mask'") {
            (row) throws(DatabaseError) in
            guard let kind = IdentifierKind(code: row.integer(0)),
                row.withBytes(1, { Mask($0)?.matches(Array(code.utf8).span) ?? false })
            else { return }
            try Self.holders(of: row.text(1), kind, scope: "mask", database, reveals, into: &found)
        }
        try database.rows(
            """
            SELECT 'memberNumber', c.number, c.name, NULL FROM customer c WHERE c.number = ?1
            UNION ALL
            SELECT 'phone', c.number, c.name, p.shopper_number FROM phone p
                JOIN customer c ON c.id = p.customer_id WHERE p.normalised = ?1 OR p.given = ?1
            UNION ALL
            SELECT 'pending', CAST(id AS TEXT), name, NULL FROM pending_customer
                WHERE state = 1 AND value = ?1
            """, .text(code)
        ) { row throws(DatabaseError) in
            let isPending = row.text(0) == "pending"
            found.append(
                CodeHolder(
                    kind: row.text(0), masked: reveals ? code : Editor.masked(code),
                    holder: isPending ? "pending" : "customer", number: row.text(1),
                    name: row.text(2), shopper: row.optionalInteger(3).map(Int.init),
                    state: isPending ? "pending" : "active", isGroupSuspended: false,
                    isMask: false, isHeldLocally: false, history: []))
        }
        return found
    }

    private static func holders(
        of value: String, _ kind: IdentifierKind, scope: String, _ database: Database,
        _ reveals: Bool, into found: inout [CodeHolder]
    ) throws(DatabaseError) {
        let row = try database.first(
            """
            SELECT c.number, c.name, i.shopper_number, e.number, e.name, i.class, i.status, g.name,
                g.state, i.issued_on, i.held_locally
            FROM identifier i LEFT JOIN customer c ON c.id = i.customer_id
                LEFT JOIN employee e ON e.id = i.employee_id
                LEFT JOIN identifier_group g ON g.id = i.group_id
            WHERE i.kind = ?1 AND i.value = ?2 AND i.scope = ?3
            """, .integer(kind.code), .text(value), .text(scope)
        ) { row in
            CodeHolder(
                kind: kind.rawValue, masked: reveals ? value : Editor.masked(value),
                holder: row.isNull(0)
                    ? row.isNull(3) ? row.integer(5) == 2 ? "bearer" : "nobody" : "employee"
                    : "customer",
                number: row.optionalText(0) ?? row.optionalText(3),
                name: row.optionalText(1) ?? row.optionalText(4),
                shopper: row.optionalInteger(2).map(Int.init),
                state: IdentifierStatus(rawValue: row.integer(6))?.word ?? "unknown",
                group: row.optionalText(7), isGroupSuspended: row.integer(8) == 2,
                isMask: scope == "mask", issuedOn: row.optionalText(9),
                isHeldLocally: row.integer(10) == 1, history: [])
        }
        guard var holder = row else { return }
        try database.rows(
            """
            SELECT coalesce('customer ' || customer_number
                || iif(shopper_number IS NULL, '', ', shopper ' || shopper_number),
                'employee ' || employee_number), issued_on, ended_on, ended_why
            FROM assignment WHERE kind = ?1 AND value = ?2 AND scope = ?3 ORDER BY id DESC
            """, .integer(kind.code), .text(value), .text(scope)
        ) { former throws(DatabaseError) in
            holder.history.append(
                .init(
                    holder: former.text(0), issuedOn: former.optionalText(1),
                    endedOn: former.text(2), why: former.optionalText(3)))
        }
        found.append(holder)
    }
}
