/// An event as a lane gets it; what is absent is not known.
public struct LaneEvent: Decodable, Sendable {
    public var seq: Int64
    public var previous: Int64?
    public var lane: String
    /// RFC 3339, UTC.
    public var time: String
    /// Absent for what the cashier typed.
    public var device: String?
    /// The word of an `OutcomeKind`; a later gateway may know more of them.
    public var outcome: String
    public var entryMode: String
    public var assurance: String
    public var identifier: Identified?
    /// The full text, of `read`, `coupon` and `unknown` only.
    public var value: String?
    public var customer: Person?
    public var shopper: Shopper?
    public var employee: Employee?
    public var candidates: [Candidate]?
    public var reason: String?
    public var level: String?
    public var since: String?
    public var fault: String?
    public var replyTo: Int64?
    public var ticket: Place?
    /// What the cashier should be shown.
    public var message: String?
    public var stale: Bool?
    public var journaled: Bool?

    /// What became of an identification on a ticket.
    public struct Place: Decodable, Sendable {
        public var key: String?
        public var place: Int?
        public var count: Int?
        public var already: Bool?
        public var found: Bool?
        public var joined: Bool?
        public var why: String?
        /// The lane of a bearer's ticket that is another lane's.
        public var lane: String?
    }

    public struct Identified: Decodable, Sendable {
        public var kind: String?
        public var masked: String?
        public var symbology: String?
    }

    /// A customer as the directory calls one.
    public struct Person: Decodable, Sendable {
        public var number: String
        public var name: String
        public var kind: String
        public var status: String
    }

    public struct Shopper: Decodable, Sendable {
        public var number: Int
        public var name: String
    }

    public struct Employee: Decodable, Sendable {
        public var name: String
    }

    public struct Candidate: Decodable, Sendable {
        public var id: String
        public var customer: Person
        public var shopper: Shopper?
    }
}
