public import Identity
import SQLite

/// The prepared statements for what an event shows of a customer beside who it is. Owned by the
/// open directory.
final class Details {
    private let household: Statement
    private let categories: Statement
    private let notices: Statement
    private let limit: Statement

    init(_ database: Database) throws(DatabaseError) {
        household = try database.prepare(
            """
            SELECT h.code FROM household_member m JOIN household h ON h.id = m.household_id
            WHERE m.customer_id = ?1 AND m.first_day <= ?2
                AND (m.last_day IS NULL OR ?2 <= m.last_day)
            """, longLived: true)
        categories = try database.prepare(
            """
            SELECT g.name FROM customer_category m JOIN category g ON g.id = m.category_id
            WHERE m.customer_id = ?1 AND (m.first_day IS NULL OR m.first_day <= ?2)
                AND (m.last_day IS NULL OR ?2 <= m.last_day)
            ORDER BY g.name
            """, longLived: true)
        // A notice of 29 February is shown on 28 February in years that have no other.
        notices = try database.prepare(
            """
            SELECT occasion, text FROM notice
            WHERE customer_id = ?1 AND (first_day IS NULL OR first_day <= ?2)
                AND (last_day IS NULL OR ?2 <= last_day)
                AND (yearly IS NULL OR yearly = substr(?2, 6)
                    OR (yearly = '02-29' AND substr(?2, 6) = '02-28'
                        AND date(?2, '+1 day') NOT LIKE '%-02-29'))
                AND (shopper_number IS NULL OR shopper_number = ?3)
            ORDER BY id
            """, longLived: true)
        limit = try database.prepare(
            """
            SELECT coalesce(c.tab_limit, (SELECT g.tab_limit FROM customer_category m
                JOIN category g ON g.id = m.category_id
                WHERE m.customer_id = c.id AND g.tab_limit IS NOT NULL
                    AND (m.first_day IS NULL OR m.first_day <= ?2)
                    AND (m.last_day IS NULL OR ?2 <= m.last_day)
                ORDER BY CAST(g.tab_limit AS REAL) LIMIT 1))
            FROM customer c WHERE c.id = ?1
            """, longLived: true)
    }

    /// What there is today.
    func of(_ holding: Holding, today: CalendarDate) throws(DatabaseError) -> HoldingDetails {
        let day = today.iso8601
        var details = HoldingDetails()
        if holding.extras.contains(.household) {
            try rows(household, holding, day) { details.household = $0.text(0) }
        }
        if holding.extras.contains(.category) {
            try rows(categories, holding, day) { details.categories.append($0.text(0)) }
        }
        if holding.extras.contains(.notice) {
            notices.bind(3, holding.shopper.map { Int64($0.number) })
            try rows(notices, holding, day) { row in
                let text = row.text(1)
                switch row.integer(0) {
                case 1: details.messages.append(text)
                case 2: details.choiceMessages.append(text)
                default: details.receiptMessages.append(text)
                }
            }
        }
        if !holding.extras.isDisjoint(with: [.tabLimit, .category]) {
            try rows(limit, holding, day) { details.tabLimit = $0.text(0) }
        }
        return details
    }

    private func rows(
        _ statement: borrowing Statement, _ holding: Holding, _ day: Bytes<10>,
        _ each: (borrowing Statement) -> Void
    ) throws(DatabaseError) {
        defer { statement.reset() }
        statement.bind(1, holding.key)
        statement.bind(2, text: day.span)
        while try statement.step() { each(statement) }
    }
}

extension CustomerDirectory {
    /// What an event shows of a customer beside who it is: household, categories, notices and limit
    /// of today.
    public func details(of holding: Holding) throws(ResolverError) -> HoldingDetails {
        guard !holding.extras.isDisjoint(with: .shown) else { return HoldingDetails() }
        do throws(DatabaseError) {
            return try query { opened throws(DatabaseError) in
                try opened.details.of(holding, today: today)
            }
        } catch {
            throw ResolverError(error.description)
        }
    }
}
