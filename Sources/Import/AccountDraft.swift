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
        /// The row that gives it.
        var row: StagedRows.Row?

        static func == (left: Period, right: Period) -> Bool {
            left.first == right.first && left.last == right.last
        }

        func overlaps(_ other: Period) -> Bool {
            (last.isEmpty || other.first <= last) && (other.last.isEmpty || first <= other.last)
        }
    }

    /// What a table may have no column for. What it does not say stays as it is.
    struct Silence: OptionSet {
        var rawValue: UInt32

        static let name = Silence(rawValue: 1 << 0)
        static let kind = Silence(rawValue: 1 << 1)
        static let status = Silence(rawValue: 1 << 2)
        static let since = Silence(rawValue: 1 << 3)
        static let membership = Silence(rawValue: 1 << 4)
        static let screenLine = Silence(rawValue: 1 << 5)
        static let sourceKey = Silence(rawValue: 1 << 6)
        static let joined = Silence(rawValue: 1 << 7)
        static let withdrew = Silence(rawValue: 1 << 8)
        static let activeInPOS = Silence(rawValue: 1 << 9)
        static let activeInPOSSticky = Silence(rawValue: 1 << 10)
        /// The shoppers: only that an individual is the only one follows from the account.
        static let people = Silence(rawValue: 1 << 11)
        static let first = Silence(rawValue: 1 << 12)
        static let last = Silence(rawValue: 1 << 13)
        static let active = Silence(rawValue: 1 << 14)

        /// What concerns shoppers.
        static let ofPeople: Silence = [.people, .name, .first, .last, .active]
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
    /// What the table does not say.
    var silence: Silence = []
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
        silence = []
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
