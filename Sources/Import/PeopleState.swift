import Identity

/// Who will be on an account after an import: those of the source, and those it no longer has.
struct PeopleState {
    /// A person in the directory whom the source no longer has.
    struct Kept {
        var number: Int64
        var isActive: Bool
        /// Of the source that is imported; others' are not touched.
        var isOurs: Bool
        var name: [UInt8]
    }

    private(set) var kept: [Kept] = []
    private var drafted: [(number: Int64, isActive: Bool, isNew: Bool)] = []

    mutating func removeAll() {
        kept.removeAll(keepingCapacity: true)
        drafted.removeAll(keepingCapacity: true)
    }

    /// Adds a person of the source; new until found.
    mutating func add(_ person: AccountDraft.Person, isNew: Bool) {
        drafted.append((person.number, person.isActive, isNew))
    }

    /// Notes that a person of the source is in the directory.
    mutating func found(_ number: Int64) {
        for index in drafted.indices where drafted[index].number == number {
            drafted[index].isNew = false
        }
    }

    mutating func keep(number: Int64, isActive: Bool, isOurs: Bool, name: [UInt8]) {
        kept.append(Kept(number: number, isActive: isActive, isOurs: isOurs, name: name))
    }

    /// Notes that a person of those kept was taken away after all.
    mutating func removeKept(_ number: Int64) {
        kept.removeAll { $0.number == number }
    }

    /// Notes that a person of those kept may no longer shop.
    mutating func stop(_ number: Int64) {
        for index in kept.indices where kept[index].number == number {
            kept[index].isActive = false
        }
    }

    func isNew(_ number: Int64) -> Bool {
        drafted.contains { $0.number == number && $0.isNew }
    }

    /// How many may shop.
    var activeCount: Int {
        var count = 0
        for person in drafted where person.isActive { count += 1 }
        for person in kept where person.isActive { count += 1 }
        return count
    }

    /// The number of the only one who may shop; nil when there are none or several.
    var sole: Int64? {
        guard activeCount == 1 else { return nil }
        for person in drafted where person.isActive { return person.number }
        for person in kept where person.isActive { return person.number }
        return nil
    }

    /// The name of the only one who may shop, where it is not the account's own.
    func soleName(_ draft: borrowing AccountDraft) -> [UInt8]? {
        guard let sole else { return nil }
        if let person = draft.people.first(where: { $0.number == sole }) {
            let name = draft[person.name]
            return name.equals(draft[draft.name]) ? nil : name.indices.map { name[$0] }
        }
        guard let person = kept.first(where: { $0.number == sole }) else { return nil }
        return person.name.span.equals(draft[draft.name]) ? nil : person.name
    }
}
