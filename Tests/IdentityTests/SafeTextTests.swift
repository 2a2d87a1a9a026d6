import Identity
import Testing

/// What a terminal obeys is shown, and can be read back.
@Suite struct SafeTextTests {
    @Test(
        "A character that a terminal obeys is escaped as in JSON",
        arguments: [
            ("Iva Horvat", "Iva Horvat"), ("Perić 漢字 👍 a\u{301}", "Perić 漢字 👍 a\u{301}"),
            ("\u{1B}[2J", "\\u001b[2J"), ("a\rb", "a\\u000db"),
            ("\u{7F}\u{9B}2J", "\\u007f\\u009b2J"),
            ("a\u{202E}b\u{2066}", "a\\u202eb\\u2066"), ("\u{FEFF}x\u{200B}", "\\ufeffx\\u200b"),
            ("\u{2028}\u{2029}", "\\u2028\\u2029"), ("\u{E0041}", "\\udb40\\udc41"),
            ("one\ttwo\nthree", "one\ttwo\nthree"),
        ])
    func escaped(text: String, shown: String) {
        #expect(text.escaped == shown)
        #expect(text.escapedField == shown)
        #expect(shown.unescaped == text)
    }

    @Test func `In a line a line feed is shown as well`() {
        #expect("a\nb\tc".escapedLine == "a\\u000ab\\u0009c")
    }

    @Test(
        "A field is read back as it was, whatever stands in it",
        arguments: [
            "\\", "\\u", "\\u001b", "\\\u{1B}", "\\\\u005c", "C:\\users", "\\u00e9", "\\u005cu001b",
            "\u{1B}\u{301}", "\\ud83d\\ude00", "\\udb40", "a\r\nb", "\\u+01b", "ends\\",
        ])
    func field(text: String) {
        #expect(text.escapedField.unescaped == text, "\(text.escapedField)")
        #expect(!text.escapedField.unicodeScalars.contains { $0.isObeyed && $0 != "\n" })
    }

    @Test func `Escapes that are not ours stay as somebody wrote them`() {
        #expect(
            "\\u00e9 \\ud83d\\ude00 \\udb40 \\u12".unescaped
                == "\\u00e9 \\ud83d\\ude00 \\udb40 \\u12")
    }
}
