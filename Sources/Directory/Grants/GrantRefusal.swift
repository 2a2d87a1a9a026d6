public import Identity

/// Why a grant was not redeemed.
public enum GrantRefusal: Equatable, Sendable {
    /// All uses are made; `last` is the last of them.
    case redeemed(grant: String, last: GrantUse?)
    case notGiven(grant: String, customer: String)
    /// `on` is the first day.
    case notYetValid(grant: String, on: String)
    /// `on` was the last day.
    case expired(grant: String, on: String)
    /// The customer may not be served.
    case notServed(customer: String, reason: RefusalReason)
    /// The lane made another redemption under this key.
    case keyTaken
}

extension GrantRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .redeemed(let grant, let last?):
            "grant \(grant) was redeemed on lane \(last.lane) at \(last.time) by "
                + (last.customer.map { "customer \($0)" + (last.name.map { " (\($0))" } ?? "") }
                    ?? "a customer who is forgotten")
        case .redeemed(let grant, nil): "grant \(grant) was redeemed"
        case .notGiven(let grant, let customer):
            "grant \(grant) was not given to customer \(customer)"
        case .notYetValid(let grant, let day): "grant \(grant) begins on \(day)"
        case .expired(let grant, let day): "grant \(grant) ended with \(day)"
        case .notServed(let customer, let reason):
            "customer \(customer) may not be served: \(reason.rawValue)"
        case .keyTaken:
            "the key was used for another redemption of this lane: each has a key of its own"
        }
    }
}

extension GrantUse {
    /// When, as `2027-05-14T08:12:30.000Z`.
    var time: String { String(WallTime(secondsSinceEpoch: at).rfc3339) }
}
