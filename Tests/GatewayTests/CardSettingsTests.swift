import Configuration
import Decoding
import Identity
import Testing

/// The section `cards` of settings.
struct CardSettingsTests {
    @Test("Applications, parts of files and the form of numbers are read")
    func whole() throws {
        let settings = try Settings(
            json5: Array(
                """
                { cards: { applications: [
                    { name: "club chip", select: "F0434C5542", read: { file: "0001", from: 2, length: 10 }, as: "text" },
                    { name: "record", select: "F0 01", read: { record: 1, sfi: 2 }, tag: "5F20", as: "hex" },
                    { name: "object", select: "F002", read: { data: "5A", tag: "61/4F" }, as: "digits" },
                    { name: "short", select: "F003", read: { sfi: 3 } },
                  ], ndef: false, uid: true, uidOrder: "reversed", uidAs: "decimal" } }
                """.utf8))
        let cards = settings.cards
        #expect(
            cards
                == CardQueries(
                    applications: [
                        CardApplication(
                            name: Bytes("club chip"), identifier: [0xF0, 0x43, 0x4C, 0x55, 0x42],
                            place: .file(1), first: 2, length: 10),
                        CardApplication(
                            name: Bytes("record"), identifier: [0xF0, 0x01],
                            place: .record(1, file: 2), tags: [0x5F20], form: .hex),
                        CardApplication(
                            name: Bytes("object"), identifier: [0xF0, 0x02], place: .data(0x5A),
                            tags: [0x61, 0x4F], form: .digits),
                        CardApplication(
                            name: Bytes("short"), identifier: [0xF0, 0x03], place: .shortFile(3)),
                    ], readsNDEF: false, readsUID: true, isUIDReversed: true, isUIDDecimal: true))
    }

    @Test(
        "Each mistake is named with its place",
        arguments: [
            ("applications: [{ select: \"F0\", read: { sfi: 1 } }]", "has no name"),
            (
                "applications: [{ name: \"a\", select: \"A0000000031010\", read: { sfi: 1 } }]",
                "payment cards are not read"
            ),
            (
                "applications: [{ name: \"a\", select: \"F\", read: { sfi: 1 } }]",
                "is \"F\", not 1 to 16 bytes"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0é\", read: { sfi: 1 } }]",
                "in hexadecimal"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { file: \"01\" } }]",
                "is \"01\", not 2 bytes"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { file: \"0001\", sfi: 1 } }]",
                "must have one of"
            ),
            ("applications: [{ name: \"a\", select: \"F0\", read: { sfi: 31 } }]", "1 to 30"),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { sfi: 1 }, tag: \"5\" }]",
                "not like 5F20"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { sfi: 1 }, as: \"bcd\" }]",
                "may be text, hex, digits"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { sfi: 1 } }, { name: \"a\", select: \"F1\", read: { sfi: 1 } }]",
                "another application's"
            ),
            (
                "applications: [{ name: \"a\", select: \"F0\", read: { sfi: 1, from: 200, length: 100 } }]",
                "past the first 256 bytes"
            ),
            ("uidOrder: \"lsb\"", "may be wire, reversed"), ("pin: 1", "no such setting"),
        ])
    func mistakes(text: String, words: String) {
        do throws(SettingsProblems) {
            _ = try Settings(json5: Array("{ cards: { \(text) } }".utf8))
            Issue.record("the settings were taken")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }
}
