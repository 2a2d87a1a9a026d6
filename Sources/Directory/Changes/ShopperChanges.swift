public import Identity
public import SQLite

extension Editor {
    /// Adds a person who may shop on an account: for an organisation, a representative.
    /// - Parameter number: The next free one when nil.
    /// - Returns: The shopper's number.
    @discardableResult
    public func addShopper(
        to number: String, name: String, number wanted: Int? = nil, isHolder: Bool = false
    ) throws(DatabaseError) -> Int {
        try requireName(name)
        let account = try account(number)
        try requireOwn(.shoppers, of: account)
        let next =
            try database.integer(
                "SELECT coalesce(max(number), 0) + 1 FROM shopper WHERE customer_id = \(account.key)"
            )
            ?? 1
        let shopper = wanted ?? Int(next)
        let isTaken =
            try database.first(
                "SELECT 1 FROM shopper WHERE customer_id = ?1 AND number = ?2",
                .integer(account.key), .init(shopper)
            ) { _ in true } ?? false
        guard !isTaken else {
            throw .refused(.exists(what: "shopper", name: "\(number)/\(shopper)"))
        }
        try database.change(
            "INSERT INTO shopper (customer_id, number, name) VALUES (?1, ?2, ?3)",
            .integer(account.key), .init(shopper), .text(name))
        if isHolder {
            try database.change(
                "UPDATE customer SET holder = ?2 WHERE id = ?1", .integer(account.key),
                .init(shopper))
        }
        try refreshNames(of: account.key)
        let role = account.kind == .organisation ? "representative" : "shopper"
        try note(account.word, role, new: "\(shopper) \(name)", customer: number)
        try note(account.word, "household", customer: number)
        return shopper
    }

    /// Limits when a shopper may shop: both days belong to it, and nil is open. A shopper has no
    /// two periods that overlap.
    public func addPeriod(
        of shopper: Int, in number: String, from first: CalendarDate?, to last: CalendarDate?
    ) throws(DatabaseError) {
        let account = try account(number)
        try requireOwn(.shoppers, of: account)
        try requireShopper(shopper, of: account)
        try requirePeriod(first, last)
        try database.change(
            """
            INSERT INTO shopper_period (customer_id, shopper_number, first_day, last_day)
            VALUES (?1, ?2, coalesce(?3, '0001-01-01'), ?4)
            """, .integer(account.key), .init(shopper), .init(first), .init(last))
        try note(
            "shopper \(number)/\(shopper)", "period", new: Self.period(first, last),
            customer: number)
        try note(account.word, "household", customer: number)
    }

    /// Ends what a shopper may do on an account with a day, which still belongs to it; ended links
    /// stay readable.
    public func endShopper(
        _ shopper: Int, in number: String, on last: CalendarDate
    ) throws(DatabaseError) {
        let account = try account(number)
        try requireOwn(.shoppers, of: account)
        try requireShopper(shopper, of: account)
        let ended = try database.change(
            """
            UPDATE shopper_period SET last_day = ?3
            WHERE customer_id = ?1 AND shopper_number = ?2 AND first_day <= ?3
                AND (last_day IS NULL OR last_day > ?3)
            """, .integer(account.key), .init(shopper), .init(last))
        if ended == 0 {
            let hasPeriods = try database.first(
                "SELECT 1 FROM shopper_period WHERE customer_id = ?1 AND shopper_number = ?2",
                .integer(account.key), .init(shopper)
            ) { _ in true }
            guard hasPeriods == nil else {
                throw .refused(
                    .noSuch(
                        what: "period that could end for shopper",
                        name: "\(number)/\(shopper) on \(String(last.iso8601))"))
            }
            try database.change(
                "INSERT INTO shopper_period VALUES (?1, ?2, '0001-01-01', ?3, NULL)",
                .integer(account.key), .init(shopper), .init(last))
        }
        try note(
            "shopper \(number)/\(shopper)", "last day", new: String(last.iso8601), customer: number)
        try note(account.word, "household", customer: number)
    }

    // MARK: Households

    /// Puts a customer into a household, which is made when it is new, from a day on. The customer
    /// keeps number and history.
    public func join(
        household code: String, _ number: String, from first: CalendarDate, isHead: Bool = false
    ) throws(DatabaseError) {
        let account = try account(number)
        try require(code, "household", upTo: 32)
        try database.change(
            "INSERT INTO household (code) VALUES (?1) ON CONFLICT DO NOTHING", .text(code))
        try database.change(
            """
            INSERT INTO household_member (customer_id, first_day, household_id, role)
            SELECT ?1, ?2, id, ?4 FROM household WHERE code = ?3
            """, .integer(account.key), .init(first), .text(code), isHead ? 1 : 2)
        try note(
            account.word, "household",
            new: "\(code) from \(String(first.iso8601))" + (isHead ? ", head" : ""),
            customer: number, value: code)
    }

    /// Ends a customer's membership of a household with a day, which still belongs to it.
    public func leave(
        household code: String, _ number: String, on last: CalendarDate
    ) throws(DatabaseError) {
        let account = try account(number)
        let ended = try database.change(
            """
            UPDATE household_member SET last_day = ?2
            WHERE customer_id = ?1 AND first_day <= ?2 AND (last_day IS NULL OR ?2 <= last_day)
                AND household_id = (SELECT id FROM household WHERE code = ?3)
            """, .integer(account.key), .init(last), .text(code))
        guard ended > 0 else {
            throw .refused(
                .noSuch(
                    what: "member of household \(code)",
                    name: "\(number) on \(String(last.iso8601))"))
        }
        try note(
            account.word, "household", old: "\(code) until \(String(last.iso8601))",
            customer: number, value: code)
    }

    static func period(_ first: CalendarDate?, _ last: CalendarDate?) -> String {
        "\(first.map { String($0.iso8601) } ?? "always") to \(last.map { String($0.iso8601) } ?? "open")"
    }
}
