import Identity

/// The prepared statements of the search for names. Owned by the open directory.
final class NameSearch {
    /// Above this many entries it does not matter how many there are.
    private static let manyEntries = 4096

    private let countEntries: Statement
    private let hits: Statement

    init(_ database: Database) throws(DirectoryError) {
        countEntries = try database.prepare(
            """
            SELECT count(*) FROM
                (SELECT 1 FROM name_word WHERE start BETWEEN ?1 AND ?2 LIMIT \(Self.manyEntries))
            """, longLived: true)
        // CROSS JOIN: the words lead, so that the first hits come at once however many there are.
        hits = try database.prepare(
            """
            SELECT c.id, c.number, c.name, c.kind, c.status,
                EXISTS (SELECT 1 FROM suspension s WHERE s.customer_id = c.id), c.folded,
                c.flags & 1, c.status = 2 AND c.active_in_pos_sticky IS 1
            FROM name_word w CROSS JOIN customer c ON c.id = w.customer_id
            WHERE w.start BETWEEN ?1 AND ?2 ORDER BY w.start, w.customer_id
            """, longLived: true)
    }

    /// The customers for whom each word begins a word of a name.
    func run(_ words: [[UInt8]], limit: Int) throws(DirectoryError) -> [SearchHit] {
        let range = Folding.starts(of: try rarest(words))
        var found: [SearchHit] = []
        var keys: Set<Int64> = []
        defer { hits.reset() }
        hits.bind(1, range.lowerBound)
        hits.bind(2, range.upperBound)
        while found.count < limit, try hits.step() {
            let matches = hits.withBytes(6) { folded in
                words.allSatisfy { Folding.matches(folded, start: $0.span) }
            }
            guard matches, keys.insert(hits.integer(0)).inserted else { continue }
            found.append(try hit())
        }
        return found
    }

    private func hit() throws(DirectoryError) -> SearchHit {
        guard let kind = CustomerKind(code: hits.integer(3)),
            let status = CustomerStatus(code: hits.integer(4))
        else { throw .constraint(rule: "unknown kind or status") }
        let isSuspendedHere = hits.integer(7) == 1
        let isSuspended = status != .active && hits.integer(5) == 1 || isSuspendedHere
        let isActive = !isSuspended && (status == .active || hits.integer(8) == 1)
        return SearchHit(
            number: hits.text(1), name: hits.text(2), kind: kind,
            status: isSuspended ? .suspended : isActive ? .active : status, servable: isActive)
    }

    /// The word with the fewest entries: the others are then looked for among its customers.
    private func rarest(_ words: [[UInt8]]) throws(DirectoryError) -> [UInt8] {
        var best = words[0]
        guard words.count > 1 else { return best }
        var fewest = Int64.max
        for word in words {
            let range = Folding.starts(of: word)
            countEntries.bind(1, range.lowerBound)
            countEntries.bind(2, range.upperBound)
            let count = try countEntries.step() ? countEntries.integer(0) : 0
            countEntries.reset()
            if count < fewest {
                fewest = count
                best = word
            }
        }
        return best
    }
}
