package import SQLite

/// The changes of the name index that an import collects, made at its end in the order of the
/// index: a million names in the order of the alphabet are written many times faster than in the
/// order of the customers.
package struct NameWords {
    private struct Entry {
        var start: Int64
        var customer: Int64
    }

    private var added: [Entry] = []
    private var removed: [Entry] = []

    package init() {}

    /// Adds every word of a folded text.
    package mutating func add(_ folded: borrowing Span<UInt8>, of customer: Int64) {
        Folding.forEachStart(folded) { added.append(Entry(start: $0, customer: customer)) }
    }

    /// Removes every word of a folded text. What is added, before or after, wins.
    package mutating func remove(_ folded: borrowing Span<UInt8>, of customer: Int64) {
        Folding.forEachStart(folded) { removed.append(Entry(start: $0, customer: customer)) }
    }

    package mutating func write(to database: Database) throws(DatabaseError) {
        let remove = try database.prepare(
            "DELETE FROM name_word WHERE start = ?1 AND customer_id = ?2", longLived: true)
        Self.sort(&removed)
        for entry in removed {
            remove.bind(1, entry.start)
            remove.bind(2, entry.customer)
            try remove.run()
        }
        removed.removeAll()
        Self.sort(&added)
        try insert(database)
        added.removeAll()
    }

    private func insert(_ database: Database) throws(DatabaseError) {
        let batch = try RowBatch(
            database, into: "name_word", columns: ["start", "customer_id"], rows: 64)
        var previous: Entry?
        for entry in added {
            // Two words of one customer may begin alike.
            if let previous, previous.start == entry.start, previous.customer == entry.customer {
                continue
            }
            previous = entry
            if batch.isFull { try batch.flush() }
            batch.bind(entry.start)
            batch.bind(entry.customer)
        }
        try batch.flush()
    }

    private static func sort(_ entries: inout [Entry]) {
        entries.sort {
            $0.start != $1.start ? $0.start < $1.start : $0.customer < $1.customer
        }
    }
}
