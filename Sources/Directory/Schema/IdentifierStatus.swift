package import Identity

/// The state of an identifier.
package enum IdentifierStatus: Int64, CaseIterable {
    case active = 1
    case suspended = 2
    case blocked = 3
    case lost = 4
    /// To be kept by the cashier when presented.
    case retain = 5
    case expired = 6

    package init?(word: String) {
        guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = found
    }

    /// As people write it.
    package var word: String {
        switch self {
        case .active: "active"
        case .suspended: "suspended"
        case .blocked: "blocked"
        case .lost: "lost"
        case .retain: "retain"
        case .expired: "expired"
        }
    }

    /// All of them, for a sentence.
    package static var words: String { allCases.map(\.word).joined(separator: ", ") }

    /// Why such an identifier is refused; nil when it is not.
    package var refusal: RefusalReason? {
        switch self {
        case .active: nil
        case .suspended: .suspended
        case .blocked: .blocked
        case .lost: .lost
        case .retain: .retain
        case .expired: .expired
        }
    }
}
