import Identity
import Recognition
import Testing

@Suite("The rules of the example settings")
struct ExampleRuleTests {
    @Test(
        "All four spellings of a coupon or a member card mean the same, where the symbology allows it",
        arguments: [
            ("00499999", "0000", "1", "coupon 0049999900001 by 0"),
            ("00401229", "0000", "1", "barcodeCard 0040122900001 by 1"),
        ])
    func spellings(prefix: String, filler: String, last: String, expected: String) throws {
        let rules = try exampleRules()
        let stored = prefix + filler + last
        let keyed = String(stored.dropFirst(2))
        let check = checkDigit(keyed)
        for reading in [
            label(keyed), label(keyed + check), label("0" + keyed + check), label(stored),
            typed(keyed), typed(stored),
            label(keyed + check, .upcA), label("0" + keyed + check, .ean13),
            label("0" + keyed + check, .eanUPC), label("0" + keyed + check, .upcA),
        ] {
            #expect(outcome(rules, reading) == expected)
        }
    }

    @Test(
        "What is no coupon passes",
        arguments: [
            // A labelled EAN-13 always ends in a check digit: this one is a product.
            (label("0049999912345", .ean13), "look up barcodeCard 0004999991234"),
            (label("0049999912345", .eanUPC), "look up barcodeCard 0004999991234"),
            // Without a label nobody knows, and it is tried as it stands first.
            (label("0049999912345"), "coupon 0049999912345 by 0"),
            // Another symbology is taken exactly as it was read.
            (label("49999900001", .code128), "look up barcodeCard 49999900001"),
            (label("499999000014", .code39), "look up barcodeCard 499999000014"),
            (label("0499999000014", .code128), "look up barcodeCard 0499999000014"),
            (label("0499999000014", .itf14), "look up barcodeCard 0499999000014"),
        ])
    func notCoupons(reading: Reading, expected: String) throws {
        #expect(outcome(try exampleRules(), reading) == expected)
    }

    @Test(
        "A stripe goes by the track and length that the rule names",
        arguments: [
            ("%X?;8134000123?", "magneticCard 8134000123 by 2"),
            (";8134000123=4912?", "magneticCard 8134000123 by 2"),
            (";8199000123?", "staff magneticCard 8199000123 by 3"),
            (";81340001234?", "look up magneticCard 81340001234"),
            (";813400012?", "look up magneticCard 813400012"),
            ("+8134000123?", "look up magneticCard 8134000123"),
        ])
    func stripes(text: String, expected: String) throws {
        #expect(outcome(try exampleRules(), swipe(text)) == expected)
    }

    @Test(
        "A rule for one symbology leaves the others alone",
        arguments: [
            (label("Z001", .code128), "ignored by 4"),
            (label("Z", .code128), "ignored by 4"),
            (label("Z001", .code39), "look up barcodeCard Z001"),
            (label("Z001"), "look up barcodeCard Z001"),
        ])
    func symbology(reading: Reading, expected: String) throws {
        #expect(outcome(try exampleRules(), reading) == expected)
    }

    /// The GS1 check digit, worked out apart from the code under test.
    private func checkDigit(_ digits: String) -> String {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            sum += (digit.wholeNumberValue ?? 0) * (place % 2 == 0 ? 3 : 1)
        }
        return String((10 - sum % 10) % 10)
    }
}
