import Identity

/// Compares accounts with the directory and makes it as the source says. One owner: the import under way.
final class AccountWriter {
    enum Outcome {
        /// A new customer's key.
        case created(Int64)
        /// The key of a customer who was there already.
        case found(Int64)
        /// The number belongs to a customer of another source, or of none, and was left alone.
        case foreign
    }

    var customers = ImportReport.Counts()
    var shoppers = ImportReport.Counts()
    /// Whom the source has, by key.
    private(set) var seen = KeySet()

    private let database: Database
    private let source: Int64
    let log: DifferenceLog?
    /// Whether shoppers that the source no longer has go.
    private let deletes: Bool
    /// Nothing is looked for in a directory that was empty when the import began.
    private let wasEmpty: Bool
    private let firstNewKey: Int64
    private var nextKey: Int64
    private var words = NameWords()
    private var folded: [UInt8] = []
    private var state = PeopleState()

    /// The customer that is compared.
    let find: Statement
    private let findPeople: Statement
    private let new: NewAccounts
    private let update: Statement
    private let updatePerson: Statement
    private let people: PeopleWriter
    private let freeKey: Statement

    init(
        _ database: Database, source: Int64, deletes: Bool = false, log: DifferenceLog? = nil
    ) throws(DirectoryError) {
        self.database = database
        self.source = source
        self.deletes = deletes
        self.log = log
        people = try PeopleWriter(database, source: source)
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
        findPeople = try database.prepare(
            """
            SELECT number, name, first_name, last_name, active, source_id FROM shopper
            WHERE customer_id = ?1 ORDER BY number
            """, longLived: true)
        new = try NewAccounts(database, source: source)
        update = try database.prepare(
            """
            UPDATE customer SET name = ?1, kind = ?2, status = ?3, status_since = ?4, member = ?5,
                membership_type = ?6, source_type = ?7, screen_line = ?8, holder = ?9,
                shopper_count = ?10, sole_shopper = ?11, sole_shopper_name = ?12, folded = ?13,
                source_key = ?15, joined = ?16, withdrew = ?17, active_in_pos = ?18,
                active_in_pos_sticky = ?19, gone_on = NULL
            WHERE id = ?14
            """, longLived: true)
        updatePerson = try database.prepare(
            """
            UPDATE shopper SET name = ?1, first_name = ?2, last_name = ?3, active = ?4
            WHERE customer_id = ?5 AND number = ?6
            """, longLived: true)
    }

    /// Whether the customer of this key was made by this import.
    func isNew(_ key: Int64) -> Bool { key >= firstNewKey }

