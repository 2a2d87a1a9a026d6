import Decoding
import Identity
import TestSupport
import Testing

/// Vectors: Doridian/libMSRx05, docs/MSR606 Programmer's Manual.pdf, addendum;
/// Induct-ie/magstripe-rs, tests/format_tests.rs (vectors A1.2, A1.4, A1.5).
@Suite("A track's bits")
struct StripeBitsTests {
    static let packed = hex("2B 88 49 EA AF")
    static let recorded = hex("FF FF FF 97 DE F6 FD BE 8D F7 07 7F FF FF FF FF C0")

    private func track(
        _ bytes: [UInt8], _ order: StripeBits.Order, count: Int? = nil,
        codes: [TrackCode] = [.fiveBit]
    ) throws -> StripeBits.Track {
        try StripeBits(bytes.span, count: count, order: order).track(in: codes)
    }

    @Test func `Characters packed lowest bit first`() throws {
        let track = try track(Self.packed, .leastSignificantFirst)
        #expect(track.text == ";12345?" && !track.isReversed && !track.isInverted)
        #expect(track.start == 0 && track.code == .fiveBit)
    }

    @Test func `The card the other way round`() throws {
        let track = try track(hex("AF EA 49 88 2B"), .mostSignificantFirst)
        #expect(track.text == ";12345?" && track.isReversed && !track.isInverted)
    }

    @Test func `A recording with ones and zeros exchanged`() throws {
        // At the other polarity there is a clean `;70:?` in it whose LRC is wrong.
        let track = try track(Self.recorded, .mostSignificantFirst, count: 130)
        #expect(track.text == ";0004048712?" && track.isInverted && !track.isReversed)
        #expect(track.start == 25)
    }

    /// The characters of a track with their parity, LRC last, and the text that they are.
    struct Sample: CustomTestStringConvertible, Sendable {
        var characters: [UInt8]
        var code: TrackCode
        var text: String

        var testDescription: String { text }
        var width: Int { code.dataBits + 1 }
        var bits: [Bool] { StripeBitsTests.bits(of: characters, width: width) }

        static let all = [
            Sample(
                characters: [0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F, 0x15], code: .fiveBit,
                text: ";12345?"),
            Sample(
                characters: [0x45, 0x61, 0x62, 0x23, 0x51, 0x52, 0x13, 0x1F, 0x2A], code: .sevenBit,
                text: "%ABC123?"),
        ]
    }

    /// The clocking zeros before and behind a track.
    private func clocked(_ bits: [Bool]) -> [Bool] {
        [Bool](repeating: false, count: 30) + bits + [Bool](repeating: false, count: 17)
    }

    @Test("Every form of the same track is read", arguments: Sample.all, 0..<4)
    func forms(sample: Sample, form: Int) throws {
        let (isReversed, isInverted) = (form & 1 != 0, form & 2 != 0)
        var bits = clocked(sample.bits)
        if isReversed { bits.reverse() }
        if isInverted { bits = bits.map { !$0 } }
        for codes in [[sample.code], [.fiveBit, .sevenBit]] {
            let found = try track(
                Self.pack(bits), .mostSignificantFirst, count: bits.count, codes: codes)
            #expect(found.text == sample.text && found.code == sample.code)
            #expect(found.isReversed == isReversed && found.isInverted == isInverted)
        }
    }

    @Test(
        "A wrong bit of any character, or two of one, refuse every form", arguments: Sample.all,
        0..<4)
    func wrongBits(sample: Sample, form: Int) {
        for character in sample.characters.indices {
            for first in 0..<sample.width {
                for second in first..<sample.width {
                    var bits = sample.bits
                    bits[character * sample.width + first].toggle()
                    if second > first { bits[character * sample.width + second].toggle() }
                    bits = clocked(bits)
                    if form & 1 != 0 { bits.reverse() }
                    if form & 2 != 0 { bits = bits.map { !$0 } }
                    #expect(throws: Fault.self) {
                        try track(
                            Self.pack(bits), .mostSignificantFirst, count: bits.count,
                            codes: [sample.code])
                    }
                }
            }
        }
    }

    @Test(
        "What looks like a track and has a wrong LRC, or a character of even parity, ends no search",
        arguments: Sample.all, [false, true])
    func falseLock(sample: Sample, hasGoodParity: Bool) throws {
        var lock = sample.bits
        lock[lock.count - 2].toggle()
        if hasGoodParity { lock[lock.count - 1].toggle() }
        let between = [Bool](repeating: false, count: 11)
        for bits in [lock + between + sample.bits, sample.bits + between + lock] {
            let bits = clocked(bits)
            let found = try track(
                Self.pack(bits), .mostSignificantFirst, count: bits.count,
                codes: [.fiveBit, .sevenBit])
            #expect(found.text == sample.text && !found.isReversed && !found.isInverted)
        }
    }

    @Test func `A wrong bit anywhere refuses the track`() {
        for index in 0..<40 {
            var bytes = Self.packed
            bytes[index / 8] ^= 1 << UInt8(index % 8)
            #expect(throws: Fault.self) { try track(bytes, .leastSignificantFirst) }
            // Within the data it is the parity that tells.
            guard (5..<30).contains(index) else { continue }
            #expect(throws: Fault.badParity) { try track(bytes, .leastSignificantFirst) }
        }
    }

    @Test func `Two wrong bits of one character pass for good parity, and the LRC refuses them`() {
        for character in 1...5 {
            for (first, second) in [(0, 1), (1, 2), (0, 3), (2, 3)] {
                var bytes = Self.packed
                for bit in [character * 5 + first, character * 5 + second] {
                    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                }
                // Unless that makes an end sentinel of the character.
                let error = #expect(throws: Fault.self) {
                    try track(bytes, .leastSignificantFirst)
                }
                #expect(error == .badLRC)
            }
        }
    }

    @Test func `An LRC of even parity is refused`() {
        var bytes = Self.packed
        bytes[39 / 8] ^= 1 << UInt8(39 % 8)
        #expect(throws: Fault.badParity) { try track(bytes, .leastSignificantFirst) }
    }

    @Test(
        "What holds no track is a fault",
        arguments: [
            ("", Fault.noData), ("00 00 00 00", .noData), ("FF FF FF FF", .noData),
            ("2B 88 49", .truncated), ("2B 88 49 0A 00", .badParity),
        ])
    func noTrack(text: String, fault: Fault) {
        #expect(throws: fault) { try track(hex(text), .leastSignificantFirst) }
    }

    @Test func `An empty track is too little to be told from noise`() {
        let bits = Self.bits(of: [0x0B, 0x1F, 0x04], width: 5)
        #expect(throws: Fault.self) {
            try track(Self.pack(bits), .mostSignificantFirst, count: bits.count)
        }
    }

    @Test func `Noise gives faults, and hardly ever a track`() {
        var random = SeededGenerator(seed: 75)
        var found = 0
        for _ in 0..<200 {
            let bytes = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if (try? track(bytes, .mostSignificantFirst)) != nil { found += 1 }
        }
        #expect(found <= 1)
    }

    /// Bits in the order of the stripe: lowest first, parity last.
    static func bits(of characters: [UInt8], width: Int) -> [Bool] {
        characters.flatMap { character in (0..<width).map { character >> UInt8($0) & 1 != 0 } }
    }

    /// Highest bit first, filled up with zeros.
    static func pack(_ bits: [Bool]) -> [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            (0..<8).reduce(UInt8(0)) {
                $0 << 1 | (start + $1 < bits.count && bits[start + $1] ? 1 : 0)
            }
        }
    }
}
