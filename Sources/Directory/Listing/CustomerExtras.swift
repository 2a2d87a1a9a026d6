public import Identity
public import SQLite

/// A field that only we have.
public struct ExtraField: Codable, Equatable, Sendable {
    public var name: String
    public var value: String
    /// Whether lanes may show it.
    public var isVisible: Bool
    public var editedBy: String
    /// Seconds since 1970.
    public var editedAt: Int64
}

/// A customer's place in a household on a day.
public struct HouseholdMember: Codable, Equatable, Sendable {
    public var number: String
    public var name: String
    public var isHead: Bool
    public var from: String
    public var to: String?
}

/// A notice as it is kept.
public struct KeptNotice: Codable, Equatable, Sendable {
    public var id: Int64
    public var occasion: String
    public var text: String
    public var shopper: Int?
    public var from: String?
    public var to: String?
    public var yearly: String?
}

/// What another system counts, and as of when.
public struct Balance: Codable, Equatable, Sendable {
    public var name: String
    /// Decimal text.
    public var amount: String
    /// Seconds since 1970.
    public var asOf: Int64
}

/// A guest in a room.
public struct KeptStay: Codable, Equatable, Sendable {
    public var room: String
    public var customer: String
    public var name: String
    public var shopper: Int?
    /// Seconds since 1970; the last is no longer part of the stay.
    public var checkIn: Int64
    public var checkOut: Int64
}

extension CustomerDirectory {
    /// The extra fields of a customer, by name. They may outlive the customer's record.
    public func extraFields(of number: String) throws(DatabaseError) -> [ExtraField] {
        try list(
            """
            SELECT name, value, visible, edited_by, edited_at FROM extra_field
            WHERE customer_number = ?1 ORDER BY name
            """, .text(number)
        ) {
            ExtraField(
                name: $0.text(0), value: $0.text(1), isVisible: $0.integer(2) == 1,
                editedBy: $0.text(3), editedAt: $0.integer(4))
        }
    }

    /// Who belongs to a household on a day, the head first.
    public func household(
        _ code: String, on day: CalendarDate
    ) throws(DatabaseError) -> [HouseholdMember] {
        try list(
            """
            SELECT c.number, c.name, m.role = 1, m.first_day, m.last_day
            FROM household h JOIN household_member m ON m.household_id = h.id
                JOIN customer c ON c.id = m.customer_id
            WHERE h.code = ?1 AND m.first_day <= ?2 AND (m.last_day IS NULL OR ?2 <= m.last_day)
            ORDER BY m.role, length(c.number), c.number
            """, .text(code), .init(day)
        ) {
            HouseholdMember(
                number: $0.text(0), name: $0.text(1), isHead: $0.integer(2) == 1, from: $0.text(3),
                to: $0.optionalText(4))
        }
    }

    /// The notices of a customer, oldest first.
    public func notices(of number: String) throws(DatabaseError) -> [KeptNotice] {
        try list(
            """
            SELECT n.id, n.occasion, n.text, n.shopper_number, n.first_day, n.last_day, n.yearly
            FROM notice n JOIN customer c ON c.id = n.customer_id WHERE c.number = ?1 ORDER BY n.id
            """, .text(number)
        ) {
            KeptNotice(
                id: $0.integer(0),
                occasion: Editor.Occasion(rawValue: $0.integer(1)).map { "\($0)" } ?? "unknown",
                text: $0.text(2), shopper: $0.optionalInteger(3).map(Int.init),
                from: $0.optionalText(4), to: $0.optionalText(5), yearly: $0.optionalText(6))
        }
    }

    /// What other systems count for a customer, by name.
    public func balances(of number: String) throws(DatabaseError) -> [Balance] {
        try list(
            """
            SELECT b.name, b.amount, b.as_of FROM balance b JOIN customer c ON c.id = b.customer_id
            WHERE c.number = ?1 ORDER BY b.name
            """, .text(number)
        ) { Balance(name: $0.text(0), amount: $0.text(1), asOf: $0.integer(2)) }
    }

    /// Who is in a room now, or in any.
    public func stays(in room: String? = nil) throws(DatabaseError) -> [KeptStay] {
        try list(
            """
            SELECT s.room, c.number, c.name, s.shopper_number, s.check_in, s.check_out
            FROM stay s JOIN customer c ON c.id = s.customer_id
            WHERE (?1 IS NULL OR s.room = ?1) AND s.check_in <= ?2 AND ?2 < s.check_out
            ORDER BY s.room, length(c.number), c.number
            """, .init(room), .integer(now)
        ) {
            KeptStay(
                room: $0.text(0), customer: $0.text(1), name: $0.text(2),
                shopper: $0.optionalInteger(3).map(Int.init), checkIn: $0.integer(4),
                checkOut: $0.integer(5))
        }
    }

    private func list<Element>(
        _ sql: String, _ first: SQLValue, _ second: SQLValue? = nil,
        _ read: (borrowing Statement) -> Element
    ) throws(DatabaseError) -> [Element] {
        defer { endBurst() }
        var found: [Element] = []
        let statement = try database().prepare(sql, [first] + (second.map { [$0] } ?? []))
        while try statement.step() { found.append(read(statement)) }
        return found
    }
}
