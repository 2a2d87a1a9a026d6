public import SQLite

/// A search without a letter or digit in it.
public struct EmptySearch: CustomStringConvertible, Sendable {
    public var description: String { "nothing to search for: give the beginning of a name" }
}

/// A search that would look at more rows than one search may.
public struct WideSearch: CustomStringConvertible, Sendable {
    public var description: String { "too many names begin like this: give more letters" }
}

extension DatabaseError {
    /// A search that would look at more rows than one search may.
    static var wideSearch: Self { .refused(WideSearch()) }

    /// A search without a letter or digit in it.
    public static var emptySearch: Self { .refused(EmptySearch()) }
}
