import Identity
package import SQLite

/// Finds barcode cards in whatever spelling they are written down.
enum CardQueries {
    /// The cards that a reading may mean beside the one whose spelling it is: the same number with
    /// other zeros before it, and the card that is written with the check digit. All by their keys.
    static let related = """
        SELECT value FROM identifier WHERE kind = 2 AND scope = '' AND value IN (?1, ?2)
        UNION ALL
        SELECT value FROM identifier WHERE kind = 2 AND scope = '' AND length(value) < 13
            AND value NOT GLOB '*[^0-9]*' AND CAST(value AS INTEGER) IN (?3, ?4)
            AND (CAST(value AS INTEGER) = ?3 OR length(value) IN (8, 12))
        """

    static func bind(_ spelling: CardSpelling, to statement: borrowing Statement) {
        let printed = spelling.withCheckDigit ?? spelling.number
        let (own, other) = (CardSpelling.thirteen(spelling.number), CardSpelling.thirteen(printed))
        statement.bind(1, text: own.span)
        statement.bind(2, text: other.span)
        statement.bind(3, spelling.number)
        statement.bind(4, printed)
    }
}

/// Finds the card that a spelling is of, for whoever writes. One owner.
package final class CardFinder {
    private let related: Statement

    package init(_ database: Database) throws(DatabaseError) {
        related = try database.prepare(CardQueries.related, longLived: true)
    }

    /// The cards that a spelling may be of beside the one that is written so, by their spellings:
    /// with other zeros, with a check digit, and without the one that it may end in.
    package func related(to value: borrowing Span<UInt8>) throws(DatabaseError) -> [String] {
        guard let spelling = CardSpelling(value) else { return [] }
        let own = String(value)
        var found = try cards(spelling)
        if let shorter = spelling.withoutCheckDigit {
            let digits = CardSpelling.thirteen(shorter)
            if let other = CardSpelling(digits.span) { found += try cards(other) }
        }
        var seen: Set<String> = [own]
        return found.filter { text in
            guard let other = CardSpelling(Array(text.utf8).span), spelling.isRelated(to: other)
            else { return false }
            return seen.insert(text).inserted
        }
    }

    private func cards(_ spelling: CardSpelling) throws(DatabaseError) -> [String] {
        defer { related.reset() }
        CardQueries.bind(spelling, to: related)
        var found: [String] = []
        while try related.step() { found.append(related.text(0)) }
        return found
    }
}
