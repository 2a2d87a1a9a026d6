import Identity
import Recognition
import Testing

@Suite("Payment cards")
struct PaymentCardTests {
    /// The publicly known test numbers of the brands (braintree/credit-card-type, vector A14).
    static let testNumbers = [
        "4111111111111111", "4012888888881881", "4222222222222", "4111111111111111110",
        "5555555555554444", "5454545454545454", "378282246310005", "371449635398431",
        "30569309025904", "38520000023237", "6011111111111117", "3530111333300000",
    ]

    static let otherSymbologies = Symbology.allCases.filter { !$0.isEANUPC }

    @Test(
        "A brand's number is suppressed on every symbology but EAN and UPC", arguments: testNumbers)
    func labels(number: String) {
        // Sound elements with the identifiers 401 and 3530: under GS1 the structure decides.
        let isElement = number == "4012888888881881" || number == "3530111333300000"
        for symbology in Self.otherSymbologies {
            for gs1 in isElement ? [false] : [false, true] {
                expectSuppressed(label(number, symbology, gs1: gs1), number)
            }
        }
        expectSuppressed(label(number), number)
    }

    @Test(
        "A brand's number is suppressed on every track, bare and in bank form",
        arguments: testNumbers)
    func tracks(number: String) {
        for text in [
            "%\(number)?", ";\(number)?", "+\(number)?", "%A\(number)^X?",
            "%B\(number)^DOE/JANE^29121010000000000?", "%b\(number)^doe/jane^29121010000000000?",
            ";\(number)=29121010000000000?", ";\(number)=2912?", "+01\(number)=000000000000?",
            "%E?;\(number)=29121010000000000?+E?", "%B\(number)^DOE/JANE^2912101?;E?",
        ] {
            expectSuppressed(swipe(text), number)
        }
    }

    @Test("A brand's number is suppressed in whatever is typed or read", arguments: testNumbers)
    func texts(number: String) {
        let grouped = stride(from: 0, to: number.count, by: 4).map {
            String(number.dropFirst($0).prefix(4))
        }
        for kind in ReadingKind.allCases {
            expectSuppressed(typed(number, kind), number)
            expectSuppressed(typed("card \(number)!", kind), number)
            expectSuppressed(typed("\(number)\tDOE/JANE\t12\t29", kind), number)
            expectSuppressed(typed("%B\(number)^DOE/JANE^29121010000000000?", kind), number)
            expectSuppressed(typed(grouped.joined(separator: " "), kind), number)
            expectSuppressed(typed(grouped.joined(separator: "-"), kind), number)
        }
        for kind in [ReadingKind.smartCard, .contactless, .electronicKey] {
            expectSuppressed(reading(kind, number), number)
        }
    }

    @Test(
        "No separator between the groups of a brand's number hides it", arguments: testNumbers,
        [" ", "-", ".", ",", "_", "+", "/", ":", "\t", "%20", "\u{A0}", "\u{1D}", "  ", " - "])
    func separators(number: String, separator: String) {
        let groups = stride(from: 0, to: number.count, by: 4).map {
            String(number.dropFirst($0).prefix(4))
        }
        for parts in [groups, number.map { String($0) }] {
            let grouped = parts.joined(separator: separator)
            for text in [grouped, "https://pay.example/?card=\(grouped)&cvc=123"] {
                expectSuppressed(label(text, .qr), number)
                expectSuppressed(typed(text), number)
            }
        }
    }

    @Test(
        "What a reader leaves around a brand's number does not hide it", arguments: testNumbers)
    func leftAround(number: String) {
        // Code 39's start and stop, a symbology identifier that settings do not expect.
        for text in ["*\(number)*", "*\(number)", "]C0\(number)", "]Q1\(number)"] {
            expectSuppressed(label(text), number)
            expectSuppressed(label(text, .code39), number)
        }
        // Track 3 with little behind the number.
        for text in ["+01\(number)=0?", "+59\(number)=12?"] {
            expectSuppressed(swipe(text), number)
            expectSuppressed(label(text), number)
        }
    }

    @Test(
        "A brand's number in a label is suppressed whatever stands before it",
        arguments: testNumbers.filter { $0.count > 13 })
    func prefixes(number: String) {
        for text in [
            "https://pay.example/?card1=\(number)", "1=\(number)", "12345678=\(number)",
            "^\(number)", "a^b^\(number)", "card^\(number)", "{\"pan2\":\"\(number)\"}",
        ] {
            expectSuppressed(label(text, .qr), number)
            expectSuppressed(label(text), number)
        }
        for text in ["%X^\(number)?", ";1=\(number)?"] { expectSuppressed(swipe(text), number) }
        // A line of a stripe reader that holds no tracks is delivered whole.
        for text in ["12345=\(number)", "a^b^\(number)"] {
            expectSuppressed(reading(.magstripe, text), number)
        }
        expectSuppressed(swipe("%CLUB^DOE/JANE^\(number)?"), number)
    }

