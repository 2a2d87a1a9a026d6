import Identity
public import SQLite

extension CustomerDirectory {
    /// Every grant, by name; or those of one customer, whether or not they can be redeemed today.
    public func grants(of number: String? = nil) throws(DatabaseError) -> [SharedGrant] {
        try grants(number == nil ? "" : "WHERE \(Self.given)", .init(number), nil)
    }

    /// What a customer may redeem today: at most `maxRedeemable`.
    public func redeemable(by number: String) throws(DatabaseError) -> [SharedGrant] {
        try grants(
            """
            WHERE \(Self.given) AND used < allowed AND coalesce(first_day, ?2) <= ?2
                AND ?2 <= coalesce(last_day, ?2)
            """, .text(number), .init(today), limit: Self.maxRedeemable)
    }

    /// A lane is told of so many at once.
    public static let maxRedeemable = 100

    private static let given =
        "id IN (SELECT grant_id FROM grant_beneficiary WHERE customer_number = ?1)"

    private func grants(
        _ condition: String, _ number: SQLValue, _ day: SQLValue, limit: Int = -1
    ) throws(DatabaseError) -> [SharedGrant] {
        let database = try database()
        defer { endBurst() }
        var found: [SharedGrant] = []
        try database.rows(
            """
            SELECT id, name, what, allowed, allowed - used, first_day, last_day FROM shared_grant
            \(condition) ORDER BY length(name), name LIMIT \(limit)
            """, number, day
        ) { row throws(DatabaseError) in
            found.append(
                SharedGrant(
                    grant: row.text(1), what: row.text(2), allowed: Int(row.integer(3)),
                    left: Int(row.integer(4)), from: row.optionalText(5), to: row.optionalText(6),
                    beneficiaries: try SharedGrant.beneficiaries(of: row.integer(0), database),
                    last: try SharedGrant.last(of: row.integer(0), database)))
        }
        return found
    }
}

extension SharedGrant {
    fileprivate static func beneficiaries(
        of key: Int64, _ database: Database
    ) throws(DatabaseError) -> [String] {
        var numbers: [String] = []
        try database.rows(
            """
            SELECT customer_number FROM grant_beneficiary WHERE grant_id = ?1
            ORDER BY length(customer_number), customer_number
            """, .integer(key)
        ) { row throws(DatabaseError) in numbers.append(row.text(0)) }
        return numbers
    }

    /// The last redemption of a grant that stands.
    static func last(of key: Int64, _ database: Database) throws(DatabaseError) -> GrantUse? {
        try database.first(
            """
            SELECT r.at, r.lane, r.customer_number, c.name
            FROM redemption r LEFT JOIN customer c ON c.number = r.customer_number
            WHERE r.grant_id = ?1 AND r.state = 1 ORDER BY r.id DESC LIMIT 1
            """, .integer(key)
        ) {
            GrantUse(
                at: $0.integer(0), lane: $0.text(1), customer: $0.optionalText(2),
                name: $0.optionalText(3))
        }
    }
}
