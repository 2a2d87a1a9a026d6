import Identity
import SQLite

/// The prepared statements of look-up, and the reading of their rows. Owned by the open directory.
final class Queries {
    /// What an event shows of a customer, in the order `HoldingRow` reads it.
    static let shown = """
        c.id, c.number, c.name, c.kind, c.status, c.shopper_count, c.sole_shopper, \
        c.sole_shopper_name, c.status_since
        """

    private let byIdentifier: Statement
    private let byMask: Statement
    private let byNumber: Statement
    private let byPhone: Statement
    private let phoneHolders: Statement
    private let shopper: Statement
    private let shoppers: Statement
    private let suspension: Statement
    let further: FurtherQueries

    init(_ database: Database) throws(DatabaseError) {
        byIdentifier = try database.prepare(Self.identifier(scope: ""), longLived: true)
        byMask = try database.prepare(Self.identifier(scope: "mask"), longLived: true)
        byNumber = try database.prepare(
            "SELECT \(Self.shown), c.flags FROM customer c WHERE c.number = ?1", longLived: true)
        byPhone = try database.prepare(
            """
            SELECT \(Self.shown), min(p.shopper_number), count(*), count(p.shopper_number), \
            max(p.shopper_number), c.flags
            FROM phone p JOIN customer c ON c.id = p.customer_id
            WHERE p.normalised = ?1 GROUP BY p.customer_id LIMIT 2
            """, longLived: true)
        phoneHolders = try database.prepare(
            """
            SELECT \(Self.shown), c.flags FROM customer c
            WHERE c.id IN (SELECT customer_id FROM phone WHERE normalised = ?1)
            ORDER BY length(c.number), c.number
            """, longLived: true)
        shopper = try database.prepare(
            "SELECT name, active FROM shopper WHERE customer_id = ?1 AND number = ?2",
            longLived: true)
        shoppers = try database.prepare(
            """
            SELECT s.number, s.name FROM shopper s JOIN customer c ON c.id = s.customer_id
            WHERE s.customer_id = ?1 AND s.active ORDER BY s.number IS NOT c.holder, s.number
            """, longLived: true)
        suspension = try database.prepare(
            """
            SELECT s.customer_id IS NOT NULL, s.since, c.active_in_pos_sticky FROM customer c
            LEFT JOIN suspension s ON s.customer_id = c.id WHERE c.id = ?1
            """, longLived: true)
        further = try FurtherQueries(database)
    }

    /// An identifier of a scope with its customer: `more` and the customer's flags stand last.
    private static func identifier(scope: String) -> String {
        """
        SELECT \(shown), i.status, i.class, i.shopper_number, i.valid_from, i.valid_to, \
        i.status_since, c.flags, i.more FROM identifier i LEFT JOIN customer c ON c.id = i.customer_id
        WHERE i.kind = ?1 AND i.value = ?2 AND i.scope = '\(scope)'
        """
    }

    /// Who holds an identifier that stands among the identifiers; nil when it does not.
    func holder(
        of identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        try holder(in: byIdentifier, of: identifier, isMask: false, today: today)
    }

    /// Who holds the identifiers that a mask stands for; `mask` has its pattern as value.
    func holder(
        ofMask mask: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        try holder(in: byMask, of: mask, isMask: true, today: today)
    }

    private func holder(
        in row: borrowing Statement, of identifier: Identifier, isMask: Bool, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        defer { row.reset() }
        row.bind(1, identifier.kind.code)
        let found = try unsafe identifier.value.span.withUnsafeBufferPointer {
            (value) throws(DatabaseError) in
            unsafe row.bindInPlace(2, text: value)
            return try row.step()
        }
        guard found else { return nil }
        let own = identifierRefusal(in: row, today: today)
        let more =
            row.integer(16) == 0
            ? nil : try further.particulars(of: identifier, isMask: isMask)
        let refusal = own ?? more?.refusal
        if row.integer(10) == 2 { return refusal.map { .refused($0) } ?? .bearer }
        guard !row.isNull(0) else {
            if let refusal, more?.employee != nil { return .refused(refusal) }
            // Without an employee: taken from its holder and given to nobody yet.
            return more?.employee.map { .staff(name: $0) } ?? .nobody
        }
        var holding = try holding(in: row, flags: 15)
        if let number = row.optionalInteger(11) { try name(shopper: number, in: &holding) }
        // The identifier's own state is named before the customer's: a lost card is to be kept,
        // whoever holds it.
        if let refusal { holding.refusal = refusal }
        if let more { holding.needsApproval = more.needsApproval }
        return .customer(holding)
    }

