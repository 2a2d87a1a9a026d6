import Decoding
import Identity
import Testing

// Vectors: MSR606 Programmer's Manual, addendum (Doridian/libMSRx05, docs/);
// Induct-ie/magstripe-rs, README.md (vectors A1.1, A1.3, A1.4).
@Suite("Characters and LRC of the stripe")
struct TrackCodeTests {
    @Test("Track 2, five bits a character")
    func trackTwo() {
        #expect(
            text([0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F, 0x15], .fiveBit) == .text(";12345?"))
    }

    @Test("Track 1, seven bits a character")
    func trackOne() {
        #expect(
            text([0x45, 0x61, 0x62, 0x23, 0x51, 0x52, 0x13, 0x1F, 0x2A], .sevenBit)
                == .text("%ABC123?"))
    }

    @Test("One flipped bit anywhere is found by the parity")
    func oneBit() {
        let track: [UInt8] = [0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F, 0x15]
        for index in track.indices {
            for bit in 0..<5 {
                var wrong = track
                wrong[index] ^= 1 << UInt8(bit)
                #expect(text(wrong, .fiveBit) == .fault(.badParity))
            }
        }
    }

    @Test("Two flipped bits of one character pass the parity and are refused all the same")
    func twoBits() {
        let track: [UInt8] = [0x45, 0x61, 0x62, 0x23, 0x51, 0x52, 0x13, 0x1F, 0x2A]
        for index in track.indices {
            for first in 0..<7 {
                for second in 0..<first {
                    var wrong = track
                    wrong[index] ^= 1 << UInt8(first) | 1 << UInt8(second)
                    if case .text = text(wrong, .sevenBit) { Issue.record("\(index) passed") }
                }
            }
        }
        #expect(
            text([0x0B, 0x01, 0x02, 0x10, 0x04, 0x15, 0x1F, 0x15], .fiveBit) == .fault(.badLRC))
    }

    @Test("An LRC of even parity, a missing one, or characters after it are refused")
    func wrongLRC() {
        #expect(
            text([0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F, 0x05], .fiveBit)
                == .fault(.badParity))
        #expect(
            text([0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F], .fiveBit) == .fault(.truncated))
        #expect(
            text([0x0B, 0x01, 0x02, 0x13, 0x04, 0x15, 0x1F, 0x15, 0x01], .fiveBit)
                == .fault(.badLength))
        #expect(text([0x01, 0x0B], .fiveBit) == .fault(.badFrame))
        #expect(text([], .fiveBit) == .fault(.truncated))
    }

    @Test("The LRC as a character, on the true sentinels")
    func character() {
        let two = TrackCode.fiveBit.lrc(of: bytes("12345").span)
        #expect(two == 0x35)
        let one = TrackCode.sevenBit.lrc(of: bytes("ABC123").span)
        #expect(one == 0x2A + 0x20)
    }

    private func text(_ characters: [UInt8], _ code: TrackCode) -> Given {
        given { () throws(Fault) in String(try code.text(ofCharacters: characters.span)) }
    }
}
