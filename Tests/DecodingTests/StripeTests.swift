import Decoding
import Identity
import Testing

@Suite("Stripe text")
struct StripeTests {
    /// A swipe told as its tracks; `-` for none, `E` for one that the reader could not decode.
    private func swipe(_ text: String, lrc: TrackLRC = .auto) -> [String] {
        feed(StripeDecoder(lrc: lrc), [text, Duration.seconds(2)]).map { item in
            switch item {
            case .fault(let fault, _): return "!\(fault.rawValue)"
            case .reading(let reading):
                let tracks = (1...3).map { number in
                    let set = Tracks.Set3(rawValue: 1 << UInt8(number - 1))
                    if reading.tracks.unreadable.contains(set) { return "E" }
                    return reading.track(number).map { String($0) } ?? "-"
                }
                let hasTracks = tracks.contains { $0 != "-" }
                let mask = reading.protection.contains(.masked) ? " masked" : ""
                return (hasTracks ? tracks.joined(separator: "|") : String(reading.text)) + mask
            default: return "\(item)"
            }
        }
    }

    @Test(
        "Tracks and what stands for one",
        arguments: [
            ("%AB^C?;123=4?+56=7?<CR>", ["AB^C|123=4|56=7"]),
            (";0004048712?<CR>", ["-|0004048712|-"]),
            ("%TEXT ONLY?<CR><LF>", ["TEXT ONLY|-|-"]), ("<CR>", []),
            (";123?;456?<CR>", ["-|123|456"]),
            // sualeh/magnetictrackparser, track_1 and trackI (vectors A3.1, A3.3).
            ("", []),
            (";636294169881005271827?<CR>", ["-|636294169881005271827|-"]),
            ("%E?;E?+E?<CR>", ["!badTrack"]), ("%?<CR>", ["!noData"]), ("%?;?+?<CR>", ["!noData"]),
            ("%E?;123?<CR>", ["E|123|-"]), ("%AB?;E?<CR>", ["AB|E|-"]),
            ("%?;123?<CR>", ["-|123|-"]),
            (";123?#AB?<CR>", ["-|123|AB"]), (";123?!AB?<CR>", ["-|123|AB"]),
            (";123?%AB?<CR>", ["-|123|AB"]),
            ("@AB12?<CR>", ["-|AB12|-"]), ("&AB12?<CR>", ["-|-|AB12"]),
            // The number ends at the first `?`, or track 3 would be swallowed.
            (";123?+456?<CR>", ["-|123|456"]),
        ])
    func tracks(text: String, result: [String]) {
        #expect(swipe(text) == result)
    }

    @Test(
        "What is wrong has a name, and gives no shorter number",
        arguments: [
            (";123<CR>", "truncated"), ("%AB?;12<CR>", "truncated"), ("123?<CR>", "badFrame"),
            ("AB?;123?<CR>", "badFrame"), (";12A4?<CR>", "badCharacter"),
            (";12;34?<CR>", "badCharacter"),
            ("%AB%C?<CR>", "badCharacter"), (";123?;456?;789?<CR>", "badFrame"),
            (";123?xyz<CR>", "badFrame"),
            ("+12?;34?<CR>", "badFrame"), ("%A<NUL>B?<CR>", "badParity"),
            ("%A<TAB>B?<CR>", "badCharacter"),
            ("12<ACK>3<CR>", "badCharacter"),
        ])
    func wrong(text: String, fault: String) {
        #expect(swipe(text) == ["!" + fault])
    }

    @Test(
        "No track holds more than its standard allows",
        arguments: [
            ("%", 76), (";", 37), ("+", 104), ("#", 79),
        ])
    func limits(start: String, most: Int) {
        let data = String(repeating: "7", count: most)
        #expect(swipe("\(start)\(data)?<CR>").first?.contains(data) == true)
        #expect(swipe("\(start)\(data)7?<CR>") == ["!tooLong"])
        #expect(swipe(String(repeating: "7", count: 513) + "<CR>") == ["!tooLong"])
    }

    @Test(
        "LRC characters, expected, refused or found out",
        arguments: [
            (TrackLRC.auto, ";12345?5<CR>", ["-|12345|-"]), (.auto, ";12345?<CR>", ["-|12345|-"]),
            (.auto, ";12345?6<CR>", ["!badLRC"]), (.present, ";12345?5<CR>", ["-|12345|-"]),
            (.present, ";12345?6<CR>", ["!badLRC"]), (.present, ";12345?<CR>", ["!truncated"]),
            (.absent, ";12345?5<CR>", ["!badFrame"]), (.absent, ";12345?<CR>", ["-|12345|-"]),
            (.auto, "%ABC123?J;12345?5<CR>", ["ABC123|12345|-"]),
            (.auto, "%ABC123?J;12345?6<CR>", ["!badLRC"]),
            (.auto, "%ABC123?K;12345?5<CR>", ["!badLRC"]),
            (.auto, "%abc123?j;12345?5<CR>", ["ABC123|12345|-"]),
            // The LRC of `1` is `5`, of `;?` itself 4 = `4`; of data `;`-like value an end
            // sentinel.
            (.auto, ";;?<CR>", ["!badCharacter"]), (.auto, ";4?0<CR>", ["-|4|-"]),
            (.auto, ";=?9<CR>", ["-|=|-"]), (.present, "%E?;12345?5<CR>", ["E|12345|-"]),
            (.present, "%E?Z;12345?5<CR>", ["E|12345|-"]),
        ])
    func lrc(setting: TrackLRC, text: String, result: [String]) {
        #expect(swipe(text, lrc: setting) == result)
    }

