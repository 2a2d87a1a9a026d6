import Decoding
import Identity
import Recognition
import Testing

/// Vectors of facts 16 from the reader's text to what it is, through the decoders.
@Suite("From a reader's text to what it is")
struct VectorTests {
    @Test(
        "Labels of a Magellan scanner (A7)",
        arguments: [
            ("A060992011187", "look up barcodeCard 0006099201118"),
            ("E09988750", "look up barcodeCard 0009988700005"),
            ("FF00210126", "look up barcodeCard 0000000021012"),
            ("F1101234567891", "look up barcodeCard 0110123456789"),
            ("#9289510002308107", "look up barcodeCard 9289510002308107"),
            ("A499999000014", "coupon 0049999900001 by 0"),
            ("F0499999000014", "coupon 0049999900001 by 0"),
            ("F0049999912345", "look up barcodeCard 0004999991234"),
            ("A401229000015", "barcodeCard 0040122900001 by 1"),
            ("F4901234567894", "look up barcodeCard 0490123456789"),
            ("#4111111111111111", "suppressed cardNumber"),
            ("QR134567890123456789", "suppressed weChatCode"),
        ])
    func magellan(text: String, expected: String) throws {
        #expect(try labelOutcome(text, .usa) == expected)
    }

    @Test(
        "Labels with AIM identifiers (A12)",
        arguments: [
            ("]Q1TESTING", "look up barcodeCard TESTING"),
            ("]E02112345678900", "look up barcodeCard 0211234567890"),
            ("]E402345673", "look up barcodeCard 0000000234567"),
            ("]E00012345678905", "look up barcodeCard 0001234567890"),
            ("]E04901234567894", "look up barcodeCard 0490123456789"),
            ("]E0499999000014", "coupon 0049999900001 by 0"),
            ("]E00499999000014", "coupon 0049999900001 by 0"),
            ("]E00049999912345", "look up barcodeCard 0004999991234"),
            ("]C08018376104250021234569", "look up barcodeCard 8018376104250021234569"),
            (
                "]C18018376104250021234569",
                "look up barcodeCard 8018376104250021234569 barcodeCard 376104250021234569"
            ),
            ("]C04111111111111111", "suppressed cardNumber"),
            ("]L0@\n\u{1E}\rANSI 636010040002DL00410265ZF", "licence"),
            (
                "]Q100020101021129300012D156000000000510A93FO3230Q5204411153033445802CN",
                "suppressed emvMerchantCode"
            ),
            ("499999000014", "coupon 0049999900001 by 0"),
            ("49999900001", "coupon 0049999900001 by 0"),
        ])
    func aim(text: String, expected: String?) throws {
        guard let expected else {
            #expect(throws: Fault.self) { try labelOutcome(text, .aim) }
            return
        }
        #expect(try labelOutcome(text, .aim) == expected)
    }

    // UPOS label forms, learn.microsoft.com, Scanner.ScanDataLabel (vector A8).
    @Test(
        "One product, with and without its check digit, is looked up alike",
        arguments: [
            ("5018374827715", "look up barcodeCard 5018374827715 barcodeCard 0501837482771"),
            ("501837482771", "look up barcodeCard 501837482771 barcodeCard 0501837482771"),
            ("F5018374827715", "look up barcodeCard 0501837482771"),
        ])
    func articles(text: String, expected: String) throws {
        let codes: CodeProfile = text.hasPrefix("F") ? .metrologic : .aim
        #expect(try labelOutcome(text, codes) == expected)
    }

    @Test(
        "Swipes (A2 to A4)",
        arguments: [
            (
                "%B5452300551227189^HOGAN/PAUL      ^08043210000000725000000?"
                    + ";5452300551227189=080432100000007250?+5163499080020445=000000000000?",
                "suppressed bankTrack1"
            ),
            (
                "%B5452000000007189^HOGAN/PAUL      ^08040000000000000000000?"
                    + ";5452000000007189=080400000000000000?+5163000050000445=000000000000?",
                "suppressed bankTrack1"
            ),
            (";636294169881005271827?", "look up magneticCard 636294169881005271827"),
            (
                "%B7083560000013710910^MICHAELS OPEN VALUE CARD  ^8551?;7083560000013710910=8551?",
                "suppressed bankTrack1"
            ),
            (
                "%FLDELRAY BEACH^DOE$JOHN$^4818 S FEDERAL BLVD^           ?"
                    + ";6360100462172082009=2101198799080=?", "licence"
            ),
            (";8134000123?", "magneticCard 8134000123 by 2"),
            ("%E?;8199000123?+E?", "staff magneticCard 8199000123 by 3"),
            ("4111111111111111\tDOE/JANE\t12\t29", "suppressed numberNameDate"),
            ("8134000123", "magneticCard 8134000123 by 2"),
        ])
    func swipes(text: String, expected: String) throws {
        let bytes = Array(text.utf8)
        var output = Output()
        try StripeText().read(bytes.span, isFramed: false, into: &output)
        #expect(outcome(try exampleRules(), try #require(output.firstReading)) == expected)
    }

    private func labelOutcome(_ text: String, _ codes: CodeProfile) throws -> String {
        let bytes = Array(text.utf8)
        var output = Output()
        try LabelText(codes: codes).read(bytes.span, into: &output)
        return outcome(try exampleRules(), try #require(output.firstReading))
    }
}

extension Output {
    fileprivate var firstReading: Reading? {
        for item in items {
            if case .reading(let reading) = item { return reading }
        }
        return nil
    }
}
