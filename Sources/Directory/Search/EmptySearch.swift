public import SQLite

/// A search without a letter or digit in it.
public struct EmptySearch: CustomStringConvertible, Sendable {
    public var description: String { "nothing to search for: give the beginning of a name" }
}

extension DatabaseError {
    /// A search without a letter or digit in it.
    public static var emptySearch: Self { .refused(EmptySearch()) }
}
