import Identity
import SQLite

/// One thing that an import does or would do.
public struct ImportDifference: Sendable, Codable, Equatable {
    /// What the import does to the row.
    public enum Effect: String, Sendable, Codable, CaseIterable {
        case created
        case changed
        /// The source no longer has it; it is kept.
        case missing
        /// The source no longer has it; it is taken away.
        case removed
        /// Moved here with consent; what the source says is not done.
        case differing
        /// A row that is not taken.
        case rejected
    }

    public enum Kind: String, Sendable, Codable, CaseIterable {
        case customer, shopper, identifier, phone, contact, membershipType, suspension, employee,
            notice, balance, row
    }

    public var effect: Effect
    public var kind: Kind
    /// The customer's number; the file's name of a rejected row.
    public var number: String
    /// Which of the customer's rows: the shopper's number, the kind of an identifier, the place of
    /// a telephone.
    public var part: String
    /// What of it; empty for the whole.
    public var field: String
    public var old: String?
    public var new: String?

    private enum CodingKeys: String, CodingKey {
        case effect = "verdict"
        case kind, number, part, field, old, new
    }

    /// Whether the old and new texts are values of identifiers or telephones, which are shown only
    /// on demand.
    public var isPrivate: Bool { kind == .identifier || kind == .phone }
}

/// Takes down what an import does: for people to look at before it is done, and as a number by
/// which the same work is known again. One owner: the import under way.
final class DifferenceLog {
    /// Of everything noted, in order (FNV-1a, 64 bits).
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private let keep: ((ImportDifference) throws(DatabaseError) -> Void)?

    /// - Parameter keep: Is given each difference; nil where only the number matters.
    init(keep: ((ImportDifference) throws(DatabaseError) -> Void)? = nil) {
        self.keep = keep
    }

    func note(
        _ effect: ImportDifference.Effect, _ kind: ImportDifference.Kind, of number: String,
        part: String = "", field: String = "", old: String? = nil, new: String? = nil
    ) throws(DatabaseError) {
        for text in [effect.rawValue, kind.rawValue, number, part, field, old ?? "", new ?? ""] {
            for byte in text.utf8 { mix(byte) }
            mix(0xFF)
        }
        guard let keep else { return }
        try keep(
            ImportDifference(
                effect: effect, kind: kind, number: number, part: part, field: field, old: old,
                new: new))
    }

    private func mix(_ byte: UInt8) {
        digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