    /// Why the identifier in the row may not be used today.
    private func identifierRefusal(
        in row: borrowing Statement, today: CalendarDate
    ) -> Refusal? {
        let code = row.integer(9)
        guard code == IdentifierStatus.active.rawValue else {
            // A state that this release does not know is no reason to serve.
            let reason = IdentifierStatus(rawValue: code)?.refusal ?? .blocked
            return Refusal(reason: reason, level: .identifier, since: date(row, 14))
        }
        if let from = date(row, 12), today < from {
            return Refusal(reason: .notYetValid, level: .identifier, since: from)
        }
        if let to = date(row, 13), to < today {
            return Refusal(reason: .expired, level: .identifier, since: to)
        }
        return nil
    }

    /// Puts the shopper whose own identifier it is into the holding.
    func name(shopper number: Int64, in holding: inout Holding) throws(DatabaseError) {
        defer { shopper.reset() }
        shopper.bind(1, holding.key)
        shopper.bind(2, number)
        guard try shopper.step() else { return }
        holding.shopper = Shopper(number: Int(number), name: shopper.bytes(0))
        var isActive = shopper.integer(1) == 1
        if isActive, holding.extras.contains(.periods) {
            isActive = try further.mayShop(Int(number), of: holding.key)
        }
        // An active customer is refused only because all shoppers have ended, this one among them.
        if !isActive, holding.refusal == nil || holding.customer.status == .active {
            holding.refusal = Refusal(reason: .inactive, level: .identifier)
        }
    }

    /// The customer of a number.
    func customer(
        number: borrowing Span<UInt8>
    ) throws(DatabaseError) -> Holding? {
        defer { byNumber.reset() }
        let found = try unsafe number.withUnsafeBufferPointer { (value) throws(DatabaseError) in
            unsafe byNumber.bindInPlace(1, text: value)
            return try byNumber.step()
        }
        return found ? try holding(in: byNumber, flags: 9) : nil
    }

    /// Who is registered with a telephone.
    func holder(
        ofPhone number: borrowing Span<UInt8>
    ) throws(DatabaseError) -> Holder {
        defer { byPhone.reset() }
        let found = try unsafe number.withUnsafeBufferPointer { (value) throws(DatabaseError) in
            unsafe byPhone.bindInPlace(1, text: value)
            return try byPhone.step()
        }
        guard found else { return .nobody }
        var holding = try holding(in: byPhone, flags: 13)
        let own = byPhone.integer(9)
        // One shopper's own only when every entry of this number names that shopper.
        let isOwn =
            !byPhone.isNull(9) && byPhone.integer(10) == byPhone.integer(11)
            && own == byPhone.integer(12)
        if try byPhone.step() { return .several }
        if isOwn { try name(shopper: own, in: &holding) }
        return .customer(holding)
    }

    func candidates(
        forPhone number: borrowing Span<UInt8>
    ) throws(DatabaseError) -> [Candidate] {
        defer { phoneHolders.reset() }
        phoneHolders.bind(1, text: number)
        var found: [Candidate] = []
        while try phoneHolders.step() {
            let holding = try holding(in: phoneHolders, flags: 9)
            found.append(
                Candidate(
                    id: holding.customer.number, customer: holding.customer,
                    shopper: holding.shopper, refusal: holding.refusal))
        }
        return found
    }

