import Identity
import Recognition
import Testing

@Suite("Rules")
struct RuleTests {
    @Test(
        "Without rules, what was read is looked up exactly",
        arguments: [
            (label("ABC-1", .code39), "look up barcodeCard ABC-1"),
            (label("12345"), "look up barcodeCard 12345 barcodeCard 0000000012345"),
            (label("1234567890123456"), "look up barcodeCard 1234567890123456"),
            // 8, 12 and 13 digits whose last one checks may have it as a check digit.
            (
                label("96385074"),
                "look up barcodeCard 96385074 barcodeCard 0000096385074 barcodeCard 0000009638507"
            ),
            (label("96385075"), "look up barcodeCard 96385075 barcodeCard 0000096385075"),
            (
                label("042100005264"),
                "look up barcodeCard 042100005264 barcodeCard 0042100005264 barcodeCard 0004210000526"
            ),
            (label("5901234123457"), "look up barcodeCard 5901234123457 barcodeCard 0590123412345"),
            (label("5901234123457", .ean13), "look up barcodeCard 0590123412345"),
            (label("042100005264", .upcA), "look up barcodeCard 0004210000526"),
            (label("099887000050", .upcE), "look up barcodeCard 0009988700005"),
            (label("96385074", .ean8), "look up barcodeCard 0000009638507"),
            (reading(.smartCard, "04A1B2"), "look up smartCard 04A1B2"),
            (reading(.contactless, "04A1B2C3"), "look up contactlessTag 04A1B2C3"),
            (reading(.electronicKey, "0000030D45EB"), "look up electronicKey 0000030D45EB"),
            (
                reading(.electronicKey, "AE0000030D45EB01"),
                "look up electronicKey AE0000030D45EB01 electronicKey 01EB450D030000AE electronicKey 0000030D45EB"
            ),
            (
                reading(.electronicKey, "01EB450D030000AE"),
                "look up electronicKey 01EB450D030000AE electronicKey AE0000030D45EB01 electronicKey 0000030D45EB"
            ),
            (
                reading(.electronicKey, "AF0000030D45EB01"),
                "look up electronicKey AF0000030D45EB01"
            ),
            (reading(.phone, "+38515551234"), "look up phone +38515551234"),
            (typed("8134000123", .magstripe), "look up magneticCard 8134000123"),
        ])
    func exactly(reading: Reading, expected: String) {
        #expect(outcome(Recogniser(), reading) == expected)
    }

    @Test(
        "A label that does not check is malformed",
        arguments: [
            (label("5901234123458", .ean13), "badCheckDigit"),
            (label("042100005263", .upcA), "badCheckDigit"),
            (label("96385075", .ean8), "badCheckDigit"),
            (label("099887000051", .upcE), "badCheckDigit"),
            (label("590123412345", .ean13), "badLength"),
            (label("5901234123457", .ean8), "badLength"),
            (label("590123412345X", .ean13), "badCharacter"), (label("", .ean13), "noData"),
            (label("", .qr), "noData"), (label(""), "noData"),
        ])
    func malformed(reading: Reading, fault: String) {
        #expect(outcome(Recogniser(), reading) == "malformed \(fault)")
    }

    @Test("A text too long for an identifier is delivered, and looked up nowhere")
    func long() {
        let text = String(repeating: "x", count: 129)
        #expect(outcome(Recogniser(), label(text, .qr)) == "look up")
    }

