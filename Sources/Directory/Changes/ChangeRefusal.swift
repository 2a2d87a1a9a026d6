public import SQLite

/// Why a change of the directory was not made. No case carries the value of an identifier.
public enum ChangeRefusal: Equatable, Sendable {
    /// There is nothing of this kind and name: `what` is "customer", `name` "500".
    case noSuch(what: String, name: String)
    /// There is one already.
    case exists(what: String, name: String)
    /// The field belongs to a source, which alone writes it.
    case ownedBySource(field: String, customer: String, source: String)
    /// Somebody else has the identifier; moving it needs consent.
    case heldBy(String)
    /// Somebody has a card that is this one in another spelling.
    case sameAs(String)
    /// The identifier was not moved here, so there is nothing to give back.
    case notMovedHere
    /// Two masks of equally many literal characters would stand for the same codes.
    case masksTie
    /// A value that the field does not take.
    case wrong(field: String, why: String)
    /// Somebody else still depends on it.
    case inUse(what: String, name: String, by: String)
    /// A shared grant was not redeemed.
    case grant(GrantRefusal)
}

extension ChangeRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuch(let what, let name): "there is no \(what) \(name)"
        case .exists(let what, let name): "there is a \(what) \(name) already"
        case .ownedBySource(let field, let customer, let source):
            "\(field) of customer \(customer) belongs to \(source): change it there, or keep an extra field here"
        case .heldBy(let holder):
            "it belongs to \(holder): ask first, then `move --consent` takes it from there"
        case .sameAs(let holder):
            "in another spelling (with or without check digit, zeros, signs between the digits) it "
                + "belongs to \(holder), and readers may take the two for one: `move --consent` takes "
                + "it from there, or say --another that it is another card"
        case .notMovedHere:
            "it was not moved here against its source, so there is nothing to give back"
        case .masksTie:
            "another mask of the same kind stands for some of the same codes and is as exact: "
                + "make one of them longer"
        case .wrong(let field, let why): "\(field) \(why)"
        case .inUse(let what, let name, let user): "\(what) \(name) is used by \(user)"
        case .grant(let refusal): refusal.description
        }
    }
}

extension DatabaseError {
    /// A change was not made.
    public static func refused(_ reason: ChangeRefusal) -> Self {
        .refused(reason as any CustomStringConvertible & Sendable)
    }
}
