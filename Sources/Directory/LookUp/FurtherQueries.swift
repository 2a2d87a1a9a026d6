import Identity
import SQLite

/// The prepared statements for what few customers and identifiers have: asked only where a row says
/// that there is more to read, or where nobody holds an identifier. Owned by `Queries`.
final class FurtherQueries {
    /// What an identifier's row does not say in the columns that every look-up reads.
    struct Particulars {
        /// Why it may not be used: its group is suspended, or it is a one-time code that is over.
        var refusal: Refusal?
        /// The employee whose it is.
        var employee: Bytes<128>?
        var needsApproval: Bool
    }

    /// The store's calendar date and clock, in seconds since 1970. The directory keeps them right.
    var today = CalendarDate(daysSinceEpoch: 0)
    var now: Int64 = 0

    private let particulars: Statement
    private let localSuspension: Statement
    private let period: Statement
    private let anyShopper: Statement
    private let lowBits: Statement
    private let respelled: Statement
    private let tagBits: Statement
    private let pending: Statement

    init(_ database: Database) throws(DatabaseError) {
        particulars = try database.prepare(
            """
            SELECT g.state, g.since, e.name, e.active, i.approval, i.used_at, i.expires_at
            FROM identifier i LEFT JOIN identifier_group g ON g.id = i.group_id
                LEFT JOIN employee e ON e.id = i.employee_id
            WHERE i.kind = ?1 AND i.value = ?2 AND i.scope = ?3
            """, longLived: true)
        localSuspension = try database.prepare(
            "SELECT since FROM local_suspension WHERE customer_id = ?1", longLived: true)
        period = try database.prepare(
            """
            SELECT count(*), count(*) FILTER (WHERE first_day <= ?3
                AND (last_day IS NULL OR ?3 <= last_day))
            FROM shopper_period WHERE customer_id = ?1 AND shopper_number = ?2
            """, longLived: true)
        anyShopper = try database.prepare(
            "SELECT 1 FROM shopper WHERE customer_id = ?1 LIMIT 1", longLived: true)
        lowBits = try database.prepare(
            """
            SELECT value FROM identifier
            WHERE kind = ?1 AND substr(value, 5) = ?2 AND kind IN (5, 6) AND scope = ''
                AND length(value) = 10 AND substr(value, 3) LIKE ?3 LIMIT 3
            """, longLived: true)
        tagBits = try database.prepare(
            """
            SELECT value FROM identifier
            WHERE kind = ?1 AND \(Schema.tagKey) = ?2 AND \(Schema.isTag)
                AND \(Schema.tagBits) LIKE ?3
                AND (?4 = 6 OR length(value) > 11 OR value GLOB '*[a-f]*' AND length(value) = 10)
            LIMIT 3
            """, longLived: true)
        respelled = try database.prepare(CardQueries.related, longLived: true)
        pending = try database.prepare(
            "SELECT 1 FROM pending_customer WHERE state = 1 AND kind = ?1 AND value = ?2",
            longLived: true)
    }

    func particulars(
        of identifier: Identifier, isMask: Bool
    ) throws(DatabaseError) -> Particulars {
        defer { particulars.reset() }
        bind(identifier, to: particulars)
        particulars.bind(3, isMask ? "mask" : "")
        guard try particulars.step() else { return Particulars(needsApproval: false) }
        var refusal: Refusal?
        if particulars.integer(0) == 2 {
            refusal = Refusal(
                reason: .suspended, level: .group,
                since: particulars.withBytes(1) { CalendarDate(iso8601: $0) })
        } else if !particulars.isNull(5) {
            refusal = Refusal(reason: .used, level: .identifier)
        } else if let end = particulars.optionalInteger(6), end < now {
            refusal = Refusal(reason: .expired, level: .identifier)
        } else if particulars.optionalInteger(3) == 0 {
            refusal = Refusal(reason: .inactive, level: .identifier)
        }
        return Particulars(
            refusal: refusal, employee: particulars.isNull(2) ? nil : particulars.bytes(2),
            needsApproval: particulars.integer(4) == 1)
    }

    func localSuspension(of key: Int64) throws(DatabaseError) -> Refusal? {
        defer { localSuspension.reset() }
        localSuspension.bind(1, key)
        guard try localSuspension.step() else { return nil }
        let since = localSuspension.withBytes(0) { CalendarDate(iso8601: $0) }
        return Refusal(reason: .suspended, level: .customer, since: since)
    }

    /// Whether today is in a period of the shopper, or the shopper has none.
    func mayShop(_ shopper: Int, of key: Int64) throws(DatabaseError) -> Bool {
        defer { period.reset() }
        period.bind(1, key)
        period.bind(2, shopper)
        let day = today.iso8601
        period.bind(3, text: day.span)
        guard try period.step() else { return true }
        return period.integer(0) == 0 || period.integer(1) > 0
    }

    /// Whether the account has shoppers at all, be it that they may shop or not.
    func hasShoppers(_ key: Int64) throws(DatabaseError) -> Bool {
        defer { anyShopper.reset() }
        anyShopper.bind(1, key)
        return try anyShopper.step()
    }

    /// The enrolled tags or keys whose last bits these hexadecimal digits (6 or 8) are and of which
    /// more is known; at most three of each length.
    func tags(
        endingIn digits: Bytes<8>, kind: IdentifierKind
    ) throws(DatabaseError) -> [Bytes<128>] {
        defer { lowBits.reset() }
        lowBits.bind(1, kind.code)
        let span = digits.span
        lowBits.bind(2, text: span.extracting(last: 6))
        var pattern = Bytes<9>()
        pattern.append(UInt8(ascii: "%"))
        pattern.append(contentsOf: span)
        lowBits.bind(3, text: pattern.span)
        var found: [Bytes<128>] = []
        while try lowBits.step() { found.append(lowBits.bytes(0)) }
        for bits in TagSpelling.keys(of: digits) {
            defer { tagBits.reset() }
            tagBits.bind(1, kind.code)
            tagBits.bind(2, text: bits.key.span)
            tagBits.bind(3, text: bits.pattern.span)
            tagBits.bind(4, Int64(digits.count))
            while try tagBits.step() { found.append(tagBits.bytes(0)) }
        }
        return found
    }

    /// The barcode card that is written down in another spelling than this one.
    /// - Returns: Nil when there is none; `isOnly` is false when several may be meant.
    func card(
        respelling spelling: CardSpelling
    ) throws(DatabaseError) -> (value: Bytes<128>, isOnly: Bool)? {
        defer { respelled.reset() }
        CardQueries.bind(spelling, to: respelled)
        guard try respelled.step() else { return nil }
        let value: Bytes<128> = respelled.bytes(0)
        return (value, try !respelled.step())
    }

    /// Whether somebody was captured with this identifier who is not in the directory yet.
    func isPending(_ identifier: Identifier) throws(DatabaseError) -> Bool {
        defer { pending.reset() }
        bind(identifier, to: pending)
        return try pending.step()
    }

    private func bind(_ identifier: Identifier, to statement: borrowing Statement) {
        statement.bind(1, identifier.kind.code)
        statement.bind(2, text: identifier.value.span)
    }
}
