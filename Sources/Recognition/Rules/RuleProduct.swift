public import Identity

/// What a rule says a reading is.
public enum RuleProduct: Sendable, Equatable {
    /// An identifier of this kind; when nobody holds it, the reading is `unknown`.
    case identifier(IdentifierKind)
    /// A house coupon.
    case coupon
    /// An employee's identifier.
    case staff
    /// An impersonal identifier: a wristband, a locker key.
    case bearer
    /// Not an identifier: delivered unchanged.
    case read
    /// Nothing at all: no event.
    case ignore

    /// The product of this word of settings.
    public init?(word: String) {
        switch word {
        case "coupon": self = .coupon
        case "staff": self = .staff
        case "bearer": self = .bearer
        case "read": self = .read
        case "ignore": self = .ignore
        default:
            // A room is typed or asked for by the lane, never read.
            guard let kind = IdentifierKind(rawValue: word), kind != .room else { return nil }
            self = .identifier(kind)
        }
    }

    /// The word of settings.
    public var word: String {
        switch self {
        case .identifier(let kind): kind.rawValue
        case .coupon: "coupon"
        case .staff: "staff"
        case .bearer: "bearer"
        case .read: "read"
        case .ignore: "ignore"
        }
    }

    static let words =
        IdentifierKind.allCases.filter { $0 != .room }.map(\.rawValue) + [
            "coupon", "staff", "bearer", "read", "ignore",
        ]
}
