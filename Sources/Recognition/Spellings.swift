public import Identity

/// The identifiers that a reading may mean, in the order in which to look them up; the first that
/// somebody holds is meant. At most four, without heap; none when the text is longer than an
/// identifier can be.
public struct Spellings: Sendable, Equatable {
    private let kind: IdentifierKind
    /// What was read; empty when it is not among the spellings.
    private var asRead = Bytes<128>()
    /// Where in it the spelling stands that is tried after it; empty where none is.
    private var trimmed = 0..<0
    /// What it may stand for.
    private var first = Bytes<24>()
    private var second = Bytes<24>()

    /// Whether they are different numbers, of which only one was read: nobody is meant where more
    /// than one is somebody's.
    public internal(set) var areAlternatives = false

    /// What a key's reading is, for its other spellings.
    struct Key: Equatable {
        var kind: ReadingKind
        var isCanonical: Bool
    }

    var key: Key?

    /// The spellings of a key or tag beside what was read; nil for a reading of another kind.
    public var keys: KeySpellings? {
        guard let key, !asRead.isEmpty else { return nil }
        return KeySpellings(asRead.span, kind: key.kind, isCanonical: key.isCanonical)
    }

    /// No spellings.
    init(kind: IdentifierKind) {
        self.kind = kind
    }

    /// What was read, unless it is empty or too long to be an identifier.
    init(kind: IdentifierKind, asRead text: borrowing Span<UInt8>) {
        self.kind = kind
        if text.count <= Identifier.capacity { asRead = Bytes(text) }
    }

    /// How many there are, 0 to 4.
    public var count: Int { partCount + (first.isEmpty ? 0 : 1) + (second.isEmpty ? 0 : 1) }

    /// How many are a part of what was read.
    private var partCount: Int { (asRead.isEmpty ? 0 : 1) + (trimmed.isEmpty ? 0 : 1) }

    /// The identifier to look up at this place, which must be below `count`.
    public subscript(index: Int) -> Identifier {
        precondition(index >= 0 && index < count, "no such spelling")
        if !asRead.isEmpty, index == 0 { return Identifier(kind: kind, value: asRead) }
        if index < partCount {
            return Identifier(kind: kind, value: Bytes(asRead.span.extracting(trimmed)))
        }
        let isFirst = index == partCount
        return Identifier(kind: kind, value: Bytes(isFirst ? first.span : second.span))
    }

    /// Adds a part of what was read.
    mutating func append(_ part: Range<Int>) {
        if !asRead.isEmpty { trimmed = part }
    }

    /// Adds what the reading may stand for; there is room for two.
    mutating func append(_ text: Bytes<24>) {
        if first.isEmpty { first = text } else { second = text }
    }
}

/// Prints how many there are and of which kind, never a value.
extension Spellings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        count == 0 ? "no spellings" : "\(count) spellings of a \(kind.rawValue)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
