import Directory
import Identity
import SQLite

/// Compares accounts with the directory and makes it as the source says. One owner: the import
/// under way.
final class AccountWriter {
    enum Outcome {
        /// A new customer's key.
        case created(Int64)
        /// The key of a customer who was there already.
        case found(Int64)
        /// The number belongs to a customer of another source, who was left alone.
        case foreign
        /// The number belongs to a customer who was entered here, who was left alone.
        case local

        /// Why the customer was left alone; nil for the others.
        var fault: String? {
            switch self {
            case .created, .found: nil
            case .foreign: AccountWriter.isForeign
            case .local: AccountWriter.isLocal
            }
        }
    }

    var customers = ImportReport.Counts()
    /// Whom the source has, by key.
    private(set) var seen = KeySet()

    private let database: Database
    private let source: Int64
    let log: DifferenceLog?
    /// Nothing is looked for in a directory that was empty when the import began.
    private let wasEmpty: Bool
    private let firstNewKey: Int64
    private var nextKey: Int64
    private var words = NameWords()
    private var folded: [UInt8] = []

    /// The customer that is compared.
    let find: Statement
    private let new: NewAccounts
    private let update: Statement
    private let people: AccountPeople
    private let freeKey: Statement
    /// Whether customers who were entered here become the source's.
    private let joins: Bool

    init(
        _ database: Database, source: Int64, deletes: Bool = false, joins: Bool = false,
        log: DifferenceLog? = nil
    ) throws(DatabaseError) {
        self.database = database
        self.source = source
        self.log = log
        self.joins = joins
        freeKey = try database.prepare(
            """
            UPDATE customer SET source_key = NULL
            WHERE source_id = ?1 AND source_key = ?2 AND number <> ?3
            """, longLived: true)
        nextKey = (try database.integer("SELECT max(id) FROM customer") ?? 0) + 1
        firstNewKey = nextKey
        wasEmpty = nextKey == 1
        find = try database.prepare(
            """
            SELECT id, source_id, name, kind, status, status_since, member, membership_type,
                source_type, screen_line, holder, shopper_count, sole_shopper, sole_shopper_name,
                folded, source_key, joined, withdrew, active_in_pos, active_in_pos_sticky, gone_on
            FROM customer WHERE number = ?1
            """, longLived: true)
        new = try NewAccounts(database, source: source)
        people = try AccountPeople(
            database, source: source, new: new, deletes: deletes, log: log)
        update = try database.prepare(
            """
            UPDATE customer SET name = ?1, kind = ?2, status = ?3, status_since = ?4, member = ?5,
                membership_type = ?6, source_type = ?7, screen_line = ?8, holder = ?9,
                shopper_count = ?10, sole_shopper = ?11, sole_shopper_name = ?12, folded = ?13,
                source_key = ?15, joined = ?16, withdrew = ?17, active_in_pos = ?18,
                active_in_pos_sticky = ?19, gone_on = NULL
            WHERE id = ?14
            """, longLived: true)
    }

    /// How many shoppers were created, changed, missed and removed.
    var shoppers: ImportReport.Counts { people.counts }

    /// The rows of periods that overlap others, which are not taken; empty again afterwards.
    func takeRefusedPeriods() -> [StagedRows.Row] { people.takeRefusedPeriods() }

