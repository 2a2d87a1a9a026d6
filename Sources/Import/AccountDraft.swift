import Identity

/// An account with its people as a source describes it, before it is compared with the directory.
/// It is used again for each account, so that an import of a million does not ask for memory a
/// million times.
struct AccountDraft {
    /// A text of the draft: where it stands. Empty is "nothing".
    typealias Field = Range<Int>

    struct Person {
        /// From 1.
        var number: Int64
        var name: Field
        var first: Field
        var last: Field
        var isActive: Bool
        /// When the source says that they may shop; both days belong to it. Nil where it does not
        /// say.
        var periods: [Period]?
    }

    /// Days as ISO 8601 writes them; an empty last one is not known yet.
    struct Period: Equatable {
        var first: String
        var last: String
    }

    var number: Field = 0..<0
    var name: Field = 0..<0
    var kind = CustomerKind.individual
    var status = CustomerStatus.active
    /// A date as ISO 8601 writes it.
    var statusSince: Field = 0..<0
    var isMember = false
    var membershipType: Field = 0..<0
    /// The source's own word for the account's state or kind.
    var sourceType: Field = 0..<0
    var screenLine: Field = 0..<0
    /// The source's own key, where that is not the number.
    var sourceKey: Field = 0..<0
    var joined: Field = 0..<0
    var withdrew: Field = 0..<0
    /// Whether the table has the days of membership at all; else those of another of its source's
    /// tables stay.
    var saysDays = true
    /// Rattail's `active_in_pos` and `active_in_pos_sticky`; nil is unset.
    var activeInPOS: Bool?
    var isActiveSticky: Bool?
    /// The number of the person who holds the account.
    var holder: Int64?
    /// In the order of their numbers, each number once.
    var people: [Person] = []
    private var text: [UInt8] = []

    mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        people.removeAll(keepingCapacity: true)
        (number, name, statusSince, membershipType) = (0..<0, 0..<0, 0..<0, 0..<0)
        (sourceType, screenLine, sourceKey) = (0..<0, 0..<0, 0..<0)
        (joined, withdrew, activeInPOS, isActiveSticky) = (0..<0, 0..<0, nil, nil)
        saysDays = true
        (kind, status, isMember, holder) = (.individual, .active, false, nil)
    }

    /// Whether the source says what most sources do not: its own key, days of membership, activity
    /// in the POS.
    var saysMore: Bool {
        !sourceKey.isEmpty || !joined.isEmpty || !withdrew.isEmpty || activeInPOS != nil
            || isActiveSticky != nil
    }

    /// Adds a text.
    mutating func add(_ bytes: borrowing Span<UInt8>) -> Field {
        let start = text.count
        text.append(bytes)
        return start..<text.count
    }

    /// Adds a full name: the first name, a blank where both are there, and the last.
    mutating func addName(
        first: borrowing Span<UInt8>, last: borrowing Span<UInt8>
    ) -> Field {
        let start = add(first).lowerBound
        if !first.isEmpty, !last.isEmpty { text.append(UInt8(ascii: " ")) }
        return start..<add(last).upperBound
    }

    subscript(field: Field) -> Span<UInt8> {
        @_lifetime(borrow self)
        get { text.span.extracting(field) }
    }
}
