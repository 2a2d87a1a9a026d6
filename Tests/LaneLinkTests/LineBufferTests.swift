import Identity
import Testing

@testable import LaneLink

struct LineBufferTests {
    @Test(
        "A string is written as JSON, whatever bytes it holds",
        arguments: [
            ("plain", "\"plain\""),
            ("quote \" and \\", "\"quote \\\" and \\\\\""),
            ("tab\tlf\ncr\r", "\"tab\\tlf\\ncr\\r\""),
            ("\u{0}\u{1D}\u{7F}", "\"\\u0000\\u001d\\u007f\""),
            ("Žižková", "\"Žižková\""),
            ("", "\"\""),
        ])
    func strings(text: String, expected: String) {
        var buffer = LineBuffer()
        let isUTF8 = buffer.string(Array(text.utf8).span)
        #expect(isUTF8)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
        var other = LineBuffer()
        other.string(text)
        #expect(other.bytes == buffer.bytes)
    }

    @Test(
        "Bytes that are no UTF-8 are written as Latin-1, and said to be",
        arguments: [
            ([0xE9] as [UInt8], "\"é\""), ([0x41, 0xFF], "\"Aÿ\""), ([0xC0, 0x80], "\"À\u{80}\""),
            ([0xED, 0xA0, 0x80], "\"í\u{A0}\u{80}\""),
            ([0xF5, 0x80, 0x80, 0x80], "\"õ\u{80}\u{80}\u{80}\""),
            ([0xE2, 0x82], "\"â\u{82}\""),
        ])
    func latin1(bytes: [UInt8], expected: String) {
        var buffer = LineBuffer()
        let isUTF8 = buffer.string(bytes.span)
        #expect(!isUTF8)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
    }

    @Test("Integers", arguments: [0, 7, -1, 10, 1_234_567, Int64.max, Int64.min])
    func integers(value: Int64) {
        var buffer = LineBuffer()
        buffer.integer(value)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(value))
    }

    @Test("Members are separated by commas, and the first one by none")
    func members() {
        var buffer = LineBuffer()
        buffer.raw("{")
        buffer.member("a", word: "x")
        buffer.member("b", integer: 2)
        buffer.key("c")
        buffer.raw("{")
        buffer.member("d", bool: true)
        buffer.raw("}}")
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self) == #"{"a":"x","b":2,"c":{"d":true}}"#)
    }
}
