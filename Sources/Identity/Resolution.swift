/// What the directory knows of an identifier.
public enum Holder: Sendable {
    /// Held by nobody.
    case nobody
    /// Held by a customer.
    case customer(Holding)
    /// Held by an employee of this name.
    case staff(name: Bytes<128>)
    /// Nobody's for good: a wristband, a locker key.
    case bearer
    /// Held by several customers (a shared telephone, a room); ask for them by `candidates`.
    case several
    /// Nobody's yet: somebody was captured with it who is not taken over into the directory so far.
    case pending
    /// A suspended identifier of no customer: an impersonal or an employee's.
    case refused(Refusal)
}

extension Holder {
    public var isNobody: Bool { if case .nobody = self { true } else { false } }

    /// Whether both are one customer, and one shopper where that is said, in the same state.
    public func isSame(as other: Holder) -> Bool {
        guard case .customer(let one) = self, case .customer(let two) = other else { return false }
        return one.key == two.key && one.customer.number == two.customer.number
            && one.shopper?.number == two.shopper?.number && one.refusal == two.refusal
            && one.needsApproval == two.needsApproval
    }
}

/// What the directory holds of a customer beyond each look-up. Raw values are on disk.
public struct HoldingExtras: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Suspended here, whatever the source says.
    public static let suspendedHere = HoldingExtras(rawValue: 1)
    public static let household = HoldingExtras(rawValue: 2)
    public static let category = HoldingExtras(rawValue: 4)
    public static let notice = HoldingExtras(rawValue: 8)
    /// Shoppers who may shop during some days only.
    public static let periods = HoldingExtras(rawValue: 16)
    public static let tabLimit = HoldingExtras(rawValue: 32)
    /// Those that an event shows: ask for them by `details`.
    public static let shown: HoldingExtras = [.household, .category, .notice, .tabLimit]
}

/// What an event shows of a customer beside who it is. Everything may be empty.
public struct HoldingDetails: Sendable, Equatable {
    /// The code of the household that the customer belongs to today.
    public var household = ""
    /// The promotion categories of today, by name, which complement those of the lane.
    public var categories: [String] = []
    /// What the cashier should be shown on identifying, and when asking who of several it is.
    public var messages: [String] = []
    public var choiceMessages: [String] = []
    /// What belongs on the receipt.
    public var receiptMessages: [String] = []
    /// The most that may be unpaid on a tab, in the currency's main unit, as decimal text.
    public var tabLimit = ""

    public init() {}
}

/// A customer as the holder of an identifier. Fixed size.
public struct Holding: Sendable {
    public var customer: Customer
    /// The directory's own key of the customer, for asking further within the same burst.
    public var key: Int64
    /// The shopper, when the identifier is one shopper's own or the customer has only one.
    public var shopper: Shopper?
    /// How many active shoppers the customer has.
    public var shopperCount: Int
    /// Why the customer may not be served, if so.
    public var refusal: Refusal?
    /// What more the directory holds of the customer.
    public var extras: HoldingExtras = []
    /// Whether a manager has to agree each time this identifier is used.
    public var needsApproval = false

    public init(
        customer: Customer, key: Int64, shopper: Shopper? = nil, shopperCount: Int = 0,
        refusal: Refusal? = nil
    ) {
        self.customer = customer
        self.key = key
        self.shopper = shopper
        self.shopperCount = shopperCount
        self.refusal = refusal
    }
}

extension Holding {
    /// As one of several: by customer number, and the shopper's where one of the customer's
    /// shoppers is meant.
    public var asCandidate: Candidate {
        var id = customer.number
        if let shopper, shopperCount > 1 {
            id.append(UInt8(ascii: "/"))
            id.append(decimal: shopper.number)
        }
        return Candidate(id: id, customer: customer, shopper: shopper, refusal: refusal)
    }
}

/// One of several whom an identifier may mean.
public struct Candidate: Sendable, Equatable {
    /// What the lane answers with: a shopper's number, or a customer's.
    public var id: Bytes<32>
    public var customer: Customer
    public var shopper: Shopper?
    public var refusal: Refusal?

    public init(id: Bytes<32>, customer: Customer, shopper: Shopper? = nil, refusal: Refusal? = nil)
    {
        self.id = id
        self.customer = customer
        self.shopper = shopper
        self.refusal = refusal
    }
}

/// Whatever knows who holds an identifier: the directory; in tests, a table.
public protocol Resolver {
    /// Who holds the identifier.
    mutating func holder(of identifier: Identifier) throws(ResolverError) -> Holder
    /// Who holds a key or tag, found in one way only: a key may be enrolled in many spellings, and
    /// which of them count depends on what was read.
    mutating func holder(
        ofKey identifier: Identifier, by match: KeyMatch
    ) throws(ResolverError) -> Holder
    /// The active shoppers of a customer, the account holder first, then by number.
    mutating func shoppers(of holding: Holding) throws(ResolverError) -> [Candidate]
    /// The customers who share the identifier, by customer number.
    mutating func candidates(for identifier: Identifier) throws(ResolverError)
        -> [Candidate]
    /// What an event shows of a customer beside who it is.
    mutating func details(of holding: Holding) throws(ResolverError) -> HoldingDetails
}

/// How a key or tag is found.
public enum KeyMatch: Sendable {
    /// Enrolled as this very text.
    case exact
    /// The only one enrolled whose last 24 or 32 bits these hexadecimal digits are; refused as
    /// `ambiguous` where there are several.
    case lastBits
    /// Not enrolled itself: by a mask, or as somebody's who is not in the directory yet.
    case unheld
}

extension Resolver {
    /// By its text alone: for directories that know no other way.
    public mutating func holder(
        ofKey identifier: Identifier, by match: KeyMatch
    ) throws(ResolverError) -> Holder {
        match == .exact ? try holder(of: identifier) : .nobody
    }

    /// Nothing: for directories that hold no such things.
    public func details(of holding: Holding) throws(ResolverError) -> HoldingDetails {
        HoldingDetails()
    }
}

/// Why the directory gave no answer. The identifier itself is never in it.
public struct ResolverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, on what, and what happened.
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}
