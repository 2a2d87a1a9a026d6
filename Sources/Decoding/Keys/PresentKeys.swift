import Identity

/// The keys and tags that a reader repeats while they lie there: the first time is a presentation,
/// and the silence after the last time is the removal.
struct PresentKeys: Sendable {
    private struct Entry {
        var text: Bytes<24>
        var lastSeen: Instant
    }

    /// How many lie there at once; the oldest gives way.
    private static let capacity = 4

    /// The silence after which one is gone.
    let silence: Duration
    private var entries: [Entry] = []
    /// Whether the reader repeats what lies there.
    private(set) var repeats = false

    init(silence: Duration) {
        self.silence = silence
        entries.reserveCapacity(Self.capacity)
    }

    var isEmpty: Bool { entries.isEmpty }

    /// When the next one is gone; nil where none is there.
    var deadline: Instant? { entries.map { $0.lastSeen + silence }.min() }

    /// Takes a number; whether it has just come.
    mutating func see(_ text: Bytes<24>, at now: Instant) -> Bool {
        if let index = entries.firstIndex(where: { $0.text == text }) {
            entries[index].lastSeen = now
            repeats = true
            return false
        }
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append(Entry(text: text, lastSeen: now))
        return true
    }

    /// Forgets those that are gone, and calls `body` with each of them, in the order in which they
    /// came.
    mutating func expire(at now: Instant, _ body: (Bytes<24>) -> Void) {
        guard let deadline, deadline <= now else { return }
        for entry in entries where entry.lastSeen + silence <= now { body(entry.text) }
        entries.removeAll { $0.lastSeen + silence <= now }
    }

    /// Forgets all, and calls `body` with each.
    mutating func removeAll(_ body: (Bytes<24>) -> Void) {
        for entry in entries { body(entry.text) }
        entries.removeAll(keepingCapacity: true)
    }
}
