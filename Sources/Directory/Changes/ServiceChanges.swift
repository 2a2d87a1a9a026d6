public import Identity
public import SQLite

extension Editor {
    // MARK: Stays

    /// A guest has a room from one second to another, which is no longer part of it.
    public func stay(
        in room: String, customer number: String, shopper: Int? = nil, from: Int64, until: Int64
    ) throws(DatabaseError) {
        let account = try account(number)
        if let shopper { try requireShopper(shopper, of: account) }
        try require(room, "room", upTo: 32)
        guard from < until else {
            throw .refused(.wrong(field: "checking out", why: "comes after checking in"))
        }
        try database.change(
            """
            INSERT INTO stay (room, customer_id, shopper_number, check_in, check_out)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """, .text(room), .integer(account.key), .init(shopper), .integer(from), .integer(until)
        )
        try note(account.word, "room", new: room, customer: number)
    }

    /// Everybody who is in a room leaves it now, or one guest does.
    public func checkOut(
        of room: String, customer number: String? = nil
    ) throws(DatabaseError) {
        var key: Int64?
        if let number { key = try account(number).key }
        let count = try database.change(
            """
            UPDATE stay SET check_out = ?2
            WHERE room = ?1 AND check_in < ?2 AND ?2 < check_out AND (?3 IS NULL OR customer_id = ?3)
            """, .text(room), .integer(now), .init(key))
        guard count > 0 else { throw .refused(.noSuch(what: "guest in room", name: room)) }
        try note("room \(room)", "guests", old: "\(count)")
    }

    // MARK: Notices

    /// When a notice is shown.
    public enum Occasion: Int64, CaseIterable, Sendable {
        case identify = 1
        case choose, receipt
    }

    /// Adds a notice for the cashier or the receipt. `yearly` is a day such as `05-14`, for
    /// birthdays.
    public func addNotice(
        _ text: String, to number: String, shopper: Int? = nil, on occasion: Occasion,
        from first: CalendarDate? = nil, to last: CalendarDate? = nil, yearly: String? = nil
    ) throws(DatabaseError) {
        let account = try account(number)
        if let shopper { try requireShopper(shopper, of: account) }
        try require(text, "notice", upTo: 512)
        try requirePeriod(first, last)
        try requireYearly(yearly)
        try database.change(
            """
            INSERT INTO notice (customer_id, shopper_number, occasion, text, first_day, last_day, yearly)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, .integer(account.key), .init(shopper), .integer(occasion.rawValue), .text(text),
            .init(first), .init(last), .init(yearly))
        try note(account.word, "notice", new: text, customer: number)
    }

    /// Removes a notice by its number.
    public func removeNotice(_ id: Int64, of number: String) throws(DatabaseError) {
        let account = try account(number)
        let count = try database.change(
            "DELETE FROM notice WHERE id = ?1 AND customer_id = ?2 AND source_id IS NULL",
            .integer(id), .integer(account.key))
        guard count > 0 else {
            throw .refused(.noSuch(what: "notice made here of customer", name: "\(number): \(id)"))
        }
        try note(account.word, "notice", old: "\(id)", customer: number)
    }

    // MARK: Categories

    /// Makes a promotion category, or changes its limit of what may be unpaid.
    public func setCategory(_ name: String, tabLimit: String?) throws(DatabaseError) {
        try require(name, "category", upTo: 64)
        try requireAmount(tabLimit, "tabLimit")
        let old = try database.first(
            "SELECT tab_limit FROM category WHERE name = ?1", .text(name)
        ) { $0.optionalText(0) }
        try database.change(
            """
            INSERT INTO category (name, tab_limit) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET tab_limit = excluded.tab_limit
            """, .text(name), .init(tabLimit))
        try note("category \(name)", "tabLimit", old: old ?? nil, new: tabLimit ?? "none")
    }

    /// Gives a customer a promotion category, which is made when it is new.
    public func addCategory(
        _ name: String, to number: String, from first: CalendarDate? = nil,
        to last: CalendarDate? = nil
    ) throws(DatabaseError) {
        let account = try account(number)
        try require(name, "category", upTo: 64)
        try requirePeriod(first, last)
        try database.change(
            "INSERT INTO category (name) VALUES (?1) ON CONFLICT DO NOTHING", .text(name))
        try database.change(
            """
            INSERT INTO customer_category (customer_id, category_id, first_day, last_day)
            SELECT ?1, id, ?3, ?4 FROM category WHERE name = ?2
            ON CONFLICT DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day
                WHERE source_id IS NULL
            """, .integer(account.key), .text(name), .init(first), .init(last))
        try note(account.word, "category", new: name, customer: number)
    }

    /// Takes a promotion category that was given here from a customer.
    public func removeCategory(_ name: String, from number: String) throws(DatabaseError) {
        let account = try account(number)
        let count = try database.change(
            """
            DELETE FROM customer_category WHERE customer_id = ?1 AND source_id IS NULL
                AND category_id = (SELECT id FROM category WHERE name = ?2)
            """, .integer(account.key), .text(name))
        guard count > 0 else {
            throw .refused(
                .noSuch(what: "category given here to customer", name: "\(number): \(name)"))
        }
        try note(account.word, "category", old: name, customer: number)
    }

    // MARK: Extra fields

    /// Sets a field that only we have; nil removes it. It outlives the customer's record. `visible`
    /// says whether lanes may show it.
    public func setExtra(
        _ name: String, of number: String, to value: String?, visible: Bool = false
    ) throws(DatabaseError) {
        // A customer whom the source dropped may come back: the field is kept by number.
        let old = try database.first(
            "SELECT value FROM extra_field WHERE customer_number = ?1 AND name = ?2", .text(number),
            .text(name)
        ) { $0.text(0) }
        if let value {
            try require(name, "the field's name", upTo: 64)
            if old == nil { _ = try account(number) }
            try database.change(
                """
                INSERT INTO extra_field VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET value = excluded.value, visible = excluded.visible,
                    edited_by = excluded.edited_by, edited_at = excluded.edited_at
                """, .text(number), .text(name), .text(value), .init(visible), .text(who),
                .integer(now))
        } else {
            guard old != nil else {
                throw .refused(.noSuch(what: "extra field", name: name))
            }
            try database.change(
                "DELETE FROM extra_field WHERE customer_number = ?1 AND name = ?2", .text(number),
                .text(name))
        }
        try note("customer \(number)", name, old: old, new: value, customer: number)
    }
}
