import Identity
import SQLite

/// Compares the people of an account with the directory, and makes them as the source says. One
/// owner: its `AccountWriter`.
final class AccountPeople {
    private(set) var counts = ImportReport.Counts()
    /// Who will be on the account that is compared.
    private(set) var state = PeopleState()

    private let source: Int64
    private let log: DifferenceLog?
    /// Whether shoppers that the source no longer has go.
    private let deletes: Bool
    private let new: NewAccounts
    private let seldom: PeopleWriter
    private let find: Statement
    private let update: Statement

    init(
        _ database: Database, source: Int64, new: NewAccounts, deletes: Bool, log: DifferenceLog?
    ) throws(DatabaseError) {
        self.source = source
        self.new = new
        self.deletes = deletes
        self.log = log
        seldom = try PeopleWriter(database, source: source)
        find = try database.prepare(
            """
            SELECT number, name, first_name, last_name, active, source_id FROM shopper
            WHERE customer_id = ?1 ORDER BY number
            """, longLived: true)
        update = try database.prepare(
            """
            UPDATE shopper SET name = ?1, first_name = ?2, last_name = ?3, active = ?4
            WHERE customer_id = ?5 AND number = ?6
            """, longLived: true)
    }

    /// Begins with the people of an account, all of them new until they are found.
    func begin(_ draft: borrowing AccountDraft) {
        state.removeAll()
        for person in draft.people { state.add(person, isNew: true) }
    }

    /// Adds the people of an account that is new itself.
    func insert(_ draft: borrowing AccountDraft, _ key: Int64) throws(DatabaseError) {
        for person in draft.people { try insert(person, of: key, draft) }
        guard draft.people.contains(where: { $0.periods != nil }) else { return }
        try new.flush()
        for person in draft.people { _ = try seldom.writePeriods(of: person, customer: key) }
    }

    /// The rows of periods that overlap others; empty again afterwards.
    func takeRefusedPeriods() -> [StagedRows.Row] { seldom.takeRefusedPeriods() }

    /// Puts what the directory has of the people in the place of what the table does not say.
    func complete(
        _ draft: inout AccountDraft, _ key: Int64
    ) throws(DatabaseError) {
        let silence = draft.silence
        defer { find.reset() }
        find.bind(1, key)
        var numbers: Set<Int64> = []
        var sole: AccountDraft.Person?
        while try find.step() {
            let number = find.integer(0)
            numbers.insert(number)
            let name = find.withBytes(1) { draft.add($0) }
            let first = find.withBytes(2) { draft.add($0) }
            let last = find.withBytes(3) { draft.add($0) }
            let isActive = find.integer(4) == 1
            if number == 1 {
                sole = .init(
                    number: 1, name: name, first: first, last: last, isActive: isActive)
            }
            guard let place = draft.people.firstIndex(where: { $0.number == number }) else {
                continue
            }
            if silence.contains(.name) { draft.people[place].name = name }
            // Another name's parts are not known, where only the whole is given.
            let isSame = draft[draft.people[place].name].equals(draft[name])
            if silence.contains(.first), isSame { draft.people[place].first = first }
            if silence.contains(.last), isSame { draft.people[place].last = last }
            if silence.contains(.active) { draft.people[place].isActive = isActive }
        }
        // The account's name is not that of one of several.
        guard silence.contains(.people), !numbers.subtracting([1]).isEmpty else { return }
        draft.people = sole.map { [$0] } ?? []
    }

    /// Compares the people of an account. Those whom the source no longer has are kept, or go where
    /// it says so.
    func change(
        _ draft: borrowing AccountDraft, _ key: Int64
    ) throws(DatabaseError) {
        defer { find.reset() }
        begin(draft)
        var changed: [AccountDraft.Person] = []
        find.bind(1, key)
        while try find.step() {
            let number = find.integer(0)
            guard let person = draft.people.first(where: { $0.number == number }) else {
                state.keep(
                    number: number, isActive: find.integer(4) == 1,
                    isOurs: find.optionalInteger(5) == source
                        && !draft.silence.contains(.people),
                    name: find.withBytes(1) { name in name.indices.map { name[$0] } })
                continue
            }
            state.found(number)
            if find.holds(1, draft[person.name]), find.holds(2, draft[person.first]),
                find.holds(3, draft[person.last]),
                find.integer(4) == (person.isActive ? 1 : 0)
            {
                counts.unchanged += 1
            } else {
                try log?.note(
                    .changed, .shopper, of: String(draft[draft.number]), part: String(number),
                    old: find.text(1) + (find.integer(4) == 1 ? "" : " (not active)"),
                    new: String(draft[person.name]) + (person.isActive ? "" : " (not active)"))
                changed.append(person)
            }
        }
        find.reset()
        for person in changed {
            update.bind(1, text: draft[person.name])
            update.bind(2, textOrNull: draft[person.first])
            update.bind(3, textOrNull: draft[person.last])
            update.bind(4, person.isActive ? 1 : 0)
            update.bind(5, key)
            update.bind(6, person.number)
            try update.run()
            counts.updated += 1
        }
        try miss(draft, key)
        for person in draft.people where state.isNew(person.number) {
            try log?.note(
                .created, .shopper, of: String(draft[draft.number]), part: String(person.number),
                new: String(draft[person.name]))
            try insert(person, of: key, draft)
        }
        guard draft.people.contains(where: { $0.periods != nil }) else { return }
        try new.flush()
        for person in draft.people {
            let isChanged = try seldom.writePeriods(of: person, customer: key)
            guard isChanged, !state.isNew(person.number) else { continue }
            counts.updated += 1
            try log?.note(
                .changed, .shopper, of: String(draft[draft.number]), part: String(person.number),
                field: "periods")
        }
    }

    /// What becomes of the shoppers whom the source no longer has.
    private func miss(
        _ draft: borrowing AccountDraft, _ key: Int64
    ) throws(DatabaseError) {
        for person in state.kept where person.isOurs {
            let number = String(person.number)
            let name = String(decoding: person.name, as: UTF8.self)
            guard deletes else {
                counts.missing += 1
                try log?.note(
                    .missing, .shopper, of: String(draft[draft.number]), part: number, old: name)
                continue
            }
            switch try seldom.remove(person.number, customer: key) {
            case .removed: state.removeKept(person.number)
            case .stopped where person.isActive: state.stop(person.number)
            case .stopped:
                counts.missing += 1
                continue
            }
            counts.removed += 1
            try log?.note(
                .removed, .shopper, of: String(draft[draft.number]), part: number, old: name)
        }
    }

    private func insert(
        _ person: AccountDraft.Person, of key: Int64, _ draft: borrowing AccountDraft
    ) throws(DatabaseError) {
        try new.add(person, of: key, draft)
        counts.created += 1
    }
}
