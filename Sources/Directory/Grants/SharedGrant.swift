public import Identity

/// A coupon or an asset that several customers have together, with one balance.
public struct SharedGrant: Codable, Equatable, Sendable {
    /// Its name or number, by which it is redeemed.
    public var grant: String
    /// The coupon or asset that is given.
    public var what: String
    /// How often it may be redeemed by all of them together, and how often still.
    public var allowed: Int
    public var left: Int
    /// The first and the last day, by the store's calendar; both belong to it.
    public var from: String?
    public var to: String?
    /// Numbers of the customers who may redeem it.
    public var beneficiaries: [String]
    /// The last redemption that stands.
    public var last: GrantUse?
}

/// When a grant was redeemed, where and by whom.
public struct GrantUse: Codable, Equatable, Sendable {
    /// Seconds since 1970.
    public var at: Int64
    public var lane: String
    /// Absent once the customer was forgotten.
    public var customer: String?
    public var name: String?
}

/// A grant that is to be made.
public struct NewGrant: Sendable {
    public var name: String
    public var what: String
    public var allowed: Int
    public var from: CalendarDate?
    public var to: CalendarDate?
    /// Numbers of customers.
    public var beneficiaries: [String]

    public init(_ name: String, what: String, allowed: Int, beneficiaries: [String]) {
        self.name = name
        self.what = what
        self.allowed = allowed
        self.beneficiaries = beneficiaries
    }

    static let maxUses = 1_000_000
}

/// A redemption that a lane wants to make.
public struct WantedRedemption: Sendable {
    public var grant: String
    /// The number of the customer who redeems.
    public var customer: String
    public var lane: String
    /// The lane's own word for the purchase it belongs to.
    public var ticket: String?
    /// The lane's own word for this redemption: under the same one it is made once.
    public var key: String

    public init(
        of grant: String, by customer: String, lane: String, ticket: String? = nil, key: String
    ) {
        self.grant = grant
        self.customer = customer
        self.lane = lane
        self.ticket = ticket
        self.key = key
    }
}

/// A redemption as it was made.
public struct Redemption: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// It took a use.
        case done
        /// It was voided, and the use given back.
        case undone
    }

    public var grant: String
    /// Absent once the customer was forgotten.
    public var customer: String?
    public var lane: String
    public var ticket: String?
    public var key: String
    /// Seconds since 1970.
    public var at: Int64
    public var state: State
    /// How many uses were left after it.
    public var left: Int
}

/// Which redemptions of a lane are to be undone.
public enum VoidedPart: Equatable, Sendable {
    /// All that belong to a purchase.
    case ticket(String)
    /// The one under this key.
    case key(String)
}

/// What came of a void.
public struct VoidedRedemptions: Codable, Equatable, Sendable {
    /// How many uses were given back now: none when it was voided before.
    public var restored: Int
    /// All that were named, as they are now.
    public var redemptions: [Redemption]
}
