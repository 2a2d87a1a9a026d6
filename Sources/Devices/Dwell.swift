import Identity

/// Tells a label that stays before a reader from a new one: the same text again within a while is
/// the same reading.
///
/// It keeps no text, and no digest that anybody else could make: `Hasher` has a key of its own in
/// every process.
struct Dwell {
    private var last: (digest: Int, at: Instant)?

    /// Whether this is what was read last, no longer ago than `limit`. A label that is seen again
    /// and again stays the same reading for as long as it is.
    mutating func isSame(
        _ reading: borrowing Reading, at now: Instant, within limit: Duration
    ) -> Bool {
        guard limit > .zero else { return false }
        var hasher = Hasher()
        hasher.combine(reading.kind)
        for index in 0..<reading.text.count { hasher.combine(reading.text[index]) }
        let digest = hasher.finalize()
        defer { last = (digest, now) }
        guard let last else { return false }
        return last.digest == digest && now - last.at <= limit
    }

    /// Forgets what was read: the reader was away.
    mutating func removeAll() { last = nil }
}
