/// A visit as `visits` lists it.
public struct ShownVisit: Sendable {
    /// The event's number.
    public var sequence: Int64
    /// Milliseconds since 1970.
    public var time: Int64
    public var lane: String
    /// Empty where the cashier typed it.
    public var device: String
    public var outcome: String
    public var kind: String?
    public var masked: String?
    public var customer: String?
    public var shopper: Int?
    public var ticket: String?
    /// When the ticket was closed, in milliseconds since 1970, and what it came to.
    public var closed: Int64?
    public var total: String?

    public init(
        sequence: Int64, time: Int64, lane: String, device: String, outcome: String,
        kind: String?, masked: String?, customer: String?, shopper: Int?, ticket: String?,
        closed: Int64?, total: String?
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
}

extension LineBuffer {
    /// Answers `visits`.
    /// - Parameter next: What `before` has to be for the piece that follows; nil after the last.
    public mutating func reply(_ id: RequestID, visits: [ShownVisit], next: Int64?) {
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
