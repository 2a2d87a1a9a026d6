import Identity
public import SQLite

/// What the directory holds of one customer, for people and for `--json`. Values of identifiers and
/// telephones are masked to their last four.
public struct CustomerRecord: Codable, Equatable, Sendable {
    public struct Shopper: Codable, Equatable, Sendable {
        public var number: Int
        public var name: String
        public var isHolder: Bool
        public var isActive: Bool
    }

    public struct Identifier: Codable, Equatable, Sendable {
        public var kind: String
        public var masked: String
        /// The shopper whose own it is; absent when it is the account's.
        public var shopper: Int?
        public var status: String
        /// The first and the last day it is valid, where it is limited.
        public var validFrom: String?
        public var validTo: String?
    }

    public struct Phone: Codable, Equatable, Sendable {
        public var masked: String
        public var shopper: Int?
        /// Whether it is known in international form, so that a call from it is recognised.
        public var isInternational: Bool
    }

    public var number: String
    public var name: String
    public var kind: String
    public var status: String
    /// Why the customer is not served, and since when; absent when they are.
    public var refusal: String?
    public var since: String?
    public var isMember: Bool
    public var membership: String?
    /// The name of the source that owns the record; absent for a customer entered here.
    public var source: String?
    /// The source's own word for the customer's state or kind.
    public var sourceType: String?
    public var screenLine: String?
    public var shoppers: [Shopper]
    public var identifiers: [Identifier]
    public var phones: [Phone]
    public var hasAddress: Bool
    public var hasEmail: Bool
    /// Today's household, categories and limit of what may be unpaid.
    public var household: String?
    public var categories: [String] = []
    public var tabLimit: String?
    public var notices: [KeptNotice] = []
    public var balances: [Balance] = []
    public var extra: [ExtraField] = []
    public var grants: [SharedGrant] = []
}

extension CustomerDirectory {
    /// The customer of a number, with all that belongs to it; nil when there is none.
    /// - Parameter reveals: Shows identifiers and telephones in full.
    public func show(
        number: String, reveals: Bool = false
    ) throws(DatabaseError) -> CustomerRecord? {
        let found = try query { opened throws(DatabaseError) -> CustomerRecord? in
            guard let holding = try opened.queries.customer(number: Array(number.utf8).span),
                var record = try Self.record(holding, opened.database, reveals)
            else { return nil }
            let details = try opened.details.of(holding, today: today)
            record.household = details.household.isEmpty ? nil : details.household
            record.categories = details.categories
            record.tabLimit = details.tabLimit.isEmpty ? nil : details.tabLimit
            return record
        }
        guard var record = found else { return nil }
        record.notices = try notices(of: number)
        record.balances = try balances(of: number)
        record.extra = try extraFields(of: number)
        record.grants = try grants(of: number)
        return record
    }

    private static func record(
        _ holding: Holding, _ database: Database, _ reveals: Bool
    ) throws(DatabaseError) -> CustomerRecord? {
        let row = try database.prepare(
            """
            SELECT c.member, coalesce(t.name, c.membership_type), s.name, c.source_type,
                c.screen_line, c.holder, a.street IS NOT NULL OR a.city IS NOT NULL OR
                a.state IS NOT NULL OR a.zip IS NOT NULL, a.email IS NOT NULL
            FROM customer c LEFT JOIN source s ON s.id = c.source_id
                LEFT JOIN contact a ON a.customer_id = c.id
                LEFT JOIN membership_type t
                    ON t.source_id = c.source_id AND t.code = c.membership_type
            WHERE c.id = ?1
            """)
        row.bind(1, holding.key)
        guard try row.step() else { return nil }
        let customer = holding.customer
        return CustomerRecord(
            number: String(customer.number), name: String(customer.name),
            kind: customer.kind.rawValue, status: customer.status.rawValue,
            refusal: holding.refusal?.reason.rawValue,
            since: holding.refusal?.since.map { String($0.iso8601) }, isMember: row.integer(0) == 1,
            membership: row.optionalText(1), source: row.optionalText(2),
            sourceType: row.optionalText(3), screenLine: row.optionalText(4),
            shoppers: try shoppers(of: holding.key, holder: row.optionalInteger(5), database),
            identifiers: try identifiers(of: holding.key, database, reveals),
            phones: try phones(of: holding.key, database, reveals), hasAddress: row.integer(6) == 1,
            hasEmail: row.integer(7) == 1)
    }

    private static func shoppers(
        of key: Int64, holder: Int64?, _ database: Database
    ) throws(DatabaseError) -> [CustomerRecord.Shopper] {
        let rows = try database.prepare(
            "SELECT number, name, active FROM shopper WHERE customer_id = ?1 ORDER BY number")
        rows.bind(1, key)
        var found: [CustomerRecord.Shopper] = []
        while try rows.step() {
            found.append(
                .init(
                    number: Int(rows.integer(0)), name: rows.text(1),
                    isHolder: rows.integer(0) == holder, isActive: rows.integer(2) == 1))
        }
        return found
    }

    private static func identifiers(
        of key: Int64, _ database: Database, _ reveals: Bool
    ) throws(DatabaseError) -> [CustomerRecord.Identifier] {
        let rows = try database.prepare(
            """
            SELECT kind, value, shopper_number, status, valid_from, valid_to FROM identifier
            WHERE customer_id = ?1 ORDER BY kind, value
            """)
        rows.bind(1, key)
        var found: [CustomerRecord.Identifier] = []
        while try rows.step() {
            let value: Bytes<128> = rows.bytes(1)
            let status = IdentifierStatus(rawValue: rows.integer(3))
            found.append(
                .init(
                    kind: IdentifierKind(code: rows.integer(0))?.rawValue ?? "unknown",
                    masked: String(reveals ? value : value.masked),
                    shopper: rows.optionalInteger(2).map(Int.init),
                    status: status?.word ?? "unknown", validFrom: rows.optionalText(4),
                    validTo: rows.optionalText(5)))
        }
        return found
    }

    private static func phones(
        of key: Int64, _ database: Database, _ reveals: Bool
    ) throws(DatabaseError) -> [CustomerRecord.Phone] {
        let rows = try database.prepare(
            """
            SELECT coalesce(normalised, given), shopper_number, normalised IS NOT NULL FROM phone
            WHERE customer_id = ?1 ORDER BY place
            """)
        rows.bind(1, key)
        var found: [CustomerRecord.Phone] = []
        while try rows.step() {
            let value: Bytes<128> = rows.bytes(0)
            found.append(
                .init(
                    masked: String(reveals ? value : value.masked),
                    shopper: rows.optionalInteger(1).map(Int.init),
                    isInternational: rows.integer(2) == 1))
        }
        return found
    }
}
