import Decoding
import Identity
import Testing

// Vectors: biip, tests/test_checksums.py; python-stdnum's doctests; L. Padilla, "Track format of
// magnetic stripe cards" (vectors A13.1, A13.5).
@Suite("Check digits")
struct CheckDigitTests {
    @Test(
        "GS1 modulo 10",
        arguments: [
            ("37610425002123456", "9"), ("629104150021", "3"), ("703801005447", "1"),
            ("950110153100", "0"), ("978820551237", "5"), ("708000382434", "9"),
            ("7351353", "7"), ("", nil), ("12A4", nil), ("1²3", nil),
        ])
    func gs1(payload: String, check: String?) {
        let digit = CheckDigit.gs1(after: bytes(payload).span)
        #expect(digit == check?.utf8.first)
    }

    @Test("Luhn", arguments: [("7894", "9"), ("123456789012344", "5")])
    func luhn(payload: String, check: String) {
        let digit = CheckDigit.luhn(after: bytes(payload).span)
        #expect(digit == check.utf8.first)
    }

    @Test("A number is valid only with its own last digit")
    func validity() {
        #expect(passes("4006381333931", CheckDigit.isValidGS1))
        #expect(!passes("4006381333932", CheckDigit.isValidGS1))
        #expect(!passes("4", CheckDigit.isValidGS1))
        #expect(passes("78949", CheckDigit.isValidLuhn))
        #expect(!passes("7894", CheckDigit.isValidLuhn))
        // A good Japanese EAN that is also Luhn-valid and begins with 4: Luhn alone proves no card.
        #expect(passes("4901234567894", CheckDigit.isValidGS1))
        #expect(passes("4901234567894", CheckDigit.isValidLuhn))
    }

    // python-stdnum, doctests of stdnum.ean; the dashes of a printed ISBN are not in its barcode.
    @Test(
        "EAN-8, EAN-13 and EAN-14 of the doctests",
        arguments: ["73513537", "9780471117094", "98412345678908"])
    func doctests(number: String) {
        #expect(passes(number, CheckDigit.isValidGS1))
    }

    @Test("Price and weight", arguments: [("2875", "9"), ("14685", "6")])
    func price(field: String, check: String) {
        let digit = PriceCheck.digit(of: bytes(field).span)
        #expect(digit == check.utf8.first)
    }

    @Test(
        "A price field of another length has no check digit",
        arguments: ["", "123", "123456", "12a4"])
    func noPrice(field: String) {
        let digit = PriceCheck.digit(of: bytes(field).span)
        #expect(digit == nil)
    }

    // The values of C, O, D, E, space, 3, 9 add up to 113, which is 27 modulo 43: R.
    @Test("Code 39 modulo 43", arguments: [("CODE 39", "R"), ("TEST8052", "T"), ("abc", nil)])
    func code39(text: String, check: String?) {
        let digit = CheckDigit.code39(after: bytes(text).span)
        #expect(digit == check?.utf8.first)
    }

    @Test("Codabar modulo 16 needs start and stop")
    func codabar() {
        // 16+3+7+8+5+9+0+7+8+9+4+17 = 93; 3 makes 96.
        #expect(passes("A37859078943B", CheckDigit.isValidCodabar))
        #expect(passes("a37859078943b", CheckDigit.isValidCodabar))
        #expect(!passes("A37859078944B", CheckDigit.isValidCodabar))
        #expect(!passes("37859078943", CheckDigit.isValidCodabar))
        #expect(!passes("A3785A9078943B", CheckDigit.isValidCodabar))
    }

    private func passes(_ text: String, _ test: (Span<UInt8>) -> Bool) -> Bool {
        test(bytes(text).span)
    }
}
