public import Identity
public import SQLite

/// A customer whose name was searched for.
public struct SearchHit: Sendable, Equatable {
    public var number: String
    public var name: String
    public var kind: CustomerKind
    /// Suspended, where a suspension is remembered and the record is not active.
    public var status: CustomerStatus
    /// Whether the customer may be served. Those who may not are shown, and not to be offered.
    public var servable: Bool
}

extension CustomerDirectory {
    /// The customers one of whose words begins with each word of the text, or the names of whose
    /// shoppers do: any case, accents and apostrophes ignored. At most `limit` (1 to 1,000), in the
    /// order of the words found.
    public func search(_ text: String, limit: Int) throws(DatabaseError) -> [SearchHit] {
        let words = Folding.query(text)
        guard !words.isEmpty else { throw .emptySearch }
        return try query { opened throws(DatabaseError) in
            try opened.search.run(words, limit: min(max(1, limit), 1000), today: today)
        }
    }

    /// Those of a customer's active shoppers in whose own names each word of the text begins a
    /// word.
    public func shoppers(
        of holding: Holding, named text: String
    ) throws(ResolverError) -> [Candidate] {
        let words = Folding.query(text)
        return try shoppers(of: holding).filter { candidate in
            guard let shopper = candidate.shopper else { return false }
            var folded: [UInt8] = []
            Folding.add(shopper.name.span, to: &folded)
            return words.allSatisfy { Folding.matches(folded.span, start: $0.span) }
        }
    }
}
