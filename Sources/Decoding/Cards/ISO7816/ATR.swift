/// A card's answer to reset (ISO/IEC 7816-3, 8.2).
///
/// It reads what a card sends, which is not always what the standard says: a wrong or missing check
/// character is noted, and the card is used all the same.
public struct ATR: Sendable, Equatable {
    /// The longest answer, in bytes.
    public static let maxLength = 33

    /// Why bytes are no answer to reset.
    public enum Problem: String, Error, Sendable {
        /// Fewer than two bytes.
        case empty
        case tooLong
        /// The first byte is neither 3B nor 3F.
        case badFirstByte
        /// It ends among the interface bytes.
        case cut
    }

    /// What is odd about an answer that can be used.
    public struct Remarks: OptionSet, Sendable, Equatable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// It ends among the historical bytes.
        public static let historicalCut = Remarks(rawValue: 1)
        public static let checkMissing = Remarks(rawValue: 2)
        public static let checkWrong = Remarks(rawValue: 4)
        /// More bytes than it announces.
        public static let trailing = Remarks(rawValue: 8)
    }

    /// The interface bytes between one TD and the next.
    public struct Group: Sendable, Equatable {
        public internal(set) var ta: UInt8?
        public internal(set) var tb: UInt8?
        public internal(set) var tc: UInt8?
        public internal(set) var td: UInt8?
    }

    public let bytes: [UInt8]
    /// Whether the card sends the high bit first and inverted (TS is 3F); the reader undoes it.
    public var isInverse: Bool { bytes[0] == 0x3F }
    public let groups: [Group]
    public let historical: [UInt8]
    public let remarks: Remarks

    /// Reads an answer to reset.
    public init(_ bytes: [UInt8]) throws(Problem) {
        guard bytes.count >= 2 else { throw .empty }
        guard bytes.count <= Self.maxLength else { throw .tooLong }
        guard bytes[0] == 0x3B || bytes[0] == 0x3F else { throw .badFirstByte }
        self.bytes = bytes
        var groups: [Group] = []
        var next = 2
        var present = bytes[1] >> 4
        func take(_ bit: UInt8) throws(Problem) -> UInt8? {
            guard present & bit != 0 else { return nil }
            guard next < bytes.count else { throw .cut }
            defer { next += 1 }
            return bytes[next]
        }
        while true {
            var group = Group()
            group.ta = try take(1)
            group.tb = try take(2)
            group.tc = try take(4)
            group.td = try take(8)
            groups.append(group)
            guard let td = group.td else { break }
            present = td >> 4
        }
        self.groups = groups
        let wanted = Int(bytes[1] & 0x0F)
        let end = min(next + wanted, bytes.count)
        historical = Array(bytes[next..<end])
        var remarks: Remarks = historical.count < wanted ? .historicalCut : []
        let needsCheck = groups.contains { ($0.td ?? 0) & 0x0F != 0 }
        if needsCheck {
            if end == bytes.count {
                remarks.insert(.checkMissing)
            } else if bytes[1...end].reduce(0, ^) != 0 {
                remarks.insert(.checkWrong)
            }
        }
        if bytes.count > end + (needsCheck ? 1 : 0) { remarks.insert(.trailing) }
        self.remarks = remarks
    }

    /// The protocols that the card offers, in its order; T=0 where it names none.
    public var protocols: [UInt8] {
        let named = groups.compactMap { $0.td.map { $0 & 0x0F } }
            .filter { $0 != 15 }
        let unique = named.reduce(into: [UInt8]()) { if !$0.contains($1) { $0.append($1) } }
        return unique.isEmpty ? [0] : unique
    }

    /// TA2: the card speaks one protocol, with the parameters of TA1, and takes no request to
    /// change them. Nil where it may be asked.
    public var specificMode: UInt8? { groups.count > 1 ? groups[1].ta : nil }

    /// The transmission factors F and D of TA1; those of 372 and 1 where it names reserved ones.
    public var factors: (f: Int, d: Int) {
        guard let ta1 = groups[0].ta, let f = Self.clockRates[ta1 >> 4],
            let d = Self.baudFactors[ta1 & 0x0F]
        else { return (372, 1) }
        return (f, d)
    }

    /// TA1 where both its factors are known and not the usual ones.
    var fasterFactors: UInt8? {
        guard let ta1 = groups[0].ta, ta1 != 0x11, Self.clockRates[ta1 >> 4] != nil,
            Self.baudFactors[ta1 & 0x0F] != nil
        else { return nil }
        return ta1
    }

    /// TC1: the extra guard time; 255 stands for the shortest.
    public var extraGuardTime: UInt8 { groups[0].tc ?? 0 }

    /// TC2: what the waiting time of T=0 is made of (WI).
    public var waitingInteger: UInt8 { groups.count > 1 ? groups[1].tc ?? 10 : 10 }

    /// The first interface bytes that speak of T=1, which stand behind a TD that names it.
    private var blockGroup: Group? {
        guard groups.count > 2 else { return nil }
        for index in 2..<groups.count where (groups[index - 1].td ?? 0) & 0x0F == 1 {
            return groups[index]
        }
        return nil
    }

    /// How many bytes of information the card takes in a T=1 block, 1 to 254 (IFSC).
    public var blockLength: Int {
        guard let value = blockGroup?.ta, value != 0 else { return 32 }
        return min(Int(value), 254)
    }

    /// BWI and CWI: what the waiting times of T=1 are made of.
    public var blockWaiting: UInt8 { blockGroup?.tb ?? 0x4D }

    /// Whether T=1 blocks end with a CRC instead of an LRC.
    public var hasBlockCRC: Bool { (blockGroup?.tc ?? 0) & 0x01 != 0 }

    private static let clockRates: [UInt8: Int] = [
        0: 372, 1: 372, 2: 558, 3: 744, 4: 1116, 5: 1488, 6: 1860, 9: 512, 10: 768, 11: 1024,
        12: 1536, 13: 2048,
    ]
    private static let baudFactors: [UInt8: Int] = [
        1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 6: 32, 7: 64, 8: 12, 9: 20,
    ]
}
