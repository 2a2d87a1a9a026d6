public import Identity

/// What a lane may see of a customer: no address, no telephone, no identifier.
public struct ShownCustomer: Sendable {
    public var customer: Customer
    /// Why the customer may not be served now.
    public var refusal: Refusal?
    /// The active shoppers.
    public var shoppers: [Shopper] = []
    /// Household, categories, limit and notices of today.
    public var details = HoldingDetails()
    public var balances: [ShownBalance] = []
    /// The extra fields that are marked visible, by name.
    public var fields: [(name: String, value: String)] = []

    public init(customer: Customer, refusal: Refusal? = nil) {
        self.customer = customer
        self.refusal = refusal
    }
}

/// What another system counts, and as of when.
public struct ShownBalance: Sendable {
    public var name: String
    /// Decimal text.
    public var amount: String
    public var asOf: WallTime

    public init(name: String, amount: String, asOf: WallTime) {
        self.name = name
        self.amount = amount
        self.asOf = asOf
    }
}

extension LineBuffer {
    /// Answers `customer`.
    public mutating func reply(_ id: RequestID, customer shown: ShownCustomer) {
        beginReply(id)
        customer(shown.customer)
        if let refusal = shown.refusal { self.refusal(refusal) }
        list("shoppers", shown.shoppers) { line, shopper in
            line.member("number", integer: Int64(shopper.number))
            line.member("name", string: shopper.name.span)
        }
        let details = shown.details
        standing(details)
        let notices =
            details.messages.map { ("identify", $0) }
            + details.choiceMessages.map { ("choose", $0) }
            + details.receiptMessages.map { ("receipt", $0) }
        list("notices", notices) { line, notice in
            line.member("occasion", word: notice.0)
            line.member("text", string: notice.1)
        }
        list("balances", shown.balances) { line, balance in
            line.member("name", string: balance.name)
            line.member("amount", string: balance.amount)
            line.member("asOf", string: balance.asOf.rfc3339.span)
        }
        list("fields", shown.fields) { line, field in
            line.member("name", string: field.name)
            line.member("value", string: field.value)
        }
        endReply()
    }
}
