import Identity
public import SQLite

/// A customer with what the source gives and what only we have, for reports.
public struct ExportedCustomer: Codable, Equatable, Sendable {
    /// A grant that the customer may redeem, alone or together with others.
    public struct Grant: Codable, Equatable, Sendable {
        public var grant: String
        /// The coupon or asset that is given.
        public var what: String
        /// How often it may be redeemed by all who have it, and how often it was.
        public var allowed: Int
        public var used: Int
        /// The first and the last day, where it is limited.
        public var from: String?
        public var to: String?
    }

    public var number: String
    public var name: String
    public var kind: String
    public var status: String
    public var membership: String?
    public var source: String?
    public var household: String?
    public var categories: [String]
    public var shoppers: [String]
    public var email: String?
    public var city: String?
    /// Fields that only we have, by name.
    public var extra: [String: String]
    public var grants: [Grant]
}

extension CustomerDirectory {
    /// The names of all extra fields, in alphabetical order: columns of a table.
    public func extraFieldNames() throws(DatabaseError) -> [String] {
        var names: [String] = []
        try database().rows("SELECT DISTINCT name FROM extra_field ORDER BY name") {
            (row) throws(DatabaseError) in names.append(row.text(0))
        }
        return names
    }

    /// Every customer, in the order they came, with source and extra fields. No identifiers and no
    /// telephones.
    public func export(
        each: (ExportedCustomer) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        let database = try database()
        defer { endBurst() }
        let shoppers = try database.prepare(
            "SELECT name FROM shopper WHERE customer_id = ?1 AND active ORDER BY number")
        let extra = try database.prepare(
            "SELECT name, value FROM extra_field WHERE customer_number = ?1 ORDER BY name")
        let grants = try database.prepare(
            """
            SELECT name, what, allowed, used, first_day, last_day FROM shared_grant
            WHERE id IN (SELECT grant_id FROM grant_beneficiary WHERE customer_number = ?1)
            ORDER BY length(name), name
            """)
        let today = String(today.iso8601)
        try database.rows(
            """
            SELECT c.id, c.number, c.name, c.kind, c.status, coalesce(t.name, c.membership_type), s.name,
                a.email, a.city, c.flags & 1,
                (SELECT h.code FROM household_member m JOIN household h ON h.id = m.household_id
                    WHERE m.customer_id = c.id AND m.first_day <= ?1
                        AND (m.last_day IS NULL OR ?1 <= m.last_day)),
                (SELECT group_concat(g.name, char(31)) FROM customer_category m
                    JOIN category g ON g.id = m.category_id WHERE m.customer_id = c.id)
            FROM customer c LEFT JOIN source s ON s.id = c.source_id
                LEFT JOIN membership_type t ON t.source_id = c.source_id AND t.code = c.membership_type
                LEFT JOIN contact a ON a.customer_id = c.id
            ORDER BY c.id
            """, .text(today)
        ) { row throws(DatabaseError) in
            let status =
                row.integer(9) == 1 ? .suspended : CustomerStatus(code: row.integer(4)) ?? .inactive
            var customer = ExportedCustomer(
                number: row.text(1), name: row.text(2),
                kind: CustomerKind(code: row.integer(3))?.rawValue ?? "unknown",
                status: status.rawValue, membership: row.optionalText(5),
                source: row.optionalText(6), household: row.optionalText(10),
                categories: row.text(11).split(separator: "\u{1F}").map(String.init).sorted(),
                shoppers: [], email: row.optionalText(7), city: row.optionalText(8), extra: [:],
                grants: [])
            shoppers.bind(1, row.integer(0))
            while try shoppers.step() { customer.shoppers.append(shoppers.text(0)) }
            shoppers.reset()
            extra.bind(1, row.text(1))
            while try extra.step() { customer.extra[extra.text(0)] = extra.text(1) }
            extra.reset()
            grants.bind(1, row.text(1))
            while try grants.step() {
                customer.grants.append(
                    .init(
                        grant: grants.text(0), what: grants.text(1),
                        allowed: Int(grants.integer(2)), used: Int(grants.integer(3)),
                        from: grants.optionalText(4), to: grants.optionalText(5)))
            }
            grants.reset()
            try each(customer)
        }
    }
}
