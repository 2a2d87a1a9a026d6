import Identity
import Recognition

/// From a key's or tag's reading to its outcome: it may be enrolled in any of its spellings, and
/// what keeps only a part of its number identifies where exactly one enrolled key fits.
extension Event {
    /// Takes the outcome of who holds the key.
    /// - Returns: False where nobody does; the event is then as it was.
    mutating func settle<R: Resolver>(
        _ keys: KeySpellings, _ asRead: Identifier, _ policy: ShopperPolicy, resolver: inout R
    ) throws(ResolverError) -> Bool {
        var fits = KeyFits()
        try fits.add(asRead, by: .exact, &resolver)
        if keys.isWhole {
            // The whole number is one key's, however it is written.
            try keys.eachWhole { (text) throws(ResolverError) in
                if fits.isEmpty { try fits.add(text, by: .exact, &resolver) }
            }
            if fits.isEmpty {
                try keys.eachPartial { (text) throws(ResolverError) in
                    try fits.add(text, by: .exact, &resolver)
                }
            }
        } else {
            try keys.eachWhole { (text) throws(ResolverError) in
                try fits.add(text, by: .exact, &resolver)
            }
            try keys.eachPartial { (text) throws(ResolverError) in
                try fits.add(text, by: .exact, &resolver)
            }
        }
        try keys.eachLastBits { (bits) throws(ResolverError) in
            if !keys.isWhole || fits.isEmpty { try fits.add(bits, by: .lastBits, &resolver) }
        }
        if fits.isEmpty { try fits.add(asRead, by: .unheld, &resolver) }
        if fits.areDifferent {
            identifier = asRead
            outcome = .refused(Refusal(reason: .ambiguous, level: .identifier), nil)
            return true
        }
        guard let fit = fits.first else { return false }
        return try settle(fit.identifier, as: fit.holder, policy, resolver: &resolver)
    }
}

/// The enrolled keys that fit a reading.
private struct KeyFits {
    private(set) var first: (identifier: Identifier, holder: Holder)?
    /// Whether they belong to more than one holder.
    private(set) var areDifferent = false

    var isEmpty: Bool { first == nil }

    mutating func add<R: Resolver>(
        _ identifier: Identifier, by match: KeyMatch, _ resolver: inout R
    ) throws(ResolverError) {
        let holder = try resolver.holder(ofKey: identifier, by: match)
        if holder.isNobody { return }
        guard let first else {
            first = (identifier, holder)
            return
        }
        // The same text may come in more than one way.
        if match == .exact, first.identifier == identifier { return }
        if !first.holder.isSame(as: holder) { areDifferent = true }
    }
}
