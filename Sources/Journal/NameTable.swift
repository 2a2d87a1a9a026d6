import Identity
import SQLite

/// The keys of names that occur again and again, so that an event's lane and device are not asked
/// for each time.
struct NameTable {
    private var entries: [(name: Bytes<128>, key: Int64)] = []

    /// The key of a name: remembered, or found, or added to the file.
    mutating func key(
        of name: borrowing Span<UInt8>, find: borrowing Statement, add: borrowing Statement
    ) throws(DatabaseError) -> Int64 {
        for index in entries.indices where entries[index].name.span.equals(name) {
            return entries[index].key
        }
        let key: Int64
        if let found = try Self.ask(find, name) {
            key = found
        } else if let added = try Self.ask(add, name) {
            key = added
        } else {
            throw .constraint(rule: "a name without a key")
        }
        let entry = Bytes<128>(name)
        if !entry.overflowed { entries.append((entry, key)) }
        return key
    }

    private static func ask(
        _ statement: borrowing Statement, _ name: borrowing Span<UInt8>
    ) throws(DatabaseError) -> Int64? {
        defer { statement.reset() }
        statement.bind(1, text: name)
        return try statement.step() ? statement.integer(0) : nil
    }
}
