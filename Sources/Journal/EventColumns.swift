public import Identity

/// What the journal has of an event beside its body, because it is asked for it. Fixed size.
public struct EventColumns: Equatable, Sendable {
    public var lane: Bytes<32>
    public var device: Bytes<32>
    public var outcome: OutcomeKind
    /// When it was read.
    public var time: WallTime
    /// The number of the choice that it answers.
    public var replyTo: Int64?
    /// The customer's number; empty where it names none.
    public var customer: Bytes<32>

    public init(
        lane: Bytes<32>, device: Bytes<32>, outcome: OutcomeKind, time: WallTime,
        replyTo: Int64? = nil, customer: Bytes<32> = Bytes()
    ) {
        self.lane = lane
        self.device = device
        self.outcome = outcome
        self.time = time
        self.replyTo = replyTo
        self.customer = customer
    }

    /// The columns of an event.
    public init(_ event: borrowing Event) {
        lane = event.source.lane
        device = event.source.device
        outcome = event.outcome.kind
        time = event.source.time
        replyTo = event.replyTo
        customer =
            switch event.outcome {
            case .identified(let identification): identification.customer.number
            case .refused(_, let customer?): customer.number
            default: Bytes()
            }
    }
}
