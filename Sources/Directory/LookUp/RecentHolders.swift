import Identity
import SQLite

/// The answers to the identifiers asked for last, for as long as the directory does not change: a
/// card that is read again, on every visit of a busy hour, and a product that nobody holds are
/// answered without asking SQLite.
///
/// With it one core carries 532,000 events a second of 10,000 cards, without it 150,000 (`make
/// bench`, journal off).
///
/// About 10,000 answers, in a megabyte that is taken as it fills. They stand one behind the other
/// in a ring, as short as their texts are; the oldest are overwritten. A table finds them by hash:
/// each bucket of it is one line of the processor's cache. Each answer has two buckets to choose
/// from, so that hardly any is pushed out while there is room.
struct RecentHolders {
    private static let ringSize = 1 << 20
    /// More than the longest answer takes.
    private static let longest = 512
    private static let buckets = 2048
    private static let slotsInBucket = 8

    /// Grows to `ringSize`.
    private var ring: [UInt8] = []
    /// Where the next answer goes. Places count on from lap to lap; where in the ring one is, its
    /// low bits say.
    private var end = 0
    /// Answers before this place are forgotten.
    private var start = 0
    /// The place of an answer, and above it 16 bits of its hash; 0 for none.
    private var table: [UInt64] = []

    init() {
        // Asked for once, so that remembering never asks; the system gives it page by page, as it
        // is used.
        ring.reserveCapacity(Self.ringSize)
    }

    /// Who was found to hold the identifier; nil when that is not remembered.
    func holder(of identifier: Identifier) -> Holder? {
        guard !ring.isEmpty else { return nil }
        let hash = Self.hash(of: identifier)
        return holder(of: identifier, hash, in: Self.firstBucket(of: hash))
            ?? holder(of: identifier, hash, in: Self.secondBucket(of: hash))
    }

    private func holder(
        of identifier: Identifier, _ hash: UInt64, in bucket: Range<Int>
    ) -> Holder? {
        for slot in bucket {
            guard let place = place(in: slot, of: hash) else { continue }
            var answer = RecentAnswer(at: place & (Self.ringSize - 1))
            if answer.readIdentifier(ring.span, isEqualTo: identifier) {
                return answer.readHolder(ring.span)
            }
        }
        return nil
    }

    /// Remembers an answer, if it is one of the usual ones; the identifier must not be remembered
    /// yet.
    mutating func remember(_ holder: Holder, of identifier: Identifier) {
        guard RecentAnswer.isUsual(holder) else { return }
        if table.isEmpty {
            table = [UInt64](repeating: 0, count: Self.buckets * Self.slotsInBucket)
        }
        makeRoom()
        var answer = RecentAnswer(at: end & (Self.ringSize - 1))
        answer.write(holder, of: identifier, into: &ring)
        let hash = Self.hash(of: identifier)
        table[oldestSlot(for: hash)] = hash.mark | UInt64(end)
        end += answer.length
    }

    mutating func removeAll() {
        start = end
    }

    /// Makes sure that the longest answer fits at `end`, which no answer crosses the ring's end
    /// for.
    private mutating func makeRoom() {
        let position = end & (Self.ringSize - 1)
        if position + Self.longest > Self.ringSize { end += Self.ringSize - position }
        // A place is never 0, and has 48 bits.
        if end == 0 || end >> 47 > 0 {
            end = Self.ringSize
            start = end
            for slot in table.indices { table[slot] = 0 }
        }
        let needed = end & (Self.ringSize - 1) + Self.longest
        if ring.count < needed {
            let more = min(max(ring.count, 16_384), Self.ringSize - ring.count)
            ring.append(contentsOf: repeatElement(0, count: more))
        }
    }

    /// The place in a slot, if it is of an answer that is still there and has this hash.
    private func place(in slot: Int, of hash: UInt64) -> Int? {
        let entry = table[slot]
        guard entry & Self.markBits == hash.mark else { return nil }
        let place = Int(entry & ~Self.markBits)
        return isThere(place) ? place : nil
    }

    private func isThere(_ place: Int) -> Bool {
        place >= max(start, end - Self.ringSize + Self.longest) && place > 0
    }

    private func oldestSlot(for hash: UInt64) -> Int {
        let first = oldestSlot(in: Self.firstBucket(of: hash))
        let second = oldestSlot(in: Self.secondBucket(of: hash))
        return age(of: first) <= age(of: second) ? first : second
    }

    private func oldestSlot(in bucket: Range<Int>) -> Int {
        var oldest = bucket.lowerBound
        for slot in bucket where age(of: slot) < age(of: oldest) { oldest = slot }
        return oldest
    }

    /// Lower for older ones, 0 for a slot that was never used.
    private func age(of slot: Int) -> UInt64 { table[slot] & ~Self.markBits }

    private static func firstBucket(of hash: UInt64) -> Range<Int> {
        bucket(hash)
    }

    private static func secondBucket(of hash: UInt64) -> Range<Int> {
        bucket(hash >> 20)
    }

    private static func bucket(_ number: UInt64) -> Range<Int> {
        let first = Int(truncatingIfNeeded: number) & (buckets - 1) * slotsInBucket
        return first..<first + slotsInBucket
    }

    fileprivate static let markBits: UInt64 = 0xFFFF << 48

    /// Over kind and value, the high bits mixed into the low ones.
    private static func hash(of identifier: Identifier) -> UInt64 {
        var hash = FNV1a()
        hash.combine(UInt8(truncatingIfNeeded: identifier.kind.code))
        hash.combine(identifier.value.span)
        return hash.value ^ hash.value >> 29
    }
}

extension UInt64 {
    /// The bits of a hash that stand beside the place.
    fileprivate var mark: UInt64 { self & RecentHolders.markBits }
}
