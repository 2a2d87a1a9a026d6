public import Identity

/// A card's number as a Wiegand line carries it: its format, facility code and card number.
///
/// The same two numbers in another format are another card, and several formats have as many bits:
/// so the format is a part of the identifier.
public struct WiegandNumber: Sendable, Hashable {
    /// Nil where 37 bits may be of either format.
    public let format: WiegandFormat?
    /// Zero in a format without.
    public let facility: UInt64
    public let card: UInt64

    init(_ format: WiegandFormat?, facility: UInt64 = 0, card: UInt64) {
        self.format = format
        self.facility = facility
        self.card = card
    }

    /// Reads all bits of a frame, the first one highest, and verifies its parity.
    /// - Parameter format: What settings say; else the number of bits decides, and parity only
    ///   excludes.
    public init(frame: UInt64, bits: Int, _ format: WiegandFormat?) throws(Fault) {
        // Bits that the frame does not have.
        guard bits >= 64 || frame >> UInt64(max(0, bits)) == 0 else { throw .badLength }
        if let format {
            guard format.bits == bits else { throw .badLength }
            guard format.checks(frame) else { throw .badParity }
            self.init(format, data: frame)
            return
        }
        let formats = WiegandFormat.usual(bits: bits)
        guard let first = formats.first else { throw .badLength }
        let fitting = formats.filter { $0.checks(frame) }
        switch fitting.count {
        case 0: throw .badParity
        case 1: self.init(fitting[0], data: frame)
        // Both formats of 37 bits have the same parity.
        default: self.init(nil, card: frame >> 1 & (1 << UInt64(first.bits - 2) - 1))
        }
    }

    /// Reads the data bits of a frame whose parity bits the adapter has taken off.
    public init(data: UInt64, bits: Int, _ format: WiegandFormat?) throws(Fault) {
        guard bits >= 64 || data >> UInt64(max(0, bits)) == 0 else { throw .badLength }
        if let format {
            guard format.dataBits == bits else { throw .badLength }
            self.init(format, data: data << UInt64(format.trailingBits))
            return
        }
        switch bits {
        case 24: self.init(.h10301, data: data << 1)
        case 32: self.init(.h10306, data: data << 1)
        case 35: self.init(nil, card: data)
        default: throw .badLength
        }
    }

    /// A facility code and a card number, as some adapters send them.
    public init(facility: UInt64, card: UInt64, _ format: WiegandFormat?) throws(Fault) {
        let format = format ?? .h10301
        guard facility >> UInt64(format.facilityBits) == 0, card >> UInt64(format.cardBits) == 0
        else { throw .badFrame }
        self.init(format, facility: facility, card: card)
    }

    /// Reads a canonical text; nil for anything else.
    public init?(text: borrowing Span<UInt8>) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            let card = text.extracting((text.lastIndex(of: UInt8(ascii: ":")) + 1)..<text.count)
                .decimalValue
        else { return nil }
        let name = String(text.extracting(0..<colon))
        let end = text.lastIndex(of: UInt8(ascii: ":"))
        if name == Self.undecided, end == colon {
            self.init(nil, card: card)
            return
        }
        guard let format = WiegandFormat(rawValue: name) else { return nil }
        if format.facilityBits == 0 {
            guard end == colon else { return nil }
            self.init(format, card: card)
        } else {
            guard end > colon, let facility = text.extracting((colon + 1)..<end).decimalValue
            else { return nil }
            self.init(format, facility: facility, card: card)
        }
    }

    private init(_ format: WiegandFormat, data frame: UInt64) {
        let card = frame >> UInt64(format.trailingBits) & (1 << UInt64(format.cardBits) - 1)
        let facility =
            frame >> UInt64(format.trailingBits + format.cardBits)
            & (1 << UInt64(format.facilityBits) - 1)
        self.init(format, facility: facility, card: card)
    }

    private static let undecided = "W37"

    /// Format, facility code and card number: `H10301:123:4567`.
    public var text: Bytes<24> {
        var text = Bytes<24>(format?.rawValue ?? Self.undecided)
        if let format, format.facilityBits > 0 {
            text.append(UInt8(ascii: ":"))
            text.append(decimal: facility)
        }
        text.append(UInt8(ascii: ":"))
        text.append(decimal: card)
        return text
    }

    /// What keeps it from being somebody's card.
    public var fault: Fault? { facility == 0 && card == 0 ? .readError : nil }

    /// The tag whose number such a frame also carries: readers of EM4100 tags send the last 24 or
    /// 32 bits of one this way.
    public var tag: TagNumber? {
        switch format {
        case .h10301: TagNumber(facility << 16 | card, .low24)
        case .h10306: TagNumber(facility << 16 | card, .low32)
        default: nil
        }
    }

    /// What 37 bits may mean.
    var meanings: [WiegandNumber] {
        guard format == nil else { return [] }
        return [
            WiegandNumber(.h10302, card: card),
            WiegandNumber(.h10304, facility: card >> 19, card: card & 0x7FFFF),
        ]
    }
}

