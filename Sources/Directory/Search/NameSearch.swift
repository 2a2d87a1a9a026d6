import Identity
import SQLite

/// The prepared statements of the search for names. Owned by the open directory.
final class NameSearch {
    /// Above this many entries it does not matter how many there are.
    private static let manyEntries = 4096

    /// How many rows a search looks at; a customer counts for as many as reading one takes the time
    /// of.
    private static let maxRows = 20_000
    private static let rowsOfCustomer = 8

    /// After so many customers who were no hit, those of another word are gathered, so that no more
    /// are read in vain.
    private static let patience = 128

    private let countEntries: Statement
    /// Who has a word of a range, in the order of the words.
    private let entries: Statement
    private let holders: WordHolders.Statements
    private let hit: Statement

    init(_ database: Database) throws(DatabaseError) {
        countEntries = try database.prepare(
            """
            SELECT count(*) FROM
                (SELECT 1 FROM name_word WHERE start BETWEEN ?1 AND ?2 LIMIT \(Self.manyEntries))
            """, longLived: true)
        entries = try database.prepare(
            """
            SELECT customer_id FROM name_word
            WHERE start BETWEEN ?1 AND ?2 ORDER BY start, customer_id
            """, longLived: true)
        holders = try WordHolders.Statements(database)
        hit = try database.prepare(
            """
            SELECT c.number, c.name, c.kind, c.status,
                EXISTS (SELECT 1 FROM suspension s WHERE s.customer_id = c.id), c.folded,
                c.flags & 1, c.status = 2 AND c.active_in_pos_sticky IS 1,
                (c.shopper_count = 0 OR c.flags & \(HoldingExtras.periods.rawValue))
                    AND EXISTS (SELECT 1 FROM shopper s WHERE s.customer_id = c.id)
                    AND NOT EXISTS (SELECT 1 FROM shopper s WHERE s.customer_id = c.id AND s.active
                        AND (NOT EXISTS (SELECT 1 FROM shopper_period p
                            WHERE p.customer_id = c.id AND p.shopper_number = s.number)
                        OR EXISTS (SELECT 1 FROM shopper_period p
                            WHERE p.customer_id = c.id AND p.shopper_number = s.number
                                AND p.first_day <= ?2
                                AND (p.last_day IS NULL OR ?2 <= p.last_day))))
            FROM customer c WHERE c.id = ?1
            """, longLived: true)
    }

    /// The customers for whom each word begins a word of a name.
    func run(
        _ words: [[UInt8]], limit: Int, today: CalendarDate
    ) throws(DatabaseError) -> [SearchHit] {
        let leading = try leading(words)
        var found: [SearchHit] = []
        var keys: Set<Int64> = []
        var misses = 0
        var rows = 0
        var others: WordHolders?
        let day = today.iso8601
        hit.bind(2, text: day.span)
        defer { entries.reset() }
        bind(entries, leading.first)
        while found.count < limit, try entries.step() {
            let key = entries.integer(0)
            rows += 1
            guard rows + (others?.rows ?? 0) <= Self.maxRows else { throw .wideSearch }
            if try others?.contains(key, holders, atMost: Self.maxRows) == false { continue }
            guard keys.insert(key).inserted else { continue }
            rows += Self.rowsOfCustomer
            if let hit = try customer(key, words) {
                found.append(hit)
                continue
            }
            misses += 1
            if misses == Self.patience, let second = leading.second {
                others = try WordHolders(of: Folding.starts(of: second), holders)
            }
        }
        return found
    }

    /// The customer of a key, when each word begins a word of their names.
    private func customer(
        _ key: Int64, _ words: [[UInt8]]
    ) throws(DatabaseError) -> SearchHit? {
        defer { hit.reset() }
        hit.bind(1, key)
        guard try hit.step() else { return nil }
        let matches = hit.withBytes(5) { folded in
            words.allSatisfy { Folding.matches(folded, start: $0.span) }
        }
        guard matches else { return nil }
        guard let kind = CustomerKind(code: hit.integer(2)),
            let status = CustomerStatus(code: hit.integer(3))
        else { throw .constraint(rule: "unknown kind or status") }
        let isSuspendedHere = hit.integer(6) == 1
        let isSuspended = status != .active && hit.integer(4) == 1 || isSuspendedHere
        let isActive = !isSuspended && (status == .active || hit.integer(7) == 1)
        return SearchHit(
            number: hit.text(0), name: hit.text(1), kind: kind,
            status: isSuspended ? .suspended : isActive ? .active : status,
            servable: isActive && hit.integer(8) == 0)
    }

    private func bind(_ statement: borrowing Statement, _ word: [UInt8]) {
        let range = Folding.starts(of: word)
        statement.bind(1, range.lowerBound)
        statement.bind(2, range.upperBound)
    }

    /// The two words with the fewest entries, the longer first where both have many: among the
    /// customers of the first the others are looked for.
    private func leading(
        _ words: [[UInt8]]
    ) throws(DatabaseError) -> (first: [UInt8], second: [UInt8]?) {
        guard words.count > 1 else { return (words[0], nil) }
        var counted: [(word: [UInt8], entries: Int64)] = []
        for word in words {
            bind(countEntries, word)
            counted.append((word, try countEntries.step() ? countEntries.integer(0) : 0))
            countEntries.reset()
        }
        counted.sort {
            $0.entries != $1.entries
                ? $0.entries < $1.entries : $0.word.count > $1.word.count
        }
        return (counted[0].word, counted[1].word)
    }
}
