import Decoding
import Identity
import Testing

@Suite("What settings say of a scanner's labels")
struct LabelOptionTests {
    private func read(
        _ label: String, _ options: LabelOptions = LabelOptions(), codes: CodeProfile = .aim
    ) -> [String] {
        told(
            feed(
                LineDecoder(codes: codes, options: options),
                [label + "<CR>", Duration.milliseconds(300)]))
    }

    @Test(
        "A label's length, or the setting, says whether its check digit was sent",
        arguments: [
            // UPC-A with and without, then with an add-on
            ("c012345678905", nil, "012345678905 #upca"),
            ("c01234567890", nil, "012345678905 #upca"),
            ("c01234567890", .dropped, "012345678905 #upca"), ("c01234567890", .sent, "!badLength"),
            ("c0123456789012", .dropped, "012345678905 #upca"),
            ("c0123456789012", .sent, "!badLength"),
            ("c0123456789012345", .dropped, "012345678905 #upca"),
            // EAN-13
            ("d4006381333931", nil, "4006381333931 #ean13"),
            ("d400638133393", nil, "4006381333931 #ean13"), ("d400638133393", .sent, "!badLength"),
            ("d4006381333932", .dropped, "!badCheckDigit"),
            ("d40063813339305", .dropped, "4006381333931 #ean13"),
            // EAN-8 and UPC-E
            ("D96385074", nil, "96385074 #ean8"), ("D9638507", nil, "96385074 #ean8"),
            ("D9638507", .sent, "!badLength"),
            ("E01234565", nil, "012345000065 #upce"), ("E0123456", .dropped, "012345000065 #upce"),
            ("E123456", .dropped, "012345000065 #upce"), ("E0123456", .sent, "!badLength"),
        ] as [(String, CheckDigitSetting?, String)])
    func checkDigits(label: String, setting: CheckDigitSetting?, expected: String) {
        #expect(read(label, LabelOptions(checkDigit: setting), codes: .honeywell) == [expected])
    }

    @Test(
        "So it does behind an AIM identifier, and behind a letter for all of EAN and UPC",
        arguments: [
            // Twelve digits that check may be either
            ("]E0060992011187", nil, "060992011187 #eanupc", CodeProfile.aim),
            ("]E0060992011187", .sent, "060992011187 #upca", .aim),
            ("]E0060992011187", .dropped, "0609920111874 #eanupc", .aim),
            ("]E0400638133393", nil, "4006381333931 #eanupc", .aim),
            ("]E0400638133393", .sent, "!badCheckDigit", .aim),
            ("]E49638507", .dropped, "96385074 #ean8", .aim),
            ("]E49638507", .sent, "!badLength", .aim),
            ("]E340063813339305", .dropped, "4006381333931 #ean13", .aim),
            ("]E340063813339305", .sent, "!badLength", .aim),
            ("A400638133393", .dropped, "4006381333931 #eanupc", .zebra),
            ("A400638133393", nil, "!badCheckDigit", .zebra),
            ("A49999900001", .dropped, "499999000014 #upca", .zebra),
            ("A9638507", .dropped, "96385074 #ean8", .zebra),
        ] as [(String, CheckDigitSetting?, String, CodeProfile)])
    func identifiers(
        label: String, setting: CheckDigitSetting?, expected: String, codes: CodeProfile
    ) {
        #expect(read(label, LabelOptions(checkDigit: setting), codes: codes) == [expected])
    }

    @Test("The sentence of a wrong check digit or length names the option")
    func sentences() {
        for fault in [Fault.badCheckDigit, .badLength] {
            #expect(fault.sentence.contains("checkDigit"))
        }
    }

    @Test(
        "What is set to be taken off is taken off, at the ends and nowhere else",
        arguments: [
            ("]F0A0012-3B", [.startStop], "0012-3 #codabar"),
            ("]F0A0012-3B", [], "A0012-3B #codabar"),
            ("a0012b", [.startStop], "0012"), ("aBCDb", [.startStop], "aBCDb"),
            ("]A0*AB 1*", [.startStop], "AB 1 #code39"), ("]C0*AB*", [.startStop], "*AB* #code128"),
            ("]C0 8134 00 ", [.blanks], "8134 00 #code128"), (" 8134<TAB>", [.blanks], "8134"),
            (" 8134 ", [.separators], " 8134 "), ("8134<GS>", [.separators], "8134"),
            ("<GS>8134<GS><GS>", [.separators], "8134"),
            (" *8134* ", [.startStop, .blanks], "8134"),
            ("* 8134 *", [.startStop, .blanks], "8134"),
            // A text of nothing else, and GS in front of GS1 elements, which it announces
            ("  ", [.blanks], "  "), ("**", [.startStop], "**"),
            ("<GS>8018950110153123456781", [.separators], "<GS>8018950110153123456781"),
            // EAN and UPC have nothing to take off
            ("]E04006381333931", [.startStop, .blanks, .separators], "4006381333931 #eanupc"),
        ] as [(String, Set<LabelStrip>, String)])
    func strip(label: String, strip: Set<LabelStrip>, expected: String) {
        let wanted = String(decoding: bytes(expected), as: UTF8.self)
        #expect(read(label, LabelOptions(strip: strip)) == [wanted])
    }

    @Test(
        "A stand-in for GS is GS in a GS1 label, and in unlabelled elements",
        arguments: [
            ("]C110ABC~21X", "~", "10ABC<GS>21X #gs1128"),
            ("]C110ABC~21X", "", "!badElementString"),
            ("]d210ABC{GS}17291231", "{GS}", "10ABC<GS>17291231 #gs1DataMatrix"),
            ("10ABC#21X", "#", "10ABC<GS>21X"),
            ("~8018950110153123456781", "~", "<GS>8018950110153123456781"),
            // Elsewhere it is itself
            ("https://shop.example/~jane", "~", "https://shop.example/~jane"),
            ("]C0A~B", "~", "A~B #code128"), ("8134~", "~", "8134~"),
        ])
    func separators(label: String, separator: String, expected: String) {
        let wanted = String(decoding: bytes(expected), as: UTF8.self)
        #expect(read(label, LabelOptions(separator: Bytes(separator))) == [wanted])
    }

    @Test(
        "An MSR605's status that says error makes a fault of whatever came with it",
        arguments: [
            ("0", ["%CLUB^X?;8134000123?"]), ("1", ["!readError"]), ("2", ["!readError"]),
            ("4", ["!readError"]), ("9", ["!readError"]),
        ])
    func status(status: String, expected: [String]) {
        let answer = "\u{1B}s\u{1B}\u{1}%CLUB^X?\u{1B}\u{2};8134000123??\u{1C}\u{1B}" + status
        #expect(told(feed(MSRDecoder(), [answer])).filter { $0 != ">" } == expected)
    }
}
