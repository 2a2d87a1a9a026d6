/// The changes of the name index that an import collects, made at its end in the order of the index: a million
/// names in the order of the alphabet are written many times faster than in the order of the customers.
struct NameWords {
    private struct Entry {
        var start: Int64
        var customer: Int64
    }

    private var added: [Entry] = []
    private var removed: [Entry] = []

    /// Adds every word of a folded text.
    mutating func add(_ folded: borrowing Span<UInt8>, of customer: Int64) {
        Folding.forEachStart(folded) { added.append(Entry(start: $0, customer: customer)) }
    }

    /// Removes every word of a folded text. What is added, before or after, wins.
    mutating func remove(_ folded: borrowing Span<UInt8>, of customer: Int64) {
        Folding.forEachStart(folded) { removed.append(Entry(start: $0, customer: customer)) }
    }

    mutating func write(to database: Database) throws(DirectoryError) {
        try Self.run(
            "DELETE FROM name_word WHERE start = ?1 AND customer_id = ?2", &removed, database)
        try Self.run(
            "INSERT OR IGNORE INTO name_word (start, customer_id) VALUES (?1, ?2)", &added, database
        )
    }

    private static func run(
        _ sql: String, _ entries: inout [Entry], _ database: Database
    ) throws(DirectoryError) {
        entries.sort {
            $0.start != $1.start ? $0.start < $1.start : $0.customer < $1.customer
        }
        let statement = try database.prepare(sql, longLived: true)
        for entry in entries {
            statement.bind(1, entry.start)
            statement.bind(2, entry.customer)
            try statement.run()
        }
        entries.removeAll()
    }
}
