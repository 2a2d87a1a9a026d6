import Decoding
import Identity
import Testing

/// The spellings of tags' and keys' numbers. Published examples: proxmark3's T5577 guide and tests,
/// the data sheet of the DS1990A, a maker of wedges, and a shop's page of a tag.
@Suite struct KeyNumberTests {
    private func texts(
        _ number: KeyNumber, whole: Bool
    ) -> Set<String> {
        var found: Set<String> = []
        if whole {
            number.eachWholeText { found.insert(String($0)) }
        } else {
            number.eachPartialText { found.insert(String($0)) }
        }
        return found
    }

    @Test func `A tag has each printed spelling of the tables`() throws {
        let tag = try #require(TagNumber(0x11_2233_4455, .whole))
        #expect(
            texts(.tag(tag), whole: true) == [
                "1122334455", "00073588229205", "0073588229205", "73588229205",
                "000585269781162", "08080404121202021010", "5544332211",
            ])
        #expect(
            texts(.tag(tag), whole: false) == [
                "0573785173", "08755.17493", "08755,17493", "03359829", "051,17493", "051.17493",
                "05117493", "034.17493", "034,17493", "017.17493", "017,17493",
                "H10301:51:17493", "H10306:8755:17493",
            ])
        let other = try #require(TagNumber(0x01_026F_6C3A, .whole))
        #expect(texts(.tag(other), whole: true).isSuperset(of: ["01026f6c3a", "4335823930"]))
        #expect(
            texts(.tag(other), whole: false).isSuperset(of: [
                "0040856634", "07302202", "111,27706", "00623,27706",
            ]))
    }

    @Test(
        "A text stands for the numbers that it may be",
        arguments: [
            ("1122334455", ["1122334455", "42E576F7"]), ("01026F6C3A", ["01026F6C3A"]),
            ("4335823930", ["4335823930", "01026F6C3A"]),
            ("0573785173", ["0573785173", "22334455"]),
            ("00073588229205", ["1122334455"]), ("0073588229205", ["1122334455"]),
            ("000585269781162", ["1122334455"]), ("08080404121202021010", ["1122334455"]),
            ("08755.17493", ["22334455"]), ("051,17493", ["334455"]), ("051.17493", ["334455"]),
            ("03359829", ["03359829", "334455", "21E9B5"]), ("00d507d0", ["00D507D0"]),
            ("334455", ["334455"]), ("256,00001", []), ("001,65536", []), ("WRISTBAND", []),
            ("", []), ("99999999999999", []), ("08080404121202021099", []),
        ])
    func typed(text: String, expected: [String]) {
        let numbers = KeyNumber.all(
            of: Array(text.utf8).span, kind: .contactless, isCanonical: false)
        let texts = numbers.map { number in
            if case .tag(let tag) = number { String(tag.text) } else { "" }
        }
        #expect(texts == expected)
    }

    @Test func `Canonical digits are hexadecimal, whatever else they look like`() {
        let numbers = KeyNumber.all(
            of: Array("0573785173".utf8).span, kind: .contactless, isCanonical: true)
        #expect(numbers == [TagNumber(0x05_7378_5173, .whole)].compactMap { $0.map { .tag($0) } })
    }

    @Test(
        "An iButton has each spelling of wedges, and its check decides the order",
        arguments: [
            "AE0000030D45EB01", "01EB450D030000AE", "0000030D45EB01", "01EB450D030000",
        ])
    func iButton(text: String) {
        let key = OneWireROM(wire: 0xAE00_0003_0D45_EB01)
        let numbers = KeyNumber.all(
            of: Array(text.utf8).span, kind: .electronicKey, isCanonical: false)
        #expect(numbers == [.rom(key)])
        #expect(texts(.rom(key), whole: true).contains(text))
        #expect(OneWireROM(family: 1, serial: 0x0000_030D_45EB) == key)
    }

    @Test func `A serial number alone may be in either order`() {
        let numbers = KeyNumber.all(
            of: Array("EB450D030000".utf8).span, kind: .electronicKey, isCanonical: false)
        #expect(Set(numbers) == [.serial(0x0000_030D_45EB), .serial(0xEB45_0D03_0000)])
        #expect(
            texts(.serial(0x0000_030D_45EB), whole: false).isSuperset(of: [
                "AE0000030D45EB01", "0000030D45EB", "EB450D030000",
            ]))
    }

    /// H10301 is proxmark3's test card; the masks of the others are those of its table of formats.
    @Test(
        "A Wiegand frame has format, facility code and card number, and its parity is checked",
        arguments: [
            (0x2F6_23AE, 26, "H10301:123:4567"), (0x2_2468_ACF1, 34, "H10306:4660:22136"),
            (0x6_9A51_54A4, 35, "C1000:1234:567890"), (0x15_BFB8_386A, 37, "W37:12345678901"),
        ] as [(UInt64, Int, String)])
    func wiegand(frame: UInt64, bits: Int, expected: String) throws {
        let number = try WiegandNumber(frame: frame, bits: bits, nil)
        #expect(number.text == expected)
        #expect(WiegandNumber(text: Array(expected.utf8).span) == number)
        for bit in 0..<bits {
            #expect(throws: Fault.badParity) {
                try WiegandNumber(frame: frame ^ 1 << UInt64(bit), bits: bits, nil)
            }
        }
        #expect(throws: Fault.badLength) { try WiegandNumber(frame: frame, bits: 30, nil) }
        #expect(throws: Fault.badLength) { try WiegandNumber(frame: frame, bits: bits, .d10202) }
    }

    @Test func `37 bits may be of two formats, and settings say of which`() throws {
        let number = KeyNumber.wiegand(try WiegandNumber(frame: 0x15_BFB8_386A, bits: 37, nil))
        #expect(!number.isWhole)
        #expect(
            texts(number, whole: false) == ["H10302:12345678901", "H10304:23547:269365"])
        #expect(
            try WiegandNumber(frame: 0x15_BFB8_386A, bits: 37, .h10302).text
                == "H10302:12345678901")
    }
}
