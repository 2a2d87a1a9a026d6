import Identity
import Recognition
import Testing

@Suite("Member numbers by GS1")
struct MemberNumberTests {
    // 18 digits whose GS1 check digit is 9 (biip tests/test_checksums.py, vector A13.1)
    private static let number = "376104250021234569"
    private static let canonical = "barcodeCard 8018\(number) barcodeCard \(number)"

    @Test(
        "An element string and a Digital Link give the number with its identifier, then without",
        arguments: [
            label("8018\(number)", .gs1128, gs1: true), label("8018\(number)", .gs1QR, gs1: true),
            label("8018\(number)\u{1D}80191", .gs1DataMatrix, gs1: true),
            label("10ABC\u{1D}8018\(number)", .gs1128, gs1: true),
            label("https://id.example/8018/\(number)", .qr),
            label("HTTPS://ID.EXAMPLE/members/8018/\(number)/8019/12?x=1", .qr),
            label("https://id.example/8018/\(number)"),
        ])
    func carriers(reading: Reading) {
        #expect(outcome(Recogniser(), reading) == "look up \(Self.canonical)")
    }

    @Test(
        "A number whose shape is a payment card's or code's is not one behind its identifier",
        arguments: ["101234567890123459", "401234567890123504", "401234567890123603"])
    func shapes(number: String) {
        for reading in [
            label("8018\(number)", .gs1QR, gs1: true),
            label("https://id.example/8018/\(number)", .qr),
        ] {
            #expect(
                outcome(Recogniser(), reading)
                    == "look up barcodeCard 8018\(number) barcodeCard \(number)")
        }
    }

    @Test(
        "What breaks the standard is malformed, what only looks like it passes",
        arguments: [
            (label("8018376104250021234560", .gs1128, gs1: true), "malformed badCheckDigit"),
            (label("801837610425002123456", .gs1128, gs1: true), "malformed badElementString"),
            (label("https://id.example/8018/376104250021234560", .qr), "malformed badCheckDigit"),
            (label("https://id.example/8018", .qr), "look up barcodeCard https://id.example/8018"),
            (
                label("https://id.example/8018/7", .qr),
                "look up barcodeCard https://id.example/8018/7"
            ),
            // Without FNC1 it is a text like any other.
            (
                label("8018376104250021234569", .code128),
                "look up barcodeCard 8018376104250021234569"
            ),
            (label("0112312312312333", .gs1128, gs1: true), "look up barcodeCard 0112312312312333"),
        ])
    func others(reading: Reading, expected: String) {
        #expect(outcome(Recogniser(), reading) == expected)
    }

    @Test("Rules see the number with its identifier, then without, then what was read")
    func rules() throws {
        let link = label("https://id.example/8018/\(Self.number)", .qr)
        let byNumber = try recogniser(
            RuleDescription(prefix: "3761", digits: 18, produces: "memberNumber"))
        #expect(outcome(byNumber, link) == "memberNumber \(Self.number) by 0")
        let canonical = try recogniser(RuleDescription(mask: "80183761*", produces: "memberNumber"))
        #expect(outcome(canonical, link) == "memberNumber 8018\(Self.number) by 0")
        let byAddress = try recogniser(
            RuleDescription(prefix: "https://id.example/", produces: "read"))
        #expect(outcome(byAddress, link) == "read by 0")
    }
}
