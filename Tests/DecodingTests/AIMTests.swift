import Decoding
import Identity
import Testing

@Suite("Labels with AIM symbology identifiers")
struct AIMTests {
    // gs1/gs1-syntax-engine, src/c-lib/scandata.c, rows of processScanData; the last ones Datalogic
    // and ISO/IEC 15424 (vectors A7.8, A12).
    @Test(
        "Accepted",
        arguments: [
            ("]Q1TESTING", "TESTING #qr"),
            (
                "]Q3011231231231233310ABC123<GS>99TESTING",
                "011231231231233310ABC123<GS>99TESTING #gs1QR"
            ),
            (
                "]d2011231231231233310ABC123<GS>99TESTING",
                "011231231231233310ABC123<GS>99TESTING #gs1DataMatrix"
            ),
            (
                "]J1011231231231233310ABC123<GS>99TESTING",
                "011231231231233310ABC123<GS>99TESTING #gs1DotCode"
            ),
            (
                "]e0011231231231233310ABC123<GS>99TESTING",
                "011231231231233310ABC123<GS>99TESTING #dataBar"
            ),
            ("]C10112312312312333235XYZ<GS>10ABC", "0112312312312333235XYZ<GS>10ABC #gs1128"),
            ("]E02112345678900", "2112345678900 #eanupc"),
            ("]E402345673", "02345673 #ean8"),
            ("]E02112345678900|]e099COMPOSITE<GS>98XYZ", "2112345678900 #eanupc"),
            ("]I04123", "4123 #interleaved2of5"), ("]F04123", "4123 #codabar"),
            ("]G0012345678905", "012345678905 #code93"), ("]M14123", "4123 #msi"),
            ("]S04123", "4123 #straight2of5"), ("]E00012345678905", "0012345678905 #eanupc"),
            ("]X0123456789X", "123456789X #other"),
            ("]E00000000998875", "099887000050 #upce"),
            ("]E00000004252614", "042100005264 #upce"),
            ("]E32112345678900512", "!badLength"), ("]E3211234567890051", "2112345678900 #eanupc"),
            ("]E321123456789005129", "!badLength"),
            ("]E3211234567890051299", "2112345678900 #eanupc"),
            ("]E02112345678900]E151", "2112345678900 #eanupc"),
            ("]E02112345678900]E251299", "2112345678900 #eanupc"),
            ("]E402345673]E151", "02345673 #ean8"),
            ("]I109506000134352", "09506000134352 #itf14"),
            ("]I009506000134352", "09506000134352 #interleaved2of5"),
            ("]I109506000134353", "!badCheckDigit"), ("]A1CODE 39R", "CODE 39R #code39"),
            ("]A1CODE 39S", "!badCheckDigit"), ("]A0CODE 39S", "CODE 39S #code39"),
            ("]F2A37859078943B", "A37859078943B #codabar"), ("]F2A37859078944B", "!badCheckDigit"),
            ("]F237859078943", "37859078943 #codabar"),
            ("]Y1abcdefghijkl", "bcdefghijkl #other"), ("]Y9abcdefghijkl", "jkl #other"),
            ("]C0]C18018801234567890123458", "8018801234567890123458 #gs1128"),
            ("]Q2\\000026caf\u{E9}\\\\x", "caf\u{E9}\\x #qr"),
            ("]Q4\\0000268018801234567890123458", "8018801234567890123458 #gs1QR"),
            ("]Q1a\\\\b", "a\\\\b #qr"),
            ("]O6ABC", "ABC #codablockA"), ("]zC12", "12 #aztec"), ("]L2X", "X #pdf417"),
            ("ABC", "ABC"), ("E0", "E0"),
        ])
    func accepted(label: String, result: String) {
        #expect(decoded(label) == [String(decoding: bytes(result), as: UTF8.self)])
    }

    @Test(
        "Refused by name",
        arguments: [
            ("]", "unknownLabel"), ("]X", "unknownLabel"), ("]XX", "unknownLabel"),
            ("]Q3", "badLength"), ("]d2", "badLength"), ("]e0", "badLength"), ("]C1", "badLength"),
            ("]E0", "badLength"), ("]E012345678901", "badLength"),
            ("]E012345678901234", "badLength"), ("]E01234ABC890123", "badCharacter"),
            ("]E02112345678901", "badCheckDigit"), ("]E4", "badLength"),
            ("]E41234567", "badLength"),
            ("]E402345674", "badCheckDigit"), ("]C101123123123133^10ABC", "badElementString"),
            ("]Y0abc", "unknownLabel"), ("]Y9abc", "badLength"), ("]!0123", "unknownLabel"),
            ("]A2123", "unknownLabel"), ("]Q7123", "unknownLabel"), ("]W0123", "unknownLabel"),
            ("]I04A23", "badCharacter"), ("]F0ABZ", "badCharacter"),
        ])
    func refused(label: String, fault: String) {
        #expect(decoded(label) == ["!" + fault])
    }

    @Test(
        "A device's answer to a command, or an add-on alone, is no label and no fault",
        arguments: ["]Z6PAPHHF<ACK>", "]Z0x", "]X0SUFBK2<ACK>.", "]E112", "]E251299"])
    func passedOver(label: String) {
        #expect(decoded(label) == [])
    }

    @Test("Every letter and modifier gives one reading or one fault")
    func everyIdentifier() {
        for letter in UInt8(0x20)...0x7E {
            for modifier in UInt8(0x20)...0x7E {
                let label = String(decoding: [0x5D, letter, modifier], as: UTF8.self)
                #expect(decoded(label + "0112312312312333").count <= 1)
            }
        }
    }

    @Test("FNC1 in first position marks the reading as an element string")
    func gs1Flag() {
        for (label, isGS1) in [("]C10112312312312333", true), ("]C00112312312312333", false)] {
            guard case .reading(let reading) = feed(LineDecoder(), [label + "<CR>"]).first else {
                Issue.record("no reading")
                continue
            }
            #expect(reading.isGS1 == isGS1)
        }
    }

    private func decoded(_ label: String) -> [String] {
        told(feed(LineDecoder(ends: .cr), [label + "<CR>"]))
    }
}
