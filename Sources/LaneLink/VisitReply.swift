public import Identity

/// A visit: somebody, or a bearer's identifier, was identified at a lane.
public struct Visit: Codable, Equatable, Sendable {
    /// The event's number.
    public var sequence: Int64
    /// Milliseconds since 1970.
    public var time: Int64
    public var lane: String
    /// Empty where the cashier typed it.
    public var device: String
    public var outcome: String
    /// The kind of identifier presented, and at most its last four characters.
    public var kind: String?
    public var masked: String?
    public var customer: String?
    public var shopper: Int?
    /// The key of the ticket that it belongs to.
    public var ticket: String?
    /// When that ticket was closed, in milliseconds since 1970; nil as long as it is open.
    public var closed: Int64?
    /// What the ticket came to, as decimal text, where the lane said it.
    public var total: String?

    public init(
        sequence: Int64, time: Int64, lane: String, device: String, outcome: String,
        kind: String? = nil, masked: String? = nil, customer: String? = nil, shopper: Int? = nil,
        ticket: String? = nil, closed: Int64? = nil, total: String? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.lane = lane
        self.device = device
        self.outcome = outcome
        self.kind = kind
        self.masked = masked
        self.customer = customer
        self.shopper = shopper
        self.ticket = ticket
        self.closed = closed
        self.total = total
    }

    /// The visit that an event is, as long as its ticket is open.
    public init(_ event: Event, sequence: Int64) {
        self.init(
            sequence: sequence, time: event.source.time.milliseconds,
            lane: String(event.source.lane), device: String(event.source.device),
            outcome: event.outcome.kind.rawValue, kind: event.identifier?.kind.rawValue,
            masked: event.identifier.map { String($0.value) },
            customer: event.customer.map { String($0.number) }, shopper: event.shopper?.number)
        if let note = event.ticket, note.isJoined { ticket = String(note.key) }
    }
}

extension LineBuffer {
    /// Answers `visits`.
    /// - Parameter next: What `before` has to be for the piece that follows; nil after the last.
    public mutating func reply(_ id: RequestID, visits: [Visit], next: Int64?) {
        beginReply(id)
        list("visits", visits) { line, visit in
            line.member("seq", integer: visit.sequence)
            line.member("time", integer: visit.time)
            line.member("lane", string: visit.lane)
            line.member("device", string: visit.device)
            line.member("outcome", string: visit.outcome)
            if let kind = visit.kind { line.member("kind", string: kind) }
            if let masked = visit.masked { line.member("masked", string: masked) }
            if let customer = visit.customer { line.member("customer", string: customer) }
            if let shopper = visit.shopper { line.member("shopper", integer: Int64(shopper)) }
            if let ticket = visit.ticket { line.member("ticket", string: ticket) }
            if let closed = visit.closed { line.member("closed", integer: closed) }
            if let total = visit.total { line.member("total", string: total) }
        }
        if let next { member("next", integer: next) }
        endReply()
    }
}
