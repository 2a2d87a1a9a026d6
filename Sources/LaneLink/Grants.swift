public import Identity

extension Request {
    /// A shared grant that is to be redeemed: parameters of `grant.redeem`.
    public struct Redeem: Sendable, Equatable {
        public var lane: String
        public var grant: String
        /// The number of the customer who redeems.
        public var customer: String
        public var ticket: String?
        /// The lane's own word for this redemption.
        public var key: String
    }

    /// What is to be given back: parameters of `grant.void`.
    public struct VoidGrant: Sendable, Equatable {
        public var lane: String
        public var part: Part

        public enum Part: Sendable, Equatable {
            /// Everything that was redeemed for a ticket.
            case ticket(String)
            /// The redemption under a key.
            case key(String)
        }
    }
}

extension Request.Redeem {
    init(_ parameters: Parameters) throws(LaneError) {
        lane = try parameters.name("lane")
        grant = try parameters.name("grant")
        customer = try parameters.name("customer", limit: 32)
        ticket = parameters.has("ticket") ? try parameters.name("ticket") : nil
        key = try parameters.name("key")
    }
}

extension Request.VoidGrant {
    init(_ parameters: Parameters) throws(LaneError) {
        lane = try parameters.name("lane")
        switch (parameters.has("ticket"), parameters.has("key")) {
        case (true, false): part = .ticket(try parameters.name("ticket"))
        case (false, true): part = .key(try parameters.name("key"))
        default: throw .invalidParameter(field: "ticket", "or key is needed, and not both")
        }
    }
}

/// A shared grant that a customer may redeem now.
public struct ShownGrant: Sendable {
    public var grant: String
    /// The coupon or asset that is given.
    public var what: String
    /// How often it may still be redeemed, by all who have it together.
    public var left: Int
    /// The last day, which still counts, as `2027-05-14`.
    public var to: String?

    public init(grant: String, what: String, left: Int, to: String?) {
        self.grant = grant
        self.what = what
        self.left = left
        self.to = to
    }
}

/// A redemption as lanes are told it.
public struct ShownRedemption: Sendable {
    public var grant: String
    /// Absent once the customer was forgotten.
    public var customer: String?
    public var lane: String
    public var ticket: String?
    public var key: String
    public var time: WallTime
    /// Whether it was given back.
    public var isUndone: Bool
    /// How many uses were left after it.
    public var left: Int

    public init(
        grant: String, customer: String?, lane: String, ticket: String?, key: String,
        time: WallTime, isUndone: Bool, left: Int
    ) {
        self.grant = grant
        self.customer = customer
        self.lane = lane
        self.ticket = ticket
        self.key = key
        self.time = time
        self.isUndone = isUndone
        self.left = left
    }
}

/// Why a grant was not redeemed, as lanes are told it.
public struct GrantFault: Equatable, Sendable {
    /// The stable word of `data.code`.
    public enum Word: String, Sendable {
        case redeemed, notGiven, notYetValid, expired, notServed, keyTaken
    }

    /// The redemption that took the last use.
    public struct Use: Equatable, Sendable {
        public var time: WallTime
        public var lane: String
        public var customer: String?

        public init(time: WallTime, lane: String, customer: String?) {
            self.time = time
            self.lane = lane
            self.customer = customer
        }
    }

    public var word: Word
    /// In plain words.
    public var text: String
    public var use: Use?

    public init(_ word: Word, _ text: String, use: Use? = nil) {
        self.word = word
        self.text = text
        self.use = use
    }
}

extension LineBuffer {
    /// Answers `grants`.
    /// - Parameter refusal: Why the customer may not be served, and so may redeem nothing.
    public mutating func reply(_ id: RequestID, grants: [ShownGrant], refusal: Refusal?) {
        beginReply(id)
        list("grants", grants) { line, grant in
            line.member("grant", string: grant.grant)
            line.member("what", string: grant.what)
            line.member("left", integer: Int64(grant.left))
            if let to = grant.to { line.member("to", string: to) }
        }
        if let refusal { self.refusal(refusal) }
        endReply()
    }

    /// Answers `grant.redeem`.
    public mutating func reply(_ id: RequestID, redemption: ShownRedemption) {
        beginReply(id)
        self.redemption(redemption)
        endReply()
    }

    /// Answers `grant.void`.
    /// - Parameter restored: How many uses were given back now.
    public mutating func reply(_ id: RequestID, restored: Int, redemptions: [ShownRedemption]) {
        beginReply(id)
        member("restored", integer: Int64(restored))
        list("redemptions", redemptions) { $0.redemption($1) }
        endReply()
    }

    private mutating func redemption(_ made: ShownRedemption) {
        member("grant", string: made.grant)
        if let customer = made.customer { member("customer", string: customer) }
        member("lane", string: made.lane)
        if let ticket = made.ticket { member("ticket", string: ticket) }
        member("key", string: made.key)
        member("time", string: made.time.rfc3339.span)
        member("state", word: made.isUndone ? "undone" : "done")
        member("left", integer: Int64(made.left))
    }

    /// Who redeemed last, beside the word of an error.
    mutating func use(_ use: GrantFault.Use) {
        member("time", string: use.time.rfc3339.span)
        member("lane", string: use.lane)
        if let customer = use.customer { member("customer", string: customer) }
    }
}
