import Identity

/// The holders of the identifiers asked for last, for as long as the directory does not change: a card that is
/// read again, or on every visit of a busy hour, is answered without asking SQLite. At most 2,048 answers
/// (about a megabyte), which takes memory only as it fills.
struct RecentHolders {
    private struct Entry {
        var identifier: Identifier
        var holding: Holding
        /// Where the table points to it.
        var slot: Int
    }

    private static let capacity = 2048
    /// A power of two, so that a hash is cut to a slot by a mask.
    private static let slots = 4096

    private var entries: [Entry] = []
    /// By hash: 1 + the entry's index, 0 for none. A later identifier takes the slot of an earlier one.
    private var table = [UInt16](repeating: 0, count: slots)
    /// Which entry is overwritten next, once all are in use.
    private var oldest = 0

    init() {
        // Asked for once, so that remembering never asks; the system gives it page by page, as it is used.
        entries.reserveCapacity(Self.capacity)
    }

    /// The remembered holder.
    func holding(of identifier: borrowing Identifier) -> Holding? {
        let places = Self.places(of: identifier)
        if let found = entry(at: places.0, identifier) { return entries[found].holding }
        if let found = entry(at: places.1, identifier) { return entries[found].holding }
        return nil
    }

    /// Remembers an answer; the identifier must not be remembered yet.
    mutating func remember(_ holding: Holding, of identifier: borrowing Identifier) {
        let places = Self.places(of: identifier)
        let slot = table[places.0] == 0 || table[places.1] != 0 ? places.0 : places.1
        let entry = Entry(identifier: copy identifier, holding: holding, slot: slot)
        if entries.count < Self.capacity {
            entries.append(entry)
            table[slot] = UInt16(entries.count)
            return
        }
        let number = UInt16(oldest + 1)
        if table[entries[oldest].slot] == number { table[entries[oldest].slot] = 0 }
        entries[oldest] = entry
        table[slot] = number
        oldest = (oldest + 1) % Self.capacity
    }

    mutating func removeAll() {
        guard !entries.isEmpty else { return }
        entries.removeAll(keepingCapacity: true)
        for index in table.indices { table[index] = 0 }
        oldest = 0
    }

    private func entry(at slot: Int, _ identifier: borrowing Identifier) -> Int? {
        let index = Int(table[slot]) - 1
        guard index >= 0, entries[index].identifier.kind == identifier.kind,
            entries[index].identifier.value.span.equals(identifier.value.span)
        else { return nil }
        return index
    }

    /// The two slots an identifier may be in: FNV-1a over kind and value, its low and its high bits.
    private static func places(of identifier: borrowing Identifier) -> (Int, Int) {
        let prime: UInt64 = 0x100_0000_01B3
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        hash = (hash ^ UInt64(truncatingIfNeeded: identifier.kind.code)) &* prime
        let value = identifier.value.span
        for index in value.indices { hash = (hash ^ UInt64(value[index])) &* prime }
        hash ^= hash >> 29
        return (Int(hash & UInt64(slots - 1)), Int((hash >> 32) & UInt64(slots - 1)))
    }
}
