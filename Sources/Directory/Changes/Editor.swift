import Identity
public import SQLite

/// One change under way: the transaction, what is known of who is asking, and what was changed so
/// far. Everything it did is kept, or, when it throws, nothing.
public final class Editor {
    let database: Database
    /// The store's date, also as `2027-05-14`, and its clock, in seconds since 1970.
    private let date: CalendarDate
    let today: String
    public let now: Int64
    /// Who makes the change: a user's name.
    let who: String
    private(set) var changes: [DirectoryChange] = []
    private let outbox: Outbox

    fileprivate init(
        _ database: Database, today: CalendarDate, now: Int64, who: String
    ) throws(DatabaseError) {
        self.database = database
        date = today
        self.today = String(today.iso8601)
        self.now = now
        self.who = who
        outbox = try Outbox(database, now: now)
    }

    /// A customer as changes need one.
    struct Account {
        var key: Int64
        var number: String
        var name: String
        var kind: CustomerKind
        var source: (key: Int64, name: String)?
        var word: String { "customer \(number)" }
    }

    /// The customer of a number.
    func account(_ number: String) throws(DatabaseError) -> Account {
        let found = try database.first(
            """
            SELECT c.id, c.name, c.kind, s.id, s.name FROM customer c
            LEFT JOIN source s ON s.id = c.source_id WHERE c.number = ?1
            """, .text(number)
        ) { row in
            Account(
                key: row.integer(0), number: number, name: row.text(1),
                kind: CustomerKind(code: row.integer(2)) ?? .individual,
                source: row.isNull(3) ? nil : (row.integer(3), row.text(4)))
        }
        guard let found else { throw .refused(.noSuch(what: "customer", name: number)) }
        return found
    }

    /// The customer of a number as a look-up gives it, but of this transaction's directory; nil
    /// when there is none.
    func holding(_ number: String) throws(DatabaseError) -> Holding? {
        let queries = try Queries(database)
        queries.further.today = date
        queries.further.now = now
        return try queries.customer(number: Array(number.utf8).span)
    }

    /// Makes sure that the customer has a shopper of this number.
    func requireShopper(_ shopper: Int, of account: Account) throws(DatabaseError) {
        let found = try database.first(
            "SELECT 1 FROM shopper WHERE customer_id = ?1 AND number = ?2", .integer(account.key),
            .init(shopper)
        ) { _ in true }
        guard found == true else {
            throw .refused(.noSuch(what: "shopper", name: "\(account.number)/\(shopper)"))
        }
    }

    /// Refuses a field that the customer's source writes.
    func requireOwn(_ field: CustomerField, of account: Account) throws(DatabaseError) {
        guard let source = account.source, field.canBelongToSource else { return }
        let owned = try database.integer(
            """
            SELECT NOT EXISTS (SELECT 1 FROM source_field WHERE source_id = \(source.key))
                OR EXISTS (SELECT 1 FROM source_field WHERE source_id = \(source.key)
                    AND field = '\(field.rawValue)')
            """)
        guard owned == 0 else {
            throw .refused(
                .ownedBySource(
                    field: field.rawValue, customer: account.number, source: source.name))
        }
    }

    /// Says what was changed, and tells the outbox where that is on.
    func note(
        _ subject: String, _ field: String, old: String? = nil, new: String? = nil,
        customer: String? = nil, value: String? = nil
    ) throws(DatabaseError) {
        changes.append(DirectoryChange(of: subject, field: field, old: old, new: new))
        if let customer { try outbox.note(customer: customer, what: field, value: value ?? new) }
    }
}

extension CustomerDirectory {
    /// Makes changes in one transaction, and says what they changed; an error undoes all of them.
    public func edit(
        by who: String, _ body: (Editor) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> [DirectoryChange] {
        guard access == .edit else { throw .readOnly(path: path) }
        let database = try database()
        endBurst()
        let changes = try Self.edit(database, today: today, now: now, by: who, body)
        // A log that a backup finds beside itself would be taken for its own.
        database.emptyLog(limitMs: 100)
        return changes
    }

    /// Makes changes in the file of a directory that is open for looking up, as `edit(by:)`. Waits
    /// at most 5 ms for another program's lock.
    public func change(
        by who: String, _ body: (Editor) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> [DirectoryChange] {
        endBurst()
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 5)
        try Schema.directory.check(database)
        return try Self.edit(database, today: today, now: now, by: who, body)
    }

    private static func edit(
        _ database: Database, today: CalendarDate, now: Int64, by who: String,
        _ body: (Editor) throws(DatabaseError) -> Void
    ) throws(DatabaseError) -> [DirectoryChange] {
        try database.run("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            let editor = try Editor(database, today: today, now: now, who: who)
            try body(editor)
            try database.run("COMMIT")
            return editor.changes
        } catch {
            database.rollBack()
            throw error
        }
    }
}

/// A field of a customer that can be changed here.
public enum CustomerField: String, CaseIterable, Sendable {
    case name, kind, status, screenLine, membership, joined, withdrew, shoppers, phones, street,
        city, state, zip,
        email, tabLimit, sticky

    /// Whether a source writes it when the customer is the source's.
    var canBelongToSource: Bool { self != .tabLimit && self != .sticky }

    /// The column of `customer` or `contact`; nil for what is no single column.
    var column: (table: String, name: String)? {
        switch self {
        case .name, .kind, .status, .joined, .withdrew: ("customer", rawValue)
        case .screenLine: ("customer", "screen_line")
        case .membership: ("customer", "membership_type")
        case .sticky: ("customer", "active_in_pos_sticky")
        case .tabLimit: ("customer", "tab_limit")
        case .street, .city, .state, .zip, .email: ("contact", rawValue)
        case .shoppers, .phones: nil
        }
    }
}
