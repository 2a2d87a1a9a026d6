public import Identity

/// The identifiers that a reading may mean, in the order in which to look them up; the first that somebody holds is
/// meant. At most four, without heap; none when the text is longer than an identifier can be.
public struct Spellings: Sendable, Equatable {
    private var list: InlineArray<4, Identifier>
    /// How many there are, 0 to 4.
    public private(set) var count = 0

    init(kind: IdentifierKind) {
        list = InlineArray(repeating: Identifier(kind: kind, value: Bytes()))
    }

    /// The identifier to look up at this place, which must be below `count`.
    public subscript(index: Int) -> Identifier {
        precondition(index < count, "no such spelling")
        return list[index]
    }

    mutating func append(_ value: Bytes<128>) {
        guard count < 4, !value.isEmpty, !value.overflowed else { return }
        list[count].value = value
        count += 1
    }

    public static func == (left: Spellings, right: Spellings) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.list[index] != right.list[index] { return false }
        return true
    }
}

/// Prints how many there are and of which kind, never a value.
extension Spellings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        count == 0 ? "no spellings" : "\(count) spellings of a \(list[0].kind.rawValue)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
