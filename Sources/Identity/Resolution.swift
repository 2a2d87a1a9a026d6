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
    /// Held by several customers (a shared telephone); ask for them by `candidates`.
    case several
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
    /// The active shoppers of a customer, the account holder first, then by number.
    mutating func shoppers(of holding: Holding) throws(ResolverError) -> [Candidate]
    /// The customers who share the identifier, by customer number.
    mutating func candidates(for identifier: Identifier) throws(ResolverError)
        -> [Candidate]
}

/// Why the directory gave no answer. The identifier itself is never in it.
public struct ResolverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, on what, and what happened.
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}
