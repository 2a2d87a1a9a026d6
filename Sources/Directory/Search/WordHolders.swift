import SQLite

/// The customers one of whose words begins like a given one, gathered as far as they are asked for:
/// a window of their keys that grows by twice as much each time. Twenty customers of two frequent
/// words are found in the first of it, and nothing is read twice.
struct WordHolders {
    /// Above as many different words a window costs more than gathering everybody.
    private static let maxStarts = 32
    private static let firstWidth: Int64 = 8192
    private static let everybody = Int64.min...Int64.max

    private let range: ClosedRange<Int64>
    /// The different words; empty when there are too many.
    private let starts: [Int64]
    /// The keys that were gathered.
    private var window: ClosedRange<Int64>?
    private var width = firstWidth
    private var keys = KeySet()
    /// How many rows were looked at.
    private(set) var rows = 0

    /// - Parameter range: What the entries of the words lie between; see `Folding.starts`.
    init(of range: ClosedRange<Int64>, _ statements: Statements) throws(DatabaseError) {
        self.range = range
        var found: [Int64] = []
        var next: Int64? = range.lowerBound
        while let low = next, let start = try statements.firstStart(in: low...range.upperBound) {
            found.append(start)
            guard found.count <= Self.maxStarts else {
                found = []
                break
            }
            next = start < range.upperBound ? start + 1 : nil
        }
        starts = found
    }

    /// Whether the customer of a key is among them.
    /// - Parameter limit: How many rows may be looked at, all in all.
    mutating func contains(
        _ key: Int64, _ statements: Statements, atMost limit: Int
    ) throws(DatabaseError) -> Bool {
        if window?.contains(key) != true { try gather(from: key, statements, atMost: limit) }
        return keys.contains(key)
    }

    private mutating func gather(
        from key: Int64, _ statements: Statements, atMost limit: Int
    ) throws(DatabaseError) {
        guard !starts.isEmpty else {
            window = Self.everybody
            return try statements.gather(range, into: &keys, &rows, atMost: limit)
        }
        let (end, isBeyond) = key.addingReportingOverflow(width)
        // Half of all numbers are more than there are customers.
        width = min(2 * width, Int64.max / 2)
        var new = key...(isBeyond ? Int64.max : end)
        if let window {
            if key < window.lowerBound {
                new = key...(window.lowerBound - 1)
            } else {
                new = (window.upperBound + 1)...new.upperBound
            }
            self.window =
                min(window.lowerBound, new.lowerBound)...max(window.upperBound, new.upperBound)
        } else {
            window = new
        }
        for start in starts {
            try statements.gather(start, within: new, into: &keys, &rows, atMost: limit)
        }
    }
}

extension WordHolders {
    /// The prepared statements. Owned by the search for names.
    final class Statements {
        private let first: Statement
        private let ofRange: Statement
        private let ofStart: Statement

        init(_ database: Database) throws(DatabaseError) {
            first = try database.prepare(
                "SELECT min(start) FROM name_word WHERE start BETWEEN ?1 AND ?2", longLived: true)
            ofRange = try database.prepare(
                "SELECT customer_id FROM name_word WHERE start BETWEEN ?1 AND ?2",
                longLived: true)
            ofStart = try database.prepare(
                """
                SELECT customer_id FROM name_word
                WHERE start = ?1 AND customer_id BETWEEN ?2 AND ?3
                """, longLived: true)
        }

        fileprivate func firstStart(
            in range: ClosedRange<Int64>
        ) throws(DatabaseError) -> Int64? {
            defer { first.reset() }
            first.bind(1, range.lowerBound)
            first.bind(2, range.upperBound)
            return try first.step() ? first.optionalInteger(0) : nil
        }

        fileprivate func gather(
            _ range: ClosedRange<Int64>, into keys: inout KeySet, _ rows: inout Int,
            atMost limit: Int
        ) throws(DatabaseError) {
            defer { ofRange.reset() }
            ofRange.bind(1, range.lowerBound)
            ofRange.bind(2, range.upperBound)
            while try ofRange.step() {
                rows += 1
                guard rows <= limit else { throw .wideSearch }
                keys.insert(ofRange.integer(0))
            }
        }

        fileprivate func gather(
            _ start: Int64, within window: ClosedRange<Int64>, into keys: inout KeySet,
            _ rows: inout Int, atMost limit: Int
        ) throws(DatabaseError) {
            defer { ofStart.reset() }
            ofStart.bind(1, start)
            ofStart.bind(2, window.lowerBound)
            ofStart.bind(3, window.upperBound)
            while try ofStart.step() {
                rows += 1
                guard rows <= limit else { throw .wideSearch }
                keys.insert(ofStart.integer(0))
            }
        }
    }
}
