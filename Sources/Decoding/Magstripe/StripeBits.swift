public import Identity

/// The bits of one track as a reader head gave them: perhaps inverted, perhaps read backwards, with
/// clocking zeros around the characters (ISO/IEC 7811-2 and -6).
///
/// They are bits already: every reader that hands out a stripe undecoded has measured the times
/// between the head's edges itself. A reader that sent those times would need a decoder of its own
/// before this one.
public struct StripeBits: Sendable {
    /// Which bit of a byte came first.
    public enum Order: Sendable {
        case mostSignificantFirst, leastSignificantFirst
    }

    /// What was found in the bits.
    public struct Track: Sendable {
        /// The text with its sentinels, without its LRC.
        public let text: Bytes<128>
        public let code: TrackCode
        /// Whether the card went through the reader the other way round.
        public let isReversed: Bool
        /// Whether ones and zeros were exchanged.
        public let isInverted: Bool
        /// The bit at which the start sentinel begins, counted in the direction of the card.
        public let start: Int
    }

    /// The longest track, in bytes of bits: 107 characters of 5 bits or 79 of 7, and clocking bits.
    public static let capacity = 256

    private let bytes: Bytes<256>
    private let count: Int
    private let order: Order

    /// - Parameter count: How many bits there are; nil for all that the bytes have. At most
    ///   `capacity` bytes are kept.
    public init(_ bytes: borrowing Span<UInt8>, count: Int? = nil, order: Order) {
        self.bytes = Bytes(bytes)
        self.count = min(max(0, count ?? .max), self.bytes.count * 8)
        self.order = order
    }

    /// The track, where exactly one reading of the bits is right in everything: a start sentinel
    /// after clocking zeros, odd parity of each character, an end sentinel, the LRC.
    ///
    /// A beginning that turns out wrong is no reason to stop: at the wrong polarity, data can look
    /// like a short track.
    ///
    /// - Parameter codes: The codes that the track can have.
    /// - Throws: `noData` without any character, `badTrack` when two readings are right; else what
    ///   stopped the one that came furthest: `badParity`, `truncated`, `badLRC`.
    public func track(in codes: [TrackCode]) throws(Fault) -> Track {
        var found: Track?
        var furthest = (length: 0, fault: Fault.noData)
        for code in codes {
            for variant in 0..<4 {
                let isReversed = variant & 1 != 0
                let isInverted = variant & 2 != 0
                var clock = Int.max
                for start in 0..<count {
                    let isClocked = start == 0 || clock > code.dataBits
                    let bit = bit(start, isReversed, isInverted)
                    clock = bit ? 0 : (clock == .max ? start + 1 + code.dataBits : clock + 1)
                    guard bit, isClocked else { continue }
                    var text = Bytes<128>()
                    do throws(Fault) {
                        try read(code, from: start, isReversed, isInverted, into: &text)
                    } catch {
                        if text.count > furthest.length { furthest = (text.count, error) }
                        continue
                    }
                    if let other = found, other.text != text { throw .badTrack }
                    found = Track(
                        text: text, code: code, isReversed: isReversed, isInverted: isInverted,
                        start: start)
                }
            }
        }
        guard let found else { throw furthest.fault }
        return found
    }

    /// Reads characters from the start sentinel to the LRC.
    private func read(
        _ code: TrackCode, from start: Int, _ isReversed: Bool, _ isInverted: Bool,
        into text: inout Bytes<128>
    ) throws(Fault) {
        let width = code.dataBits + 1
        var sum: UInt8 = 0
        var hasEnded = false
        var position = start
        while true {
            guard position + width <= count else { throw .truncated }
            var character: UInt8 = 0
            // The lowest bit is first on the stripe, parity last.
            for index in 0..<width where bit(position + index, isReversed, isInverted) {
                character |= 1 << UInt8(index)
            }
            guard character.nonzeroBitCount % 2 == 1 else { throw .badParity }
            let value = character & (1 << UInt8(code.dataBits) - 1)
            if hasEnded {
                guard value == sum else { throw .badLRC }
                // An empty track is too little to tell from noise.
                guard text.count > 2 else { throw .noData }
                return
            }
            guard position > start || value == code.startSentinel else { throw .noData }
            sum ^= value
            text.append(value + code.base)
            guard !text.overflowed else { throw .tooLong }
            hasEnded = value == code.endSentinel
            position += width
        }
    }

    private func bit(_ index: Int, _ isReversed: Bool, _ isInverted: Bool) -> Bool {
        let place = isReversed ? count - 1 - index : index
        let shift = order == .mostSignificantFirst ? 7 - place % 8 : place % 8
        return bytes[place / 8] >> UInt8(shift) & 1 != (isInverted ? 1 : 0)
    }
}