    @Test(
        "Each pattern matches what it says",
        arguments: [
            (RuleDescription(prefix: "81"), "81A", true),
            (RuleDescription(prefix: "81"), "81", true),
            (RuleDescription(prefix: "81"), "8", false),
            (RuleDescription(prefix: "81"), "A81", false),
            (RuleDescription(prefix: "81", length: 4), "81AB", true),
            (RuleDescription(prefix: "81", length: 4), "81ABC", false),
            (RuleDescription(prefix: "81", digits: 4), "8123", true),
            (RuleDescription(prefix: "81", digits: 4), "81AB", false),
            (RuleDescription(prefix: "81", digits: 4), "81234", false),
            (RuleDescription(mask: "A?C"), "ABC", true),
            (RuleDescription(mask: "A?C"), "ABCD", false),
            (RuleDescription(mask: "A?C*"), "ABCD", true),
            (RuleDescription(mask: "A?C*"), "ABC", true),
            (RuleDescription(mask: "A?C*"), "AB", false),
            (RuleDescription(mask: "A?C*"), "ABD", false),
            (RuleDescription(mask: "?1"), "A1", true), (RuleDescription(mask: "ABC"), "ABC", true),
            (RuleDescription(range: ["8134000", "8134999"]), "8134000", true),
            (RuleDescription(range: ["8134000", "8134999"]), "8134999", true),
            (RuleDescription(range: ["8134000", "8134999"]), "8134500", true),
            (RuleDescription(range: ["8134000", "8134999"]), "8135000", false),
            (RuleDescription(range: ["8134000", "8134999"]), "8133999", false),
            (RuleDescription(range: ["8134000", "8134999"]), "813450", false),
            (RuleDescription(range: ["8134000", "8134999"]), "8134A00", false),
            (RuleDescription(range: ["150", "250"]), "199", true),
            (RuleDescription(range: ["150", "250"]), "149", false),
            (RuleDescription(range: ["150", "250"]), "251", false),
            (RuleDescription(range: ["A100", "A200"]), "A150", true),
            (RuleDescription(range: ["A100", "A200"]), "B150", false),
        ])
    func patterns(rule: RuleDescription, text: String, matches: Bool) throws {
        var rule = rule
        rule.produces = "external"
        let expected = matches ? "external \(text) by 0" : "look up contactlessTag \(text)"
        #expect(outcome(try recogniser(rule), reading(.contactless, text)) == expected)
    }

    @Test(
        "A rule takes out positions and rewrites them",
        arguments: [
            (RuleDescription(prefix: "AB", from: 3), "AB123", "external 123 by 0"),
            (RuleDescription(prefix: "AB", to: 2), "AB123", "external AB by 0"),
            (RuleDescription(prefix: "AB", from: 3, to: 3), "AB123", "external 1 by 0"),
            (
                RuleDescription(prefix: "AB", from: 3, to: 6), "AB123",
                "look up contactlessTag AB123"
            ),
            (RuleDescription(prefix: "AB", from: 6), "AB123", "look up contactlessTag AB123"),
            (RuleDescription(prefix: "AB", transcode: "digitsOnly"), "AB1-23", "external 123 by 0"),
            (
                RuleDescription(prefix: "AB", transcode: "digitsOnly"), "ABC",
                "look up contactlessTag ABC"
            ),
            (RuleDescription(prefix: "ab", transcode: "upper"), "abC1é", "external ABC1é by 0"),
            // One EM4100 tag, 1122334455, as readers print it (facts, smart cards 7.2)
            (
                RuleDescription(mask: "00073*", transcode: "em4100"), "00073588229205",
                "external 1122334455 by 0"
            ),
            (
                RuleDescription(mask: "0573*", transcode: "em4100"), "0573785173",
                "external 22334455 by 0"
            ),
            (
                RuleDescription(mask: "051*", transcode: "em4100"), "051,17493",
                "external 334455 by 0"
            ),
            (
                RuleDescription(mask: "051*", transcode: "em4100"), "051.17493",
                "external 334455 by 0"
            ),
            // The card of customers.md, finding 6
            (
                RuleDescription(mask: "0013*", transcode: "em4100"), "0013961168",
                "external 00D507D0 by 0"
            ),
            (
                RuleDescription(mask: "213*", transcode: "em4100"), "213,02000",
                "external D507D0 by 0"
            ),
            // More than its bits hold
            (
                RuleDescription(mask: "9*", transcode: "em4100"), "9999999999",
                "look up contactlessTag 9999999999"
            ),
            (
                RuleDescription(mask: "9*", transcode: "em4100"), "999,00001",
                "look up contactlessTag 999,00001"
            ),
            (
                RuleDescription(mask: "1*", transcode: "em4100"), "1122AABBCC",
                "look up contactlessTag 1122AABBCC"
            ),
            (
                RuleDescription(mask: "11*", transcode: "reverseBytes"), "1122aa44",
                "external 44AA2211 by 0"
            ),
            (
                RuleDescription(mask: "11*", transcode: "reverseBytes"), "112",
                "look up contactlessTag 112"
            ),
            (
                RuleDescription(mask: "11*", transcode: "reverseBytes"), "11xx",
                "look up contactlessTag 11xx"
            ),
        ])
    func extraction(rule: RuleDescription, text: String, expected: String) throws {
        var rule = rule
        rule.produces = "external"
        #expect(outcome(try recogniser(rule), reading(.contactless, text)) == expected)
    }

