/// A customer of the directory: an account, of one person or many.
public enum CustomerKind: String, Sendable, CaseIterable {
    case individual, organisation, group, staff
    /// The account of everybody who has none.
    case catchAll
    /// The account of members of other co-operatives.
    case visiting
}

/// The state of the customer's current record.
public enum CustomerStatus: String, Sendable, CaseIterable {
    case active, inactive, suspended, terminated, pending
}

/// A customer as an event shows one. Fixed size.
public struct Customer: Sendable, Equatable {
    /// The customer's number, as the point of sale knows it.
    public var number: Bytes<32>
    /// The name to show; UTF-8.
    public var name: Bytes<128>
    public var kind: CustomerKind
    public var status: CustomerStatus

    public init(number: Bytes<32>, name: Bytes<128>, kind: CustomerKind, status: CustomerStatus) {
        self.number = number
        self.name = name
        self.kind = kind
        self.status = status
    }
}

/// A person who may shop on a customer's account.
public struct Shopper: Sendable, Equatable {
    /// Unique within the customer; need not be contiguous nor start at 1.
    public var number: Int
    /// The name to show; UTF-8.
    public var name: Bytes<128>

    public init(number: Int, name: Bytes<128>) {
        self.number = number
        self.name = name
    }
}

/// Why somebody may not be served now. The raw value is the wire word.
public enum RefusalReason: String, Sendable, CaseIterable {
    case suspended, inactive, terminated, lost, blocked, retain, expired, notYetValid, used
    /// A driving licence: personal data, not a loyalty card.
    case licence
    /// Several are meant by it, and nothing tells which.
    case ambiguous
    /// A passport or identity card: personal data, not a loyalty card.
    case identityDocument
    /// A card or telephone whose number is another each time.
    case randomUID
    /// A card of whose number the reader gives only the beginning.
    case truncatedUID
    /// A card that holds nothing that settings ask for.
    case noIdentifier
}

/// Where the refusal was decided.
public enum RefusalLevel: String, Sendable, CaseIterable {
    case group, identifier, customer
}

/// A refusal with its reason.
public struct Refusal: Sendable, Equatable {
    public var reason: RefusalReason
    public var level: RefusalLevel?
    /// The day it began, where known.
    public var since: CalendarDate?

    public init(reason: RefusalReason, level: RefusalLevel? = nil, since: CalendarDate? = nil) {
        self.reason = reason
        self.level = level
        self.since = since
    }
}
