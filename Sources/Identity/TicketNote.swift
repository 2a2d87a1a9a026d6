/// What a lane's ticket makes of an event.
public struct TicketNote: Sendable, Equatable {
    /// The ticket's key; empty where there is no ticket.
    public var key: Bytes<64>
    public var standing: Standing

    public enum Standing: Sendable, Equatable {
        /// On the ticket; `isAlready` where it was before.
        case place(Int, count: Int, isAlready: Bool)
        /// A bearer's ticket; `isFound` where it was presented before.
        case bearer(count: Int, isFound: Bool)
        /// Not on the ticket, which has `count` members. `lane` is the ticket's own, if another.
        case refused(TicketRefusal, count: Int?, lane: Bytes<32>)
        /// The ticket that an answer to a choice belongs to.
        case choice
    }

    public init(key: Bytes<64>, _ standing: Standing) {
        self.key = key
        self.standing = standing
    }

    /// Whether the event is a part of the ticket, so that its visit is completed with it.
    public var isJoined: Bool {
        if case .refused = standing { false } else { true }
    }
}