    @Test(
        "A rule produces what it says",
        arguments: [
            ("memberNumber", "memberNumber A1 by 0"), ("magneticCard", "magneticCard A1 by 0"),
            ("oneTimeCode", "oneTimeCode A1 by 0"), ("coupon", "coupon A1 by 0"),
            ("staff", "staff barcodeCard A1 by 0"), ("bearer", "bearer barcodeCard A1 by 0"),
            ("read", "read by 0"), ("ignore", "ignored by 0"),
        ])
    func products(word: String, expected: String) throws {
        let rules = try recogniser(RuleDescription(prefix: "A", produces: word))
        #expect(outcome(rules, label("A1", .code128)) == expected)
    }

    @Test("The first rule that matches decides, exact patterns before all others")
    func order() throws {
        let rules = try recogniser(
            RuleDescription(mask: "A*", produces: "staff"),
            RuleDescription(prefix: "AB", produces: "bearer"),
            RuleDescription(mask: "ABC", produces: "external"),
            RuleDescription(prefix: "B", produces: "external"))
        #expect(outcome(rules, reading(.contactless, "ABD")) == "staff contactlessTag ABD by 0")
        #expect(outcome(rules, reading(.contactless, "ABC")) == "external ABC by 2")
        #expect(outcome(rules, reading(.contactless, "B")) == "external B by 3")
    }

    @Test("A rule is for its kinds of reading only")
    func kinds() throws {
        let rules = try recogniser(
            RuleDescription(
                kinds: ["contactless", "electronicKey"], prefix: "A", produces: "bearer"))
        #expect(outcome(rules, reading(.contactless, "A")) == "bearer contactlessTag A by 0")
        #expect(outcome(rules, reading(.electronicKey, "A")) == "bearer electronicKey A by 0")
        #expect(outcome(rules, reading(.smartCard, "A")) == "look up smartCard A")
        #expect(outcome(rules, label("A")) == "look up barcodeCard A")
    }

    @Test(
        "A label that says EAN or UPC without its make satisfies the rule for the make it must be",
        arguments: [
            ("ean13", Symbology.ean13, "5901234123457", true),
            ("ean13", .eanUPC, "5901234123457", true),
            ("ean13", .eanUPC, "0042100005264", false), ("upca", .eanUPC, "0042100005264", true),
            ("upca", .upcA, "042100005264", true), ("upca", .ean13, "5901234123457", false),
            ("eanupc", .ean13, "5901234123457", true), ("eanupc", .ean8, "96385074", true),
            ("ean8", .ean8, "96385074", true), ("upca", .eanUPC, "5901234123457", false),
        ])
    func makes(word: String, symbology: Symbology, text: String, matches: Bool) throws {
        let rules = try recogniser(RuleDescription(mask: "0*", symbology: word, produces: "read"))
        #expect((outcome(rules, label(text, symbology)) == "read by 0") == matches)
    }

    @Test("A value longer than an identifier is never cut")
    func tooLong() throws {
        let text = "A" + String(repeating: "x", count: 128)
        let rules = try recogniser(
            RuleDescription(prefix: "A", produces: "external"),
            RuleDescription(prefix: "B", produces: "read"),
            RuleDescription(prefix: "C", from: 2, to: 5, produces: "external"))
        #expect(outcome(rules, label(text, .qr)) == "malformed tooLong")
        #expect(outcome(rules, label("B" + text, .qr)) == "read by 1")
        #expect(outcome(rules, label("C" + text, .qr)) == "external Axxx by 2")
    }
}
