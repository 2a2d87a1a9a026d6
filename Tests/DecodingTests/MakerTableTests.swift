import Decoding
import Identity
import Testing

@Suite("Makers' code identifiers")
struct MakerTableTests {
    // Datalogic: Magellan 3300HSi PRG pp. 188-196, Magellan 9800i p. 428, QuickScan QD2300 p. 159;
    // the UPOS label forms of learn.microsoft.com, Scanner.ScanDataLabel; CORE-POS/NewMagellan,
    // Tests/Magellan.fs (vectors A7.1, A7.2, A7.3, A7.4, A7.5, A8).
    @Test(
        "Each maker's table",
        arguments: [
            (CodeProfile.usa, "A060992011187", "060992011187 #upca"),
            (.usa, "E09988750", "099887000050 #upce"), (.usa, "FF00210126", "00210126 #ean8"),
            (.usa, "F1101234567891", "1101234567891 #ean13"),
            (.usa, "R40101044123456789", "!badCheckDigit"),
            (.usa, "R40109506000134352", "0109506000134352 #dataBar"),
            (.usa, "R4010950600013435210A", "!badLength"),
            (.usa, "RX010950600013435210A", "010950600013435210A #dataBarExpanded"),
            (.usa, "F5018374827715", "5018374827715 #ean13"),
            (.usa, "F501837482771", "5018374827715 #ean13"),
            (.usa, "F501837482771512", "5018374827715 #ean13"),
            (.usa, "A06099201118712", "060992011187 #upca"),
            (.usa, "A06099201118712345", "060992011187 #upca"),
            (.usa, "A060992011187810012345", "060992011187 #upca"),
            (.usa, "A060992011187810312345", "!badLength"),
            (.usa, "E0998875012", "099887000050 #upce"),
            (.usa, "E099887000050", "!badLength"),
            (.usa, "]C18018801234567890123458", "8018801234567890123458 #gs1128"),
            (.usa, "B39289510002308107", "9289510002308107 #code128"),
            (.usa, "B1ABC", "ABC #code39"),
            (.usa, "*ABC", "ABC #code39"), (.usa, "QRhello", "hello #qr"),
            (.usa, "Zabc", "!unknownLabel"),
            (.usa, "%A123B", "A123B #codabar"), (.usa, "mPx", "x #microPDF417"),
            (.usa, "Px", "x #pdf417"),
            (.eu, "A73513537", "73513537 #ean8"), (.eu, "B5018374827715", "5018374827715 #ean13"),
            (.eu, "C060992011187", "060992011187 #upca"), (.eu, "D09988750", "099887000050 #upce"),
            (.eu, "k8018801234567890123458", "8018801234567890123458 #gs1128"),
            (.eu, "A060992011187", "!badLength"), (.eu, "$wX", "!badElementString"),
            (.zebra, "A060992011187", "060992011187 #upca"),
            (.zebra, "A5018374827715", "5018374827715 #eanupc"),
            (.zebra, "A04252614", "042100005264 #upce"), (.zebra, "A73513537", "73513537 #ean8"),
            (.zebra, "A12345", "!badLength"),
            (.zebra, "P0Q8018801234567890123458", "8018801234567890123458 #gs1QR"),
            (.zebra, "P01x", "x #qr"), (.zebra, "P0", "!unknownLabel"),
            (.zebra, "]E402345673", "02345673 #ean8"),
            (.honeywell, "c060992011187", "060992011187 #upca"),
            (.honeywell, "E09988750", "099887000050 #upce"),
            (.honeywell, "E099887000050", "099887000050 #upce"),
            (.honeywell, "D73513537", "73513537 #ean8"),
            (.honeywell, "jABC", "ABC #code128"), (.honeywell, "<A123456", "A123456 #code32"),
            (.metrologic, "FF73513537", "73513537 #ean8"),
            (.metrologic, "F5018374827715", "5018374827715 #ean13"),
            (.metrologic, "E09988750", "099887000050 #upce"),
            (.metrologic, "E009988750", "099887000050 #upce"),
            (.none, "]E0123", "]E0123"), (.none, "A060992011187", "A060992011187"),
            (.ncr, "A060992011187", "060992011187 #upca"), (.ncr, "F73513537", "73513537 #ean8"),
            (.ncr, "G5018374827715", "5018374827715 #ean13"),
            (.ncr, "E09988750", "099887000050 #upce"),
            (.ncr, "1ABC", "ABC #code39"), (.ncr, "B1ABC", "ABC #code39"),
            (.ncr, "Z1", "!unknownLabel"),
            // Scanners that send no check digit
            (.usa, "A06099201118", "060992011187 #upca"),
            (.eu, "B501837482771", "5018374827715 #ean13"),
            (.ncr, "F7351353", "73513537 #ean8"), (.usa, "A0609920111", "!badLength"),
            (.aim, "5018374827715", "5018374827715"), (.aim, "501837482771", "501837482771"),
        ])
    func table(codes: CodeProfile, label: String, result: String) {
        #expect(told(feed(LineDecoder(codes: codes), [label + "<CR>"])) == [result])
    }

    // The same sources (vectors A7.6, A7.7).
    @Test(
        "Magellan lines",
        arguments: [
            ("S08B39289510002308107<CR>", ["9289510002308107 #code128"]),
            ("S14400260<CR>", []), ("S11<CR>", []), ("S01<CR>", []), ("S334<CR>", []),
            ("S08<CR>", ["!badLength"]), ("S2<CR>", ["!badFrame"]),
            ("F5018374827715<CR>", ["5018374827715 #ean13"]),
            ("S08]I04123<CR>", ["4123 #interleaved2of5"]),
        ])
    func magellan(line: String, result: [String]) {
        #expect(told(feed(MagellanDecoder(), [line])) == result)
    }

    @Test("A Magellan byte with its eighth bit set drops the line")
    func magellanParity() {
        var decoder = MagellanDecoder()
        var output = Output()
        let line: [UInt8] = [0x53, 0x30, 0x38, 0x46, 0xB5, 0x0D]
        decoder.receive(line.span, on: .data, at: Instant(nanoseconds: 0), into: &output)
        #expect(told(output.items) == ["!badParity"])
    }
}
