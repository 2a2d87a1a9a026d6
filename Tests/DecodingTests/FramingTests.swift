import Decoding
import Identity
import Testing

@Suite("Framing of labels")
struct FramingTests {
    // tessaro-os, agent/tessaro-agent/src/scanner/frame.rs, its tests (vector A11); STX is framing
    // here, so it is no data.
    @Test(
        "Terminators",
        arguments: [
            (LabelEnd.auto, "123<CR><LF>456<LF>789<CR>", ["123", "456", "789"]),
            (.cr, "a<LF>b<CR>", ["a<LF>b"]), (.cr, "a<CR><LF>b<CR><LF>", ["a", "b"]),
            (.crlf, "a<CR>b<CR><LF>", ["a<CR>b"]), (.crlf, "<CR><LF>a<CR><LF>", ["a"]),
            (.lf, "a<CR>b<LF>", ["a<CR>b"]), (.tab, "a b<TAB>c<TAB>", ["a b", "c"]),
            (.stxEtx, "<STX>abc<ETX>", ["abc"]),
            (.stxEtx, "<STX>a<ETX><CR><LF><STX>b<ETX>", ["a", "b"]),
            (.stxEtx, "<STX>a<STX>b<ETX>", ["!truncated", "b"]),
            (.stxEtx, "xyz<STX>b<ETX>", ["!badFrame", "b"]),
            (.auto, "<STX>a<ETX>b<CR>", ["a", "b"]), (.auto, "<CR><LF><CR>", []),
            (.stxEtx, "<STX><ETX>", []),
        ])
    func terminators(ends: LabelEnd, text: String, labels: [String]) {
        let wanted = labels.map { String(decoding: bytes($0), as: UTF8.self) }
        #expect(told(feed(LineDecoder(ends: ends), [text])) == wanted)
    }

