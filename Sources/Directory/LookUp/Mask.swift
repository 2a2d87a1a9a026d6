public import Identity
import SQLite

/// A pattern that stands for many similar codes: `?` is any one character, `*` at the end any tail,
/// everything else itself. Characters are bytes.
public struct Mask: Equatable, Sendable {
    /// The pattern; prints as a length only.
    public let pattern: Bytes<128>
    /// How many characters are neither `?` nor `*`: the mask with more of them is the nearer one.
    public let literals: Int
    private let hasTail: Bool

    /// A mask; nil for a text that has no wildcard, nothing but wildcards, or `*` elsewhere than at
    /// its end.
    public init?(_ text: borrowing Span<UInt8>) {
        guard text.count <= 128, !text.isEmpty else { return nil }
        var literals = 0
        for index in text.indices {
            if text[index] == Self.tail, index != text.count - 1 { return nil }
            if text[index] != Self.tail, text[index] != Self.any { literals += 1 }
        }
        guard literals > 0, literals < text.count else { return nil }
        pattern = Bytes(text)
        self.literals = literals
        hasTail = text[text.count - 1] == Self.tail
    }

    /// How many characters stand before the tail, or are there at all.
    private var fixed: Int { hasTail ? pattern.count - 1 : pattern.count }

    /// Whether the mask stands for this text.
    func matches(_ text: borrowing Span<UInt8>) -> Bool {
        guard hasTail ? text.count >= fixed : text.count == fixed else { return false }
        for index in 0..<fixed where pattern[index] != Self.any && pattern[index] != text[index] {
            return false
        }
        return true
    }

    /// Whether some text fits both, so that with equally many literals neither is the nearer one.
    func ties(with other: Mask) -> Bool {
        guard literals == other.literals else { return false }
        let shared = min(fixed, other.fixed)
        for index in 0..<shared {
            let (mine, theirs) = (pattern[index], other.pattern[index])
            if mine != Self.any, theirs != Self.any, mine != theirs { return false }
        }
        // The longer one goes on where the shorter has its tail, or there is no such text.
        return fixed == other.fixed || (fixed < other.fixed ? hasTail : other.hasTail)
    }

    /// The rows of masks that stand for somebody: one that was withdrawn stands for nobody, and
    /// hides no other.
    static let isHeld =
        "scope = 'mask' AND (customer_id IS NOT NULL OR employee_id IS NOT NULL OR class = 2)"

    private static let any = UInt8(ascii: "?")
    private static let tail = UInt8(ascii: "*")
}

/// What is looked through only when nobody holds an identifier; read once for as long as the file
/// does not change.
struct UnheldTable {
    private var masks: [(kind: IdentifierKind, mask: Mask)] = []
    /// Whether anybody is waiting to be taken over into the directory.
    let hasPending: Bool

    init(_ database: Database) throws(DatabaseError) {
        let rows = try database.prepare(
            """
            SELECT kind, value FROM identifier WHERE \(Mask.isHeld)
            ORDER BY kind, literals DESC, value
            """)
        while try rows.step() {
            if let kind = IdentifierKind(code: rows.integer(0)),
                let mask = rows.withBytes(1, { Mask($0) })
            {
                masks.append((kind, mask))
            }
        }
        hasPending =
            try database.integer("SELECT 1 FROM pending_customer WHERE state = 1 LIMIT 1") != nil
    }

    /// The nearest mask that stands for the identifier; nil also where two are equally near, which
    /// saving refuses.
    func mask(for identifier: Identifier) -> Mask? {
        var best: Mask?
        for (kind, mask) in masks where kind == identifier.kind {
            if let best, mask.literals < best.literals { break }
            guard mask.matches(identifier.value.span) else { continue }
            if best != nil { return nil }
            best = mask
        }
        return best
    }
}