    /// Puts what the directory has in the place of what the table does not say.
    private func complete(
        _ draft: inout AccountDraft, _ key: Int64
    ) throws(DatabaseError) {
        let silence = draft.silence
        func kept(_ column: Int32) -> AccountDraft.Field {
            find.withBytes(column) { draft.add($0) }
        }
        if silence.contains(.name) { draft.name = kept(2) }
        if silence.contains(.kind), let kind = CustomerKind(code: find.integer(3)) {
            draft.kind = kind
        }
        // Whom the source dropped and has again is served again.
        if silence.contains(.status), find.isNull(20),
            let status = CustomerStatus(code: find.integer(4))
        {
            draft.status = status
        }
        // The day is that of the status: another status has another.
        if silence.contains(.since), find.integer(4) == draft.status.code {
            draft.statusSince = kept(5)
        }
        if silence.contains(.membership) {
            draft.isMember = find.integer(6) == 1
            draft.membershipType = kept(7)
        }
        if silence.contains(.screenLine) { draft.screenLine = kept(9) }
        if silence.contains(.sourceKey) { draft.sourceKey = kept(15) }
        if silence.contains(.joined) { draft.joined = kept(16) }
        if silence.contains(.withdrew) { draft.withdrew = kept(17) }
        if silence.contains(.activeInPOS) {
            draft.activeInPOS = find.optionalInteger(18).map { $0 == 1 }
        }
        if silence.contains(.activeInPOSSticky) {
            draft.isActiveSticky = find.optionalInteger(19).map { $0 == 1 }
        }
        if silence.contains(.people) {
            if draft.kind != .individual, draft.kind != .staff { draft.people.removeAll() }
            draft.holder = find.optionalInteger(10) ?? (draft.people.isEmpty ? nil : draft.holder)
        }
        if !silence.isDisjoint(with: .ofPeople) { try people.complete(&draft, key) }
    }

    /// Whether the customer of this key was made by this import.
    func isNew(_ key: Int64) -> Bool { key >= firstNewKey }

    /// Makes the account of the draft's number as the draft says.
    func write(_ draft: inout AccountDraft) throws(DatabaseError) -> Outcome {
        defer { find.reset() }
        if !draft.sourceKey.isEmpty {
            // Whom the source gave another number is another customer: the old number is missing.
            freeKey.bind(1, source)
            freeKey.bind(2, text: draft[draft.sourceKey])
            freeKey.bind(3, text: draft[draft.number])
            try freeKey.run()
        }
        if !wasEmpty {
            find.bind(1, text: draft[draft.number])
            if try find.step() {
                let owner = find.optionalInteger(1)
                if owner == nil, joins { return .found(try join(&draft, find.integer(0))) }
                guard owner == source else { return owner == nil ? .local : .foreign }
                seen.insert(find.integer(0))
                return .found(try change(&draft, find.integer(0)))
            }
        }
        let key = nextKey
        nextKey += 1
        seen.insert(key)
        try log?.note(
            .created, .customer, of: String(draft[draft.number]), new: String(draft[draft.name]))
        people.begin(draft)
        gatherFolded(draft)
        let folded = folded
        try new.add(
            draft, key: key, people.state, soleName: people.state.soleName(draft), folded: folded)
        customers.created += 1
        words.add(folded.span, of: key)
        try people.insert(draft, key)
        return .created(key)
    }

    /// Writes the rows that wait for others to be written with them. What refers to a new customer
    /// comes after.
    func flush() throws(DatabaseError) {
        try new.flush()
    }

    /// Writes what still waits, and makes the words of all names searchable.
    func finish(_ database: Database) throws(DatabaseError) {
        try flush()
        try words.write(to: database)
    }

    /// Why a row whose number is another source's is not taken.
    static let isForeign = "the number belongs to a customer who is not of this source"

    /// Why a row whose number was given here is not taken.
    static let isLocal =
        "the number belongs to a customer who was entered here: --join makes them one"

    /// Makes a customer who was entered here the source's, and then what the source says.
    private func join(
        _ draft: inout AccountDraft, _ key: Int64
    ) throws(DatabaseError) -> Int64 {
        try log?.note(
            .changed, .customer, of: String(draft[draft.number]), field: "source", old: "",
            new: "joined")
        for table in ["shopper", "customer"] {
            try database.change(
                """
                UPDATE \(table) SET source_id = ?1
                WHERE \(table == "customer" ? "id" : "customer_id") = ?2 AND source_id IS NULL
                """, .integer(source), .integer(key))
        }
        seen.insert(key)
        let before = customers.updated
        _ = try change(&draft, key)
        if customers.updated == before {
            customers.unchanged -= 1
            customers.updated += 1
        }
        return key
    }

