import Decoding
import Identity
import Recognition
import Testing

/// A swipe whose beginning was lost is no number, whatever carried it.
@Suite("The rest of a track")
struct TrackTailTests {
    private static let number = "4111111111111111"
    private static let carriers: [@Sendable (String) -> Reading] = [
        { label($0) }, { label($0, .code128) }, { typed($0) }, { reading(.contactless, $0) },
        { reading(.magstripe, $0) },
    ]

    @Test(
        "Cut anywhere, a bank card's track is a fault or a payment card",
        arguments: [
            ";\(number)=30121010000000?", "\(number)=30121010000000?",
            ";\(number)=30121010000000?1", "%B\(number)^DOE/J^30121010000000?",
            "%B\(number)^DOE/J^30121010000000?;\(number)=30121010000000?",
        ])
    func cut(track: String) {
        for carrier in Self.carriers {
            for start in 1..<track.count - 1 {
                let tail = String(track.dropFirst(start))
                // A cut at a sentinel leaves a whole track.
                guard let first = tail.first, !"%;".contains(first) else { continue }
                let got = outcome(Recogniser(), carrier(tail))
                #expect(
                    got == "malformed truncated" || got.hasPrefix("suppressed"), "\(start): \(got)")
            }
        }
    }

    @Test(
        "Without an end sentinel, fewer digits than a card has before a date are a rest",
        arguments: ["11111111111=30121010000000", "=30121010000000", "111111111111111=3012101"])
    func withoutEnd(tail: String) {
        for carrier in Self.carriers {
            let got = outcome(Recogniser(), carrier(tail))
            #expect(got == "malformed truncated" || got.hasPrefix("suppressed"), "\(got)")
        }
    }

    @Test(
        "What only looks a little like one is read",
        arguments: [
            "4006381333931", "https://shop.example/?id=4006381333931", "A=30121010000000",
            "price=12", "12=99", "8134000123", "who?", "a^b", "11111111111=99991010000",
            "6006491234567893456=30121010000000",
        ])
    func honest(text: String) {
        let bytes = Array(text.utf8)
        let isTail = bytes.span.isTrackTail
        #expect(!isTail)
    }
}
