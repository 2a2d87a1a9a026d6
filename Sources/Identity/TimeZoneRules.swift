/// When which distance from UTC holds somewhere: a time zone of the tz database, read from its
/// compiled form (TZif, RFC 8536).
public struct TimeZoneRules: Sendable {
    /// The seconds since 1970 from which each distance holds, in order.
    private var transitions: [Int64] = []
    /// Seconds east of UTC: of `transitions`, and before the first of them.
    private var offsets: [Int] = []
    private var first = 0
    /// What holds after the last transition.
    private var yearly: YearlyRule?

    /// UTC all the time.
    public init() {}

    /// The zone in a TZif file of version 2 or later; nil for anything else, or damaged.
    public init?(_ file: [UInt8]) {
        var reader = TZifReader(file)
        guard let old = reader.header(), reader.skip(old.size(timeBytes: 4)),
            let counts = reader.header(), counts.types > 0
        else { return nil }
        var types: [Int] = []
        var indices: [Int] = []
        for _ in 0..<counts.times {
            guard let time = reader.integer(bytes: 8) else { return nil }
            transitions.append(time)
        }
        for _ in 0..<counts.times {
            guard let index = reader.integer(bytes: 1), index >= 0, index < counts.types else {
                return nil
            }
            indices.append(Int(index))
        }
        for _ in 0..<counts.types {
            guard let offset = reader.integer(bytes: 4), reader.skip(2) else { return nil }
            types.append(Int(offset))
        }
        guard reader.skip(counts.characters + counts.leaps * 12 + counts.stds + counts.uts),
            let footer = reader.footer()
        else { return nil }
        offsets = indices.map { types[$0] }
        first = types[0]
        guard !footer.isEmpty else { return }
        guard let rule = YearlyRule(footer) else { return nil }
        yearly = rule
    }

    /// The distance from UTC at a moment, in seconds, and for which moments around it that is so.
    public func offset(at seconds: Int64) -> (seconds: Int, during: Range<Int64>) {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        let from = low == 0 ? Int64.min : transitions[low - 1]
        guard low == transitions.count, let yearly else {
            let until = low == transitions.count ? Int64.max : transitions[low]
            return (low == 0 ? first : offsets[low - 1], from..<until)
        }
        let (offset, during) = yearly.offset(at: seconds)
        return (offset, max(from, during.lowerBound)..<during.upperBound)
    }

    /// The moment at which clocks there show this; the earlier of two, and where clocks skip it,
    /// the same distance after the skip.
    public func moment(of date: CalendarDate, second: Int) -> Int64 {
        let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(second)
        let before = Int64(offset(at: local - 86_400).seconds)
        let after = Int64(offset(at: local + 86_400).seconds)
        if Int64(offset(at: local - before).seconds) == before { return local - before }
        if Int64(offset(at: local - after).seconds) == after { return local - after }
        return local - before
    }
}

extension CalendarDate {
    /// 0 for Sunday to 6 for Saturday.
    var weekday: Int { ((daysSinceEpoch + 4) % 7 + 7) % 7 }
}

/// Big-endian numbers of a TZif file, from its start on; nil past its end.
private struct TZifReader {
    struct Counts {
        var uts, stds, leaps, times, types, characters: Int

        func size(timeBytes: Int) -> Int {
            times * (timeBytes + 1) + types * 6 + characters + leaps * (timeBytes + 4) + stds + uts
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func header() -> Counts? {
        guard integer(bytes: 4) == 0x545A_6966, let version = integer(bytes: 1),
            version >= 0x32, skip(15)
        else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = integer(bytes: 4), (0...100_000).contains(count) else { return nil }
            counts.append(Int(count))
        }
        return Counts(
            uts: counts[0], stds: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
            characters: counts[5])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count - position else { return false }
        position += count
        return true
    }

    /// A signed number; one of a single byte is taken as unsigned.
    mutating func integer(bytes count: Int) -> Int64? {
        guard count <= bytes.count - position else { return nil }
        var value: UInt64 = 0
        for index in position..<position + count { value = value << 8 | UInt64(bytes[index]) }
        position += count
        switch count {
        case 4: return Int64(Int32(truncatingIfNeeded: value))
        default: return Int64(bitPattern: value)
        }
    }

    /// What stands between the two line ends at the end.
    mutating func footer() -> [UInt8]? {
        guard integer(bytes: 1) == 0x0A else { return nil }
        let rest = bytes[position...]
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        return Array(rest[..<end])
    }
}