    @Test("A started label is dropped after a second of silence, not before")
    func silence() {
        #expect(
            told(feed(LineDecoder(), ["abc", Duration.milliseconds(999), "def<CR>"])) == ["abcdef"])
        #expect(
            told(feed(LineDecoder(), ["abc", Duration.seconds(1), "def<CR>"]))
                == ["!truncated", "def"])
    }

    @Test("The deadline is a second after the last byte, and none without a label")
    func deadline() {
        var decoder = LineDecoder()
        var output = Output()
        #expect(decoder.deadline == nil)
        decoder.receive(bytes("ab").span, on: .data, at: Instant(nanoseconds: 5), into: &output)
        #expect(decoder.deadline == Instant(nanoseconds: 1_000_000_005))
        decoder.receive(bytes("c<CR>").span, on: .data, at: Instant(nanoseconds: 6), into: &output)
        #expect(decoder.deadline == nil)
    }

    @Test(
        "Preamble and postamble must both be there",
        arguments: [
            ("L1:abc#<CR>", ["abc"]), ("abc#<CR>", ["!badFrame"]), ("L1:abc<CR>", ["!badFrame"]),
            ("L1:#<CR>", ["!badLength"]), ("L1#<CR>", ["!badFrame"]),
            // An identifier follows the preamble.
            ("L1:]E402345673#<CR>", ["02345673 #ean8"]),
        ])
    func affixes(text: String, labels: [String]) {
        let decoder = LineDecoder(preamble: Bytes("L1:"), postamble: Bytes("#"))
        #expect(told(feed(decoder, [text])) == labels)
    }

    // tessaro-os, frame.rs (vector A11).
    @Test("A prefix and a suffix come off before anything is made of the label")
    func prefixThatIsAnIdentifier() {
        let decoder = LineDecoder(
            preamble: Bytes("]C1"), postamble: Bytes("!"), codes: .none)
        #expect(told(feed(decoder, ["]C142!<CR>"])) == ["42"])
    }

    // tessaro-os, frame.rs (vector A11), whose 50 ms of silence would end the label. Here a silence
    // ends none: what came without its end may be half a number.
    @Test("Silence drops a label, however short it is")
    func noTerminator() {
        #expect(told(feed(LineDecoder(), ["abc", Duration.milliseconds(50)])) == [])
        #expect(told(feed(LineDecoder(), ["abc", Duration.seconds(1)])) == ["!truncated"])
    }

    @Test("A preamble may be STX with another terminator than ETX")
    func stxPreamble() {
        let decoder = LineDecoder(preamble: Bytes("\u{2}"))
        #expect(told(feed(decoder, ["<STX>abc<CR>"])) == ["abc"])
    }

    @Test(
        "A driving licence's PDF417, with line ends in it, stays one label",
        arguments: [(LabelEnd.auto, ""), (.cr, ""), (.lf, ""), (.crlf, ""), (.auto, "]L2")])
    func licence(ends: LabelEnd, identifier: String) {
        let text = "@<LF><RS><CR>ANSI 636010080001DL00310018DLDAQD6217<LF>DCSDOE<CR>"
        let items = feed(
            LineDecoder(ends: ends),
            [
                identifier + text, Duration.milliseconds(20), "<CR><LF>", Duration.seconds(1),
                "abc<CR><LF>",
            ])
        guard case .reading(let reading) = items.first else {
            Issue.record("\(told(items))")
            return
        }
        let isLicence = LicenceHeader(reading.text.span) != nil
        #expect(isLicence)
        #expect(String(reading.text).contains("DAQD6217\nDCSDOE"))
        #expect(items.count == 2)
    }

    @Test("A label that ends in @ is not taken for a licence")
    func labelWithAt() {
        #expect(told(feed(LineDecoder(), ["abc@<CR>12<CR>"])) == ["abc@", "12"])
        #expect(
            told(feed(LineDecoder(), ["@<CR>12<CR>", Duration.seconds(1), "34<CR>"]))
                == ["!truncated", "34"])
    }

    @Test("A licence longer than any reading is dropped whole, its lines with it")
    func longLicence() {
        let line = String(repeating: "X", count: 100) + "<LF>"
        let text = "@<LF><RS><CR>ANSI 636010" + String(repeating: line, count: 40)
        #expect(
            told(feed(LineDecoder(), [text, line, Duration.seconds(1), "abc<CR>"]))
                == ["!tooLong", "abc"])
    }

    @Test("The longest reading passes, one byte more is dropped whole with one fault")
    func capacity() {
        let full = String(repeating: "7", count: Reading.capacity)
        #expect(told(feed(LineDecoder(), [full + "<CR>"])) == [full])
        #expect(told(feed(LineDecoder(), [full + "7<CR>abc<CR>"])) == ["!tooLong", "abc"])
        let longer = String(repeating: full, count: 4)
        #expect(told(feed(LineDecoder(), [longer, longer, "<CR>abc<CR>"])) == ["!tooLong", "abc"])
        #expect(
            told(feed(LineDecoder(ends: .stxEtx), ["<STX>" + longer + "<ETX><STX>abc<ETX>"]))
                == ["!tooLong", "abc"])
    }

    @Test(
        "Bytes that no label holds",
        arguments: [
            ([0x34, 0x00, 0x35, 0x0D], "!badParity"), ([0xB4, 0x35, 0x0D], "!badParity"),
            ([0x5D, 0x51, 0x31, 0x9F, 0x0D], "!badCharacter"),
            ([0x5D, 0x49, 0x30, 0xB4, 0x0D], "!badParity"),
            ([0x5D, 0x51, 0x31, 0xC3, 0xA9, 0x0D], "é #qr"), ([0xC3, 0xA9, 0x0D], "é"),
            ([0xED, 0xA0, 0x80, 0x0D], "!badParity"), ([0xC0, 0x80, 0x0D], "!badParity"),
            ([0xF0, 0x9F, 0x98, 0x80, 0x0D], "😀"), ([0xF0, 0x9F, 0x98, 0x0D], "!badParity"),
        ] as [([UInt8], String)])
    func bytesOver7Bits(label: [UInt8], result: String) {
        var decoder = LineDecoder()
        var output = Output()
        decoder.receive(label.span, on: .data, at: Instant(nanoseconds: 0), into: &output)
        #expect(told(output.items) == [result])
    }
}
