/// A customer on a ticket, once, whichever shopper of the account came.
public struct TicketMember: Sendable, Equatable {
    /// The number of the event by which the customer was read first: places follow it.
    public var order: Int64
    public var customer: Customer
    /// Those of the account who were identified, in order of reading.
    public var shoppers: [Shopper]
    /// The bearer identifiers that came with this member, in order of reading.
    public var bearers: [Identifier]
    /// How the customer was identified first, and when.
    public var entryMode: EntryMode
    public var time: WallTime

    public init(
        order: Int64, customer: Customer, shoppers: [Shopper] = [], bearers: [Identifier] = [],
        entryMode: EntryMode, time: WallTime
    ) {
        self.order = order
        self.customer = customer
        self.shoppers = shoppers
        self.bearers = bearers
        self.entryMode = entryMode
        self.time = time
    }
}

/// A customer who was taken off a ticket, and so has no part in its total.
public struct RemovedMember: Sendable, Equatable {
    public var customer: Bytes<32>
    /// The number of the last event that came before. Who is identified again is a member again.
    public var lastEvent: Int64

    public init(customer: Bytes<32>, lastEvent: Int64) {
        self.customer = customer
        self.lastEvent = lastEvent
    }
}

/// A ticket that was joined to another one, which is open still.
public struct JoinedTicket: Sendable, Equatable {
    public var lane: Bytes<32>
    public var key: Bytes<64>
    /// The numbers of the events that could belong to it.
    public var events: ClosedRange<Int64>
    /// The number of the ticket on which it went on.
    public var into: Int64

    public init(lane: Bytes<32>, key: Bytes<64>, events: ClosedRange<Int64>, into: Int64) {
        self.lane = lane
        self.key = key
        self.events = events
        self.into = into
    }
}

/// When and how a ticket ended.
public struct TicketEnd: Sendable {
    public var time: WallTime
    /// The number of the last event that could belong to the ticket.
    public var lastEvent: Int64
    /// Decimal text, where the lane said it.
    public var total: Bytes<24>?
    /// The number of the ticket that it was joined to, whose total is its own.
    public var into: Int64?

    public init(
        time: WallTime, lastEvent: Int64, total: Bytes<24>? = nil, into: Int64? = nil
    ) {
        self.time = time
        self.lastEvent = lastEvent
        self.total = total
        self.into = into
    }
}