    /// Makes the account of the draft's number as the draft says.
    func write(_ draft: borrowing AccountDraft) throws(DirectoryError) -> Outcome {
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
                guard find.optionalInteger(1) == source else { return .foreign }
                seen.insert(find.integer(0))
                return .found(try change(draft, find.integer(0)))
            }
        }
        let key = nextKey
        nextKey += 1
        seen.insert(key)
        try log?.note(
            .created, .customer, of: String(draft[draft.number]), new: String(draft[draft.name]))
        state.removeAll()
        for person in draft.people { state.add(person, isNew: true) }
        gatherFolded(draft)
        let (folded, name) = (folded, soleName(draft))
        try new.add(draft, key: key, state, soleName: name, folded: folded)
        customers.created += 1
        words.add(folded.span, of: key)
        for person in draft.people { try insert(person, of: key, draft) }
        if draft.people.contains(where: { $0.periods != nil }) {
            try flush()
            for person in draft.people { _ = try people.writePeriods(of: person, customer: key) }
        }
        return .created(key)
    }

    /// Writes the rows that wait for others to be written with them. What refers to a new customer comes after.
    func flush() throws(DirectoryError) {
        try new.flush()
    }

    /// Writes what still waits, and makes the words of all names searchable.
    func finish(_ database: Database) throws(DirectoryError) {
        try flush()
        try words.write(to: database)
    }

    /// Why a row whose number is another source's is not taken.
    static let isForeign = "the number belongs to a customer who is not of this source"

    /// Compares with the customer in `find`'s row, and changes what differs.
    private func change(
        _ draft: borrowing AccountDraft, _ key: Int64
    ) throws(DirectoryError) -> Int64 {
        try changePeople(draft, key)
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

    /// Compares the people of an account. Those whom the source no longer has are kept, or go where it says so.
    private func changePeople(
        _ draft: borrowing AccountDraft, _ key: Int64
    ) throws(DirectoryError) {
        defer { findPeople.reset() }
        state.removeAll()
        for person in draft.people { state.add(person, isNew: true) }
        var changed: [AccountDraft.Person] = []
        findPeople.bind(1, key)
        while try findPeople.step() {
            let number = findPeople.integer(0)
            guard let person = draft.people.first(where: { $0.number == number }) else {
                state.keep(
                    number: number, isActive: findPeople.integer(4) == 1,
                    isOurs: findPeople.optionalInteger(5) == source,
                    name: findPeople.withBytes(1) { name in name.indices.map { name[$0] } })
                continue
            }
            state.found(number)
            if same(findPeople, 1, draft[person.name]), same(findPeople, 2, draft[person.first]),
                same(findPeople, 3, draft[person.last]),
                findPeople.integer(4) == (person.isActive ? 1 : 0)
            {
                shoppers.unchanged += 1
            } else {
                try log?.note(
                    .changed, .shopper, of: String(draft[draft.number]), part: String(number),
                    old: findPeople.text(1) + (findPeople.integer(4) == 1 ? "" : " (not active)"),
                    new: String(draft[person.name]) + (person.isActive ? "" : " (not active)"))
                changed.append(person)
            }
        }
        findPeople.reset()
        for person in changed {
            bind(person, draft, to: updatePerson)
            updatePerson.bind(5, key)
            updatePerson.bind(6, person.number)
            try updatePerson.run()
            shoppers.updated += 1
        }
        try missPeople(draft, key)
        for person in draft.people where state.isNew(person.number) {
            try log?.note(
                .created, .shopper, of: String(draft[draft.number]), part: String(person.number),
                new: String(draft[person.name]))
            try insert(person, of: key, draft)
        }
        guard draft.people.contains(where: { $0.periods != nil }) else { return }
        try new.flush()
        for person in draft.people {
            let isChanged = try people.writePeriods(of: person, customer: key)
            guard isChanged, !state.isNew(person.number) else { continue }
            shoppers.updated += 1
            try log?.note(
                .changed, .shopper, of: String(draft[draft.number]), part: String(person.number),
                field: "periods")
        }
    }

    /// What becomes of the shoppers whom the source no longer has.
    private func missPeople(
        _ draft: borrowing AccountDraft, _ key: Int64
    ) throws(DirectoryError) {
        for person in state.kept where person.isOurs {
            let number = String(person.number)
            let name = String(decoding: person.name, as: UTF8.self)
            guard deletes else {
                shoppers.missing += 1
                try log?.note(
                    .missing, .shopper, of: String(draft[draft.number]), part: number, old: name)
                continue
            }
            switch try people.remove(person.number, customer: key) {
            case .removed: state.removeKept(person.number)
            case .stopped where person.isActive: state.stop(person.number)
            case .stopped:
                shoppers.missing += 1
                continue
            }
            shoppers.removed += 1
            try log?.note(
                .removed, .shopper, of: String(draft[draft.number]), part: number, old: name)
        }
    }

    private func insert(
        _ person: AccountDraft.Person, of key: Int64, _ draft: borrowing AccountDraft
    ) throws(DirectoryError) {
        try new.add(person, of: key, draft)
        shoppers.created += 1
    }

    /// All words of the account's names and of its people's, also of those kept.
    private func gatherFolded(_ draft: borrowing AccountDraft) {
        folded.removeAll(keepingCapacity: true)
        Folding.add(draft[draft.name], to: &folded)
        // The only person mostly has the account's name, whose words are there.
        for person in draft.people where !draft[person.name].equals(draft[draft.name]) {
            Folding.add(draft[person.name], to: &folded)
        }
        for kept in state.kept { Folding.add(kept.name.span, to: &folded) }
    }

    private func differs(_ draft: borrowing AccountDraft) -> Bool {
        let folded = folded
        guard same(find, 2, draft[draft.name]), find.integer(3) == draft.kind.code,
            find.integer(4) == draft.status.code, same(find, 5, draft[draft.statusSince]),
            find.integer(6) == (draft.isMember ? 1 : 0),
            same(find, 7, draft[draft.membershipType]), same(find, 8, draft[draft.sourceType]),
            same(find, 9, draft[draft.screenLine]), find.optionalInteger(10) == draft.holder,
            find.integer(11) == state.activeCount, find.optionalInteger(12) == state.sole,
            same(find, 14, folded.span), same(find, 15, draft[draft.sourceKey]),
            !draft.saysDays
                || same(find, 16, draft[draft.joined]) && same(find, 17, draft[draft.withdrew]),
            find.optionalInteger(18) == draft.activeInPOS.map({ $0 ? 1 : 0 }),
            find.optionalInteger(19) == draft.isActiveSticky.map({ $0 ? 1 : 0 }), find.isNull(20)
        else { return true }
        return !sameSoleName(draft)
    }

    private func sameSoleName(_ draft: borrowing AccountDraft) -> Bool {
        if let name = soleName(draft) { return same(find, 13, name.span) && !find.isNull(13) }
        return find.isNull(13)
    }

    /// The name of the only active person, where it is not the account's own.
    private func soleName(_ draft: borrowing AccountDraft) -> [UInt8]? {
        guard let sole = state.sole else { return nil }
        if let person = draft.people.first(where: { $0.number == sole }) {
            let name = draft[person.name]
            return name.equals(draft[draft.name]) ? nil : name.indices.map { name[$0] }
        }
        guard let kept = state.kept.first(where: { $0.number == sole }) else { return nil }
        return kept.name.span.equals(draft[draft.name]) ? nil : kept.name
    }

    private func bind(_ draft: borrowing AccountDraft, to statement: borrowing Statement) {
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
        if let name = soleName(draft) {
            statement.bind(12, text: name.span)
        } else {
            statement.bindNull(12)
        }
        let folded = folded
        statement.bind(13, text: folded.span)
        statement.bind(15, textOrNull: draft[draft.sourceKey])
        if draft.saysDays {
            statement.bind(16, textOrNull: draft[draft.joined])
            statement.bind(17, textOrNull: draft[draft.withdrew])
        } else {
            statement.bind(16, find.optionalText(16))
            statement.bind(17, find.optionalText(17))
        }
        statement.bind(18, draft.activeInPOS.map { $0 ? 1 : 0 })
        statement.bind(19, draft.isActiveSticky.map { $0 ? 1 : 0 })
    }

    private func bind(
        _ person: AccountDraft.Person, _ draft: borrowing AccountDraft,
        to statement: borrowing Statement
    ) {
        statement.bind(1, text: draft[person.name])
        statement.bind(2, textOrNull: draft[person.first])
        statement.bind(3, textOrNull: draft[person.last])
        statement.bind(4, person.isActive ? 1 : 0)
    }

    /// Whether the column holds this text; NULL is the empty one.
    private func same(
        _ row: borrowing Statement, _ column: Int32, _ text: borrowing Span<UInt8>
    ) -> Bool {
        row.withBytes(column) { $0.equals(text) }
    }
}