    /// Compares with the customer in `find`'s row, and changes what differs.
    private func change(
        _ draft: inout AccountDraft, _ key: Int64
    ) throws(DatabaseError) -> Int64 {
        if !draft.silence.isEmpty { try complete(&draft, key) }
        try people.change(draft, key)
        gatherFolded(draft)
        guard differs(draft) else {
            customers.unchanged += 1
            return key
        }
        let folded = folded
        let oldWords = find.withBytes(14) { old in
            old.equals(folded.span) ? nil : old.indices.map { old[$0] }
        }
        if let oldWords {
            words.remove(oldWords.span, of: key)
            words.add(folded.span, of: key)
        }
        try noteChanges(draft)
        bind(draft, to: update)
        update.bind(14, key)
        try update.run()
        customers.updated += 1
        return key
    }

    /// All words of the account's names and of its people's, also of those kept.
    private func gatherFolded(_ draft: borrowing AccountDraft) {
        folded.removeAll(keepingCapacity: true)
        Folding.add(draft[draft.name], to: &folded)
        // The only person mostly has the account's name, whose words are there.
        for person in draft.people where !draft[person.name].equals(draft[draft.name]) {
            Folding.add(draft[person.name], to: &folded)
        }
        for kept in people.state.kept { Folding.add(kept.name.span, to: &folded) }
    }

    private func differs(_ draft: borrowing AccountDraft) -> Bool {
        let (folded, state) = (folded, people.state)
        guard find.holds(2, draft[draft.name]), find.integer(3) == draft.kind.code,
            find.integer(4) == draft.status.code, find.holds(5, draft[draft.statusSince]),
            find.integer(6) == (draft.isMember ? 1 : 0),
            find.holds(7, draft[draft.membershipType]), find.holds(8, draft[draft.sourceType]),
            find.holds(9, draft[draft.screenLine]), find.optionalInteger(10) == draft.holder,
            find.integer(11) == state.activeCount, find.optionalInteger(12) == state.sole,
            find.holds(14, folded.span), find.holds(15, draft[draft.sourceKey]),
            find.holds(16, draft[draft.joined]), find.holds(17, draft[draft.withdrew]),
            find.optionalInteger(18) == draft.activeInPOS.map({ $0 ? 1 : 0 }),
            find.optionalInteger(19) == draft.isActiveSticky.map({ $0 ? 1 : 0 }), find.isNull(20)
        else { return true }
        guard let name = state.soleName(draft) else { return !find.isNull(13) }
        return !find.holds(13, name.span) || find.isNull(13)
    }

    private func bind(_ draft: borrowing AccountDraft, to statement: borrowing Statement) {
        let state = people.state
        statement.bind(1, text: draft[draft.name])
        statement.bind(2, draft.kind.code)
        statement.bind(3, draft.status.code)
        statement.bind(4, textOrNull: draft[draft.statusSince])
        statement.bind(5, draft.isMember ? 1 : 0)
        statement.bind(6, textOrNull: draft[draft.membershipType])
        statement.bind(7, textOrNull: draft[draft.sourceType])
        statement.bind(8, textOrNull: draft[draft.screenLine])
        statement.bind(9, draft.holder)
        statement.bind(10, state.activeCount)
        statement.bind(11, state.sole)
        if let name = state.soleName(draft) {
            statement.bind(12, text: name.span)
        } else {
            statement.bindNull(12)
        }
        let folded = folded
        statement.bind(13, text: folded.span)
        statement.bind(15, textOrNull: draft[draft.sourceKey])
        statement.bind(16, textOrNull: draft[draft.joined])
        statement.bind(17, textOrNull: draft[draft.withdrew])
        statement.bind(18, draft.activeInPOS.map { $0 ? 1 : 0 })
        statement.bind(19, draft.isActiveSticky.map { $0 ? 1 : 0 })
    }
}
