import Testing

@testable import Decoding

struct NDEFTests {
    @Test(
        "A message's first text, address or plain text is taken",
        arguments: [
            ("D1 01 0A 55 03 6E 66 63 70 79 2E 6F 72 67", "http://nfcpy.org"),
            ("D1 01 07 54 02 65 6E 38 31 33 34", "8134"),
            // UTF-16, with and without its mark.
            ("D1 01 07 54 82 65 6E 00 38 00 31", "81"),
            ("D1 01 09 54 82 65 6E FF FE 38 00 31 00", "81"),
            ("D2 0A 03 74 65 78 74 2F 70 6C 61 69 6E 38 31 33", "813"),
            // Another record first; an id; a long record.
            ("91 01 01 58 00 51 01 04 54 02 65 6E 39", "9"),
            ("D9 01 04 01 54 41 02 65 6E 39", "9"),
            ("C1 01 00 00 00 04 54 02 65 6E 39", "9"),
        ])
    func texts(hex: String, text: String) {
        #expect(
            NDEFMessage.text(of: fromHex(hex)).map { String(decoding: $0, as: UTF8.self) } == text)
    }

    @Test(
        "What is cut, empty or of another kind has none",
        arguments: [
            "", "D1", "D1 01", "D1 01 0A 55 03", "D0 00 00", "D5 00 02 31 32", "D1 01 01 55 FF",
            "D1 01 01 54 05", "C1 01 FF FF FF FF 54 02", "F1 01 04 54 02 65 6E 39",
            "D1 01 04 54 82 65 6E 39",
        ])
    func none(hex: String) {
        #expect(NDEFMessage.text(of: fromHex(hex)) == nil)
    }

    /// nfcpy's test_tag_tt2.py: two reserved bytes stand within the message.
    @Test("A Type 2 tag's reserved bytes are no data, and its lengths end at its memory")
    func type2() {
        let memory = fromHex(
            "01 02 03 04 05 06 07 08 00 00 00 00 E1 10 02 00 02 03 63 02 02 03 05 D5 00 02 31 FF FF 32 00 00"
        )
        #expect(read(memory) == .message(fromHex("D5 00 02 31 32")))
        let start = "01 02 03 04 05 06 07 08 00 00 00 00 "
        for rest in [
            "E0 10 01 00 03 01 D0 FE 00 00 00 00 00 00 00 00",
            "E1 20 01 00 03 01 D0 FE 00 00 00 00 00 00 00 00",
            "E1 10 01 00 FE 03 01 D0 00 00 00 00 00 00 00 00",
            "E1 10 02 00 03 FF FF FF 00 00 00 00 00 00 00 00",
            "E1 10 02 00 03 00 FE 00 00 00 00 00 00 00 00 00",
        ] {
            #expect(read(fromHex(start + rest)) == .none)
        }
        for count in stride(from: 0, to: memory.count, by: 4) {
            #expect(read(Array(memory.prefix(count))) != .message(fromHex("D5 00 02 31 32")))
        }
    }

    private func read(_ memory: [UInt8]) -> Type2Memory.Outcome {
        var tag = Type2Memory()
        var last = Type2Memory.Outcome.more
        for start in stride(from: 0, to: memory.count, by: 16) where last == .more {
            last = tag.take(memory[start..<min(start + 16, memory.count)])
        }
        return last
    }
}