    func shoppers(of holding: Holding) throws(DatabaseError) -> [Candidate] {
        defer { shoppers.reset() }
        shoppers.bind(1, holding.key)
        var found: [Candidate] = []
        while try shoppers.step() {
            let number = Int(shoppers.integer(0))
            if holding.extras.contains(.periods), try !further.mayShop(number, of: holding.key) {
                continue
            }
            found.append(
                Candidate(
                    id: Bytes(String(number)), customer: holding.customer,
                    shopper: Shopper(number: number, name: shoppers.bytes(1)),
                    refusal: holding.refusal))
        }
        return found
    }

    /// The customer in the first columns of the current row; the column of the customer's flags.
    func holding(
        in row: borrowing Statement, flags: Int32
    ) throws(DatabaseError) -> Holding {
        let key = row.integer(0)
        let name: Bytes<128> = row.bytes(2)
        let kind = CustomerKind(code: row.integer(3))
        var status = CustomerStatus(code: row.integer(4))
        guard let kind, let known = status else {
            throw .constraint(rule: "unknown kind or status")
        }
        var refusal: Refusal?
        if known != .active {
            refusal = try self.refusal(of: key, known, since: date(row, 8))
            if refusal?.reason == .suspended { status = .suspended }
            // Inactive, but to be served all the same.
            if refusal == nil { status = .active }
        }
        let customer = Customer(
            number: row.bytes(1), name: name, kind: kind, status: status ?? known)
        var shopper: Shopper?
        if let number = row.optionalInteger(6) {
            shopper = Shopper(
                number: Int(number), name: row.isNull(7) ? name : row.bytes(7))
        }
        var holding = Holding(
            customer: customer, key: key, shopper: shopper, shopperCount: Int(row.integer(5)),
            refusal: refusal)
        let extras = row.integer(flags)
        if extras != 0 {
            holding.extras = HoldingExtras(rawValue: UInt8(truncatingIfNeeded: extras))
            try complete(&holding)
        }
        // Nobody is left who may shop; an account that never had shoppers serves whoever comes.
        if holding.shopperCount == 0, holding.refusal == nil, try further.hasShoppers(key) {
            holding.refusal = Refusal(reason: .inactive, level: .customer)
        }
        return holding
    }

    /// Reads what the customer's flags say that decides whether, and as whom, the customer is
    /// served.
    private func complete(_ holding: inout Holding) throws(DatabaseError) {
        if holding.extras.contains(.suspendedHere),
            let refusal = try further.localSuspension(of: holding.key)
        {
            holding.refusal = refusal
            holding.customer.status = .suspended
        }
        guard holding.extras.contains(.periods) else { return }
        let today = try shoppers(of: holding)
        holding.shopperCount = today.count
        holding.shopper = today.count == 1 ? today[0].shopper : nil
    }

    /// Why a customer whose record is not active may not be served: suspended, since when, where a
    /// suspension is remembered; else what the record says. Nil for an inactive one that is sticky:
    /// served all the same.
    private func refusal(
        of key: Int64, _ status: CustomerStatus, since: CalendarDate?
    ) throws(DatabaseError) -> Refusal? {
        defer { suspension.reset() }
        suspension.bind(1, key)
        if try suspension.step() {
            if status == .inactive, suspension.integer(2) == 1, suspension.integer(0) == 0 {
                return nil
            }
            if suspension.integer(0) == 1 {
                return Refusal(
                    reason: .suspended, level: .customer, since: date(suspension, 1) ?? since)
            }
        }
        switch status {
        case .suspended: return Refusal(reason: .suspended, level: .customer, since: since)
        case .terminated: return Refusal(reason: .terminated, level: .customer, since: since)
        case .active, .inactive, .pending:
            return Refusal(reason: .inactive, level: .customer, since: since)
        }
    }

    private func date(_ row: borrowing Statement, _ column: Int32) -> CalendarDate? {
        row.withBytes(column) { CalendarDate(iso8601: $0) }
    }
}
