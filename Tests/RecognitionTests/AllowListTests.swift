import Identity
import Recognition
import Testing

@Suite("The payment-card guard's allow-list")
struct AllowListTests {
    /// `paymentCards.allow` of `design/settings.md`, and a loyalty programme inside Maestro's
    /// range.
    private let entries = [
        PaymentCardAllowanceDescription(prefix: "708356", length: 19, track: 1, bankFormat: true),
        PaymentCardAllowanceDescription(prefix: "636294", length: 16, kind: "barcode"),
        PaymentCardAllowanceDescription(prefix: "636294", length: 16, track: 2),
        PaymentCardAllowanceDescription(prefix: "131234", length: 18, kind: "barcode"),
        PaymentCardAllowanceDescription(prefix: "004362", length: 18, kind: "barcode"),
    ]

    @Test(
        "An entry allows its prefix at its exact length on its carrier, and nothing else",
        arguments: [
            // sualeh/magnetictrackparser trackJ (vector A3.4)
            (
                swipe(
                    "%B7083560000013710910^MICHAELS OPEN VALUE CARD  ^8551?;7083560000013710910=8551?"
                ),
                "look up magneticCard 7083560000013710910"
            ),
            (swipe("%B708356000001371091^X^8551?"), "suppressed bankTrack1"),
            (swipe(";7083560000013710910=49121010000?"), "suppressed bankTrack2"),
            // 16 digits in a brand's range that satisfy Luhn
            (label("6362940000000014", .code128), "look up barcodeCard 6362940000000014"),
            (swipe(";6362940000000014?"), "look up magneticCard 6362940000000014"),
            (swipe("+6362940000000014?"), "suppressed cardNumber"),
            (label("63629400000000001", .code128), "suppressed cardNumber"),
            (label("6362930000000007", .code128), "suppressed cardNumber"),
            // Never in bank form inside a brand's range, never masked
            (swipe(";6362940000000014=49121010000?"), "suppressed bankTrack2"),
            (swipe("%B6362940000000014^X^4912101?"), "suppressed bankTrack1"),
            (swipe(";636294******0015?"), "suppressed maskedNumber"),
            (swipe(";6362940000000014?", .masked), "suppressed maskedByReader"),
            // Zeros before what would be a card
            (label("004362120000000018", .code128), "look up barcodeCard 004362120000000018"),
            (label("004363120000000017", .code128), "suppressed cardNumber"),
            // A payment code's shape
            (label("131234567890123456", .qr), "look up barcodeCard 131234567890123456"),
            (label("131235567890123456", .qr), "suppressed weChatCode"),
        ])
    func entries(reading: Reading, expected: String) throws {
        let allowed = try entries.map { (entry) throws in try PaymentCardAllowance(entry) }
        #expect(outcome(Recogniser(allowing: allowed), reading) == expected)
    }

    @Test(
        "An entry that would let bank cards through is refused",
        arguments: [
            (
                PaymentCardAllowanceDescription(length: 16, track: 2),
                PaymentCardAllowanceError.missing(key: "prefix")
            ),
            (.init(prefix: "708356", track: 2), .missing(key: "length")),
            (.init(prefix: "708356", length: 19), .missing(key: "kind")),
            (.init(prefix: "7083", length: 19, track: 2), .prefixTooShort),
            (.init(prefix: "70835X", length: 19, track: 2), .prefixTooShort),
            (.init(prefix: "708356", length: 5, track: 2), .badLength(5)),
            (.init(prefix: "708356", length: 25, track: 2), .badLength(25)),
            (.init(prefix: "708356", length: 19, track: 4), .badTrack(4)),
            (.init(prefix: "708356", length: 19, kind: "card"), .unknownKind("card")),
            (.init(prefix: "708356", length: 19, kind: "barcode", track: 1), .trackWithoutStripe),
            (.init(prefix: "411111", length: 16, track: 1, bankFormat: true), .brandInBankFormat),
        ])
    func refused(entry: PaymentCardAllowanceDescription, expected: PaymentCardAllowanceError) {
        #expect(throws: expected) { try PaymentCardAllowance(entry) }
        #expect(expected.description.contains(" "))
    }
}