    @Test(
        "A brand's number is suppressed in the elements of a GS1 label that companies use as they like",
        arguments: testNumbers.filter { $0.count > 13 })
    func elements(number: String) {
        for text in [
            "90\(number)", "91\(number)", "99card \(number)", "10ABC\u{1D}91\(number)",
            "010400638133393198\(number)", "91\(number)\u{1D}10ABC",
        ] {
            expectSuppressed(label(text, .code128, gs1: true), number)
        }
    }

    @Test(
        "A brand's number of 15 or 16 digits is suppressed with zeros before it",
        arguments: testNumbers.filter { (15...16).contains($0.count) })
    func zeros(number: String) {
        for zeros in ["0", "00", "000"] {
            let filled = zeros + number
            // 18 digits with a GS1 check digit are a GSRN.
            guard filled.count < 18 || filled.count == 19 else { continue }
            expectSuppressed(label(filled, .code128), number)
            expectSuppressed(swipe(";\(filled)?"), number)
            expectSuppressed(typed(filled), number)
        }
    }

    @Test(
        "A brand's number is suppressed with its date run on, on every carrier",
        arguments: testNumbers,
        // YYMM, MMYY; with service code; with the issuer's own data to the length of track 2 and
        // past it
        [
            "2912", "1229", "2501", "2912101", "1229123", "29121010000000000",
            "29121010000123456", "2912101000000000000000000000000000000000000",
        ])
    func runOnDate(number: String, date: String) {
        let digits = number + date
        for text in [
            digits, "card \(digits)", "\(digits) DOE/JANE", "pan=\(digits)&x=1", "*\(digits)*",
            "0\(digits)", "]Q1\(digits)", "x:\(digits);y",
        ] {
            expectSuppressed(label(text), number)
            for symbology in Self.otherSymbologies {
                expectSuppressed(label(text, symbology), number)
            }
            for kind in ReadingKind.allCases { expectSuppressed(typed(text, kind), number) }
        }
        for text in [
            ";\(digits)?", "%\(digits)?", "%B\(digits)?", "+\(digits)?", "+01\(digits)?",
            "+59\(digits)?", "%E?;\(digits)?+E?", "%B\(number)DOE/JANE\(date)?",
        ] {
            expectSuppressed(swipe(text), number)
        }
        for kind in [ReadingKind.magstripe, .smartCard, .contactless, .electronicKey] {
            expectSuppressed(reading(kind, digits), number)
        }
    }

    @Test(
        "A brand's number printed in groups is suppressed with its date run on",
        arguments: testNumbers.filter { $0.count == 16 }, [" ", "-", ".", ","])
    func runOnDateInGroups(number: String, separator: String) {
        let groups = stride(from: 0, to: 16, by: 4).map { String(number.dropFirst($0).prefix(4)) }
        for date in ["2912", "29"] {
            let text = groups.joined(separator: separator) + date + separator + "12 101"
            expectSuppressed(label(text), number)
            expectSuppressed(typed("no. \(text)"), number)
        }
    }

    @Test(
        "What replaces a track's separators does not hide a brand's number",
        arguments: testNumbers, ["D", "d", "#", "~", "|", "-", " ", ",", "\u{1E}", "é", ""])
    func replacedSeparators(number: String, separator: String) {
        let track2 = [number, "29121010000000000"].joined(separator: separator)
        let track1 = ["B\(number)", "DOE/JANE", "2912101"].joined(separator: separator)
        for text in [track2, track1, "\(track1)\(separator)\(track2)"] {
            expectSuppressed(label(text), number)
            expectSuppressed(typed(text), number)
            expectSuppressed(swipe("%\(text)?"), number)
            expectSuppressed(swipe(";\(text)?"), number)
        }
    }

