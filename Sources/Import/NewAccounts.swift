import Identity
import SQLite

/// Accounts and people that the directory does not have yet, written many at a time.
final class NewAccounts {
    private let source: Int64
    private let newCustomers: RowBatch
    /// Of those of whom the source says more; kept apart, for in most imports it does not.
    private let fullerCustomers: RowBatch
    private let newPeople: RowBatch

    init(_ database: Database, source: Int64) throws(DatabaseError) {
        self.source = source
        newCustomers = try RowBatch(
            database, into: "customer", columns: Self.commonColumns, rows: 16)
        fullerCustomers = try RowBatch(
            database, into: "customer", columns: Self.commonColumns + Self.rareColumns, rows: 16)
        newPeople = try RowBatch(
            database, into: "shopper",
            columns: [
                "customer_id", "number", "source_id", "name", "first_name", "last_name", "active",
            ], rows: 16)
    }

    private static let commonColumns = [
        "id", "number", "source_id", "name", "kind", "status", "status_since", "member",
        "membership_type", "source_type", "screen_line", "holder", "shopper_count",
        "sole_shopper", "sole_shopper_name", "folded",
    ]
    private static let rareColumns = [
        "source_key", "joined", "withdrew", "active_in_pos", "active_in_pos_sticky",
    ]

    /// Adds the account of a draft under a new key.
    /// - Parameters:
    ///   - soleName: The name of the only active person, where it is not the account's own.
    ///   - folded: All words of the names.
    func add(
        _ draft: borrowing AccountDraft, key: Int64, _ state: PeopleState, soleName: [UInt8]?,
        folded: [UInt8]
    ) throws(DatabaseError) {
        let batch = draft.saysMore ? fullerCustomers : newCustomers
        if batch.isFull { try batch.flush() }
        batch.bind(key)
        batch.bind(text: draft[draft.number])
        batch.bind(source)
        batch.bind(text: draft[draft.name])
        batch.bind(draft.kind.code)
        batch.bind(draft.status.code)
        batch.bind(textOrNull: draft[draft.statusSince])
        batch.bind(draft.isMember ? 1 : 0)
        batch.bind(textOrNull: draft[draft.membershipType])
        batch.bind(textOrNull: draft[draft.sourceType])
        batch.bind(textOrNull: draft[draft.screenLine])
        batch.bind(draft.holder)
        batch.bind(state.activeCount)
        batch.bind(state.sole)
        if let soleName {
            batch.bind(text: soleName.span)
        } else {
            batch.bind(nil)
        }
        batch.bind(text: folded.span)
        if draft.saysMore {
            batch.bind(textOrNull: draft[draft.sourceKey])
            batch.bind(textOrNull: draft[draft.joined])
            batch.bind(textOrNull: draft[draft.withdrew])
            batch.bind(draft.activeInPOS.map { $0 ? 1 : 0 })
            batch.bind(draft.isActiveSticky.map { $0 ? 1 : 0 })
        }
    }

    /// Adds a person of an account.
    func add(
        _ person: AccountDraft.Person, of key: Int64, _ draft: borrowing AccountDraft
    ) throws(DatabaseError) {
        if newPeople.isFull { try flush() }
        newPeople.bind(key)
        newPeople.bind(person.number)
        newPeople.bind(source)
        newPeople.bind(text: draft[person.name])
        newPeople.bind(textOrNull: draft[person.first])
        newPeople.bind(textOrNull: draft[person.last])
        newPeople.bind(person.isActive ? 1 : 0)
    }

    /// Writes what waits to be written with others: accounts before their people.
    func flush() throws(DatabaseError) {
        try newCustomers.flush()
        try fullerCustomers.flush()
        try newPeople.flush()
    }
}