    @Test("An LRC that is itself a sentinel is told from one", arguments: 0..<16)
    func ambiguousLRC(value: Int) {
        // Every LRC value a track 2 can have, among them those that look like `;` and `?`.
        let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        for first in digits {
            for second in digits + ["="] {
                let data = first + second + "1"
                let lrc = TrackCode.fiveBit.lrc(of: bytes(data).span)
                guard Int(lrc - 0x30) == value else { continue }
                let character = String(decoding: [lrc], as: UTF8.self)
                #expect(swipe(";\(data)?\(character)<CR>") == ["-|\(data)|-"])
                let three =
                    "+456?"
                    + String(
                        decoding: [TrackCode.fiveBit.lrc(of: bytes("456").span)], as: UTF8.self)
                #expect(swipe(";\(data)?\(character)\(three)<CR>") == ["-|\(data)|456"])
            }
        }
    }

    @Test(
        "Wrong case and wrong Shift are undone where the sentinels show it",
        arguments: [
            ("%horvat/iva?;8134?<CR>", ["HORVAT/IVA|8134|-"]), ("%bX^y?<CR>", ["BX^Y|-|-"]),
            ("5horvat?iva/:*!#$/<CR>", ["HORVAT/IVA|8134|-"]), (":*!#$/<CR>", ["-|8134|-"]),
            // Typed text that only begins like it.
            ("5/8 inch<CR>", ["5/8 inch"]), ("=12<CR>", ["=12"]), ("%e?;8134?<CR>", ["E|8134|-"]),
        ])
    func wrongCase(text: String, result: [String]) {
        #expect(swipe(text) == result)
    }

    @Test("Masked tracks are marked")
    func masked() {
        #expect(
            swipe(";4111********1111=2912*******?*<CR>") == [
                "-|4111********1111=2912*******|- masked"
            ])
        #expect(swipe("%*4111********1111^DOE/JANE^2912*?<CR>").first?.hasSuffix("masked") == true)
        #expect(swipe("%A*B?<CR>") == ["A*B|-|-"])
    }

    @Test("A card printed without sentinels stays text for the rules to judge")
    func withoutSentinels() {
        let text = "4111111111111111<TAB>DOE/JANE<TAB>12<TAB>29"
        #expect(swipe(text + "<CR>") == [String(decoding: bytes(text), as: UTF8.self)])
    }

    @Test(
        "UIC and 363B frames",
        arguments: [
            ("<STX>%AB?\u{10};123?<ETX>", ["AB|123|-"]), ("<STX>;123?<ETX>", ["-|123|-"]),
            ("<STX>%AB?;123?<CR><ETX>", ["AB|123|-"]), ("<STX>;E?<ETX>", ["!badTrack"]),
            ("<STX>;F?<ETX>", ["!badTrack"]), ("<STX>;N?<ETX>", ["!noData"]),
            ("<STX>;N?<ETX><STX>;123?<ETX>", ["!noData", "-|123|-"]), ("^", []), (">", []),
            ("\u{15}", ["!readError"]), ("<STX>;123?<ETX>x", ["!badChecksum"]),
            ("<STX>;123?J\u{10}%AB?<ETX>", ["!badFrame"]),
            ("<STX>;123<STX>;456?<ETX>", ["!truncated", "-|456|-"]),
        ])
    func frames(text: String, result: [String]) {
        #expect(swipe(text) == result)
    }

    @Test("The block check is the exclusive or of what follows STX, and once seen is demanded")
    func blockCheck() {
        let body = Array("%AB?;123?\u{3}".utf8)
        let check = String(decoding: [body.reduce(0, ^)], as: UTF8.self)
        #expect(swipe("<STX>%AB?;123?<ETX>\(check)") == ["AB|123|-"])
        let twice = "<STX>%AB?;123?<ETX>"
        #expect(swipe("\(twice)\(check)\(twice)") == ["AB|123|-", "!truncated"])
        #expect(swipe("\(twice)\(check)\(twice)\(check)") == ["AB|123|-", "AB|123|-"])
    }
}