    @Test(
        "The makers' documented bank cards are suppressed though they fail the Luhn formula",
        arguments: [
            // MagTek 99875475, appendix D (vectors A2.2, A2.3, A2.4)
            ("%B5452300551227189^HOGAN/PAUL      ^08043210000000725000000?", "bankTrack1"),
            (";5452300551227189=080432100000007250?", "bankTrack2"),
            ("+5163499080020445=000000000000?", "bankTrack2"),
            ("%B5452000000007189^HOGAN/PAUL      ^08040000000000000000000?", "bankTrack1"),
            (";5452000000007189=080400000000000000?", "bankTrack2"),
            ("+5163000050000445=000000000000?", "bankTrack2"),
            (";5452000000007188?", "maskedNumber"),
            // 18 digits that fail Luhn (A14)
            (";411111111111111111=29121010000?", "bankTrack2"),
            (";411111111111111111=2912?", "cardNumberAndExpiry"),
            // A masked number by `*`
            ("%B4111********1111^DOE/JANE^2912****?", "bankTrack1"),
            (";4111********1111?", "maskedNumber"),
            (";4111********1111=2912*******?", "bankTrack2"),
            // Spaces inside the number of an old card
            ("%B3795 808324 31161^DOE/JANE^2912101?", "bankTrack1"),
            // A closed-loop store card in bank form (vector A3.4)
            (
                "%B7083560000013710910^MICHAELS OPEN VALUE CARD  ^8551?;7083560000013710910=8551?",
                "bankTrack1"
            ),
            // A missing expiry or service code is replaced by a separator
            (";7083560000013710910==101000?", "bankTrack2"),
            ("+015163499080020445=000000000000?", "bankTrack2"),
            ("+01516349908002044512=0000000?", "bankTrack3"),
        ])
    func structure(text: String, expected: String) {
        #expect(outcome(Recogniser(), swipe(text)) == "suppressed \(expected)")
    }

    @Test(
        "Published bank cards are suppressed by either track (vector A3.2)",
        arguments: [
            // sualeh/magnetictrackparser, trackA to trackE, with invented people and the brands'
            // public test numbers in their place. No brand has the fifth's: its form alone tells.
            (
                "%B5555555555554444^DOE/JANE^16042010000000000000000000000000000567001000?",
                ";5555555555554444=16042010000056700100?"
            ),
            (
                "%B4111111111111111^DOE/JANE^1605101097670000000000120000000?",
                ";4111111111111111=160510101200009767?"
            ),
            (
                "%B5454545454545454^DOE/JANE                 ^1701101000001540000000154000000?",
                ";5454545454545454=17011010000015400000?"
            ),
            (
                "%B6011111111111117^DOE/JANE                 ^15101011000606818102?",
                ";6011111111111117=15101011000606818102?"
            ),
            (
                "%B6035320000000000^DOE/JANE^491210100316000000?",
                ";6035320000000000=491210110000316?"
            ),
        ])
    func published(one: String, two: String) {
        #expect(outcome(Recogniser(), swipe(one + two)) == "suppressed bankTrack1")
        #expect(outcome(Recogniser(), swipe(one)) == "suppressed bankTrack1")
        #expect(outcome(Recogniser(), swipe(two)) == "suppressed bankTrack2")
        #expect(outcome(Recogniser(), swipe("%E?" + two)) == "suppressed bankTrack2")
    }

    @Test("A brand's first digits alone are no card", arguments: ["411", "51", "34", "644"])
    func beginnings(number: String) {
        // braintree/credit-card-type (vector A14)
        #expect(outcome(Recogniser(), label(number, .code128)) == "look up barcodeCard \(number)")
        #expect(outcome(Recogniser(), swipe(";\(number)?")) == "look up magneticCard \(number)")
    }

    @Test("What the reader says of a track is evidence enough")
    func protection() {
        #expect(outcome(Recogniser(), swipe(";12?", .encrypted)) == "suppressed encryptedByReader")
        #expect(outcome(Recogniser(), swipe(";12?", .masked)) == "suppressed maskedByReader")
    }

    @Test(
        "Payment codes of telephones and merchants are suppressed",
        arguments: [
            ("hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MQ==", "emvConsumerCode"),
            (
                "00020101021129300012D156000000000510A93FO3230Q5204411153033445802CN6304A13A",
                "emvMerchantCode"
            ),
            ("134567890123456789", "weChatCode"), ("10 3456 7890 1234 5678", "weChatCode"),
            ("281234567890123456", "alipayCode"), ("251234567890123456789012", "alipayCode"),
            ("3012345678901234", "alipayCode"),
        ])
    func codes(text: String, expected: String) {
        for symbology in [Symbology.qr, .code128, .dataMatrix, nil] {
            #expect(outcome(Recogniser(), label(text, symbology)) == "suppressed \(expected)")
        }
    }

    private func expectSuppressed(_ reading: Reading, _ number: String) {
        let found = outcome(Recogniser(), reading)
        #expect(found.hasPrefix("suppressed"), "\(reading) ended as something else")
    }
}