/// A Wiegand format. The raw value is the word in settings and in identifiers.
public enum WiegandFormat: String, Sendable, CaseIterable {
    /// 26 bits: facility code of 8, card number of 16.
    case h10301 = "H10301"
    /// 26 bits: facility code and card number of 12 each.
    case indala26 = "Indala26"
    /// 33 bits: 7 and 24.
    case d10202 = "D10202"
    /// 34 bits: 16 and 16. Also called N10002.
    case h10306 = "H10306"
    /// 35 bits: 12 and 20. Corporate 1000.
    case c1000 = "C1000"
    /// 37 bits: a card number of 35.
    case h10302 = "H10302"
    /// 37 bits: 16 and 19.
    case h10304 = "H10304"

    public var bits: Int {
        switch self {
        case .h10301, .indala26: 26
        case .d10202: 33
        case .h10306: 34
        case .c1000: 35
        case .h10302, .h10304: 37
        }
    }

    var facilityBits: Int {
        switch self {
        case .h10301: 8
        case .indala26, .c1000: 12
        case .d10202: 7
        case .h10306, .h10304: 16
        case .h10302: 0
        }
    }

    var cardBits: Int {
        switch self {
        case .h10301, .h10306: 16
        case .indala26: 12
        case .d10202: 24
        case .c1000: 20
        case .h10302: 35
        case .h10304: 19
        }
    }

    var dataBits: Int { facilityBits + cardBits }
    /// How many parity bits come after the data.
    var trailingBits: Int { 1 }

    /// The formats that a number of bits may be of where settings say nothing.
    static func usual(bits: Int) -> [WiegandFormat] {
        switch bits {
        case 26: [.h10301]
        case 34: [.h10306]
        case 35: [.c1000]
        case 37: [.h10302, .h10304]
        default: []
        }
    }

    /// The bits of each parity, its own bit included, and whether their sum is odd.
    private var parities: [(mask: UInt64, isOdd: Bool)] {
        switch self {
        case .h10301, .indala26:
            [(Self.mask(0...12, of: 26), false), (Self.mask(13...25, of: 26), true)]
        case .d10202: [(Self.mask(0...16, of: 33), false), (Self.mask(16...32, of: 33), true)]
        case .h10306: [(Self.mask(0...16, of: 34), false), (Self.mask(17...33, of: 34), true)]
        case .h10302, .h10304:
            [(Self.mask(0...18, of: 37), false), (Self.mask(18...36, of: 37), true)]
        case .c1000:
            [
                (0x3_B6DB_6DB6, false), (0x3_6DB6_DB6D, true), (Self.mask(0...34, of: 35), true),
            ]
        }
    }

    /// Whether the parity bits of a frame are right.
    func checks(_ frame: UInt64) -> Bool {
        parities.allSatisfy { ((frame & $0.mask).nonzeroBitCount % 2 == 1) == $0.isOdd }
    }

    /// The bits at these places, counted from the one that is sent first.
    private static func mask(_ places: ClosedRange<Int>, of count: Int) -> UInt64 {
        places.reduce(0) { $0 | 1 << UInt64(count - 1 - $1) }
    }
}

extension Span where Element == UInt8 {
    /// The offset of the last `byte`; -1 where there is none.
    fileprivate func lastIndex(of byte: UInt8) -> Int {
        var index = count - 1
        while index >= 0, self[index] != byte { index -= 1 }
        return index
    }
}
