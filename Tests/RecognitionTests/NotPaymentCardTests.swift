import Identity
import Recognition
import Testing

@Suite("What looks like a payment card and is none")
struct NotPaymentCardTests {
    @Test(
        "Products are never payment cards",
        arguments: [
            // A Japanese EAN that starts with 4 and satisfies Luhn (facts 13)
            (label("4901234567894", .ean13), "look up barcodeCard 0490123456789"),
            (label("4901234567894", .eanUPC), "look up barcodeCard 0490123456789"),
            (label("4901234567894"), "look up barcodeCard 4901234567894 barcodeCard 0490123456789"),
            (typed("4901234567894"), "look up barcodeCard 4901234567894 barcodeCard 0490123456789"),
            (
                label("https://shop.example/p/4901234567894", .qr),
                "look up barcodeCard https://shop.example/p/4901234567894"
            ),
        ])
    func products(reading: Reading, expected: String) {
        #expect(outcome(Recogniser(), reading) == expected)
    }

    @Test(
        "Loyalty cards and codes pass",
        arguments: [
            // A 16-digit Code 128 without payment prefix (vector A7.6)
            (label("9289510002308107", .code128), "look up barcodeCard 9289510002308107"),
            // 21 digits are no card number (vector A3.3)
            (swipe(";636294169881005271827?"), "look up magneticCard 636294169881005271827"),
            (swipe(";8134000123?"), "look up magneticCard 8134000123"),
            (swipe(";0004048712?"), "look up magneticCard 0004048712"),
            (swipe(";6035001234=1226?"), "look up magneticCard 6035001234"),
            // A card's number with no date behind it (a month 13), and one whose Luhn digit is
            // wrong before a date
            (label("41111111111111112913", .code128), "look up barcodeCard 41111111111111112913"),
            (label("41111111111111122912", .code128), "look up barcodeCard 41111111111111122912"),
            // Mastercard's numbers have 16 digits: these 15 are none before a date
            (label("5555555555555572912", .code128), "look up barcodeCard 5555555555555572912"),
            // A carrier's label: postal code, then a tracking number
            (
                label("420100019400111899223197428490", .code128),
                "look up barcodeCard 420100019400111899223197428490"
            ),
            // The issuer's own data behind the separator is no number
            (swipe(";8134000123=36000000000008?"), "look up magneticCard 8134000123"),
            // Separate numbers that together have a card's first digits, length and check digit
            (
                label("4006381333931.0001", .qr), "look up barcodeCard 4006381333931.0001"
            ),
            (
                label("https://id.example/414/4012345000009/254/12", .qr),
                "look up barcodeCard https://id.example/414/4012345000009/254/12"
            ),
            (
                label("*4901234567894*"),
                "look up barcodeCard *4901234567894* barcodeCard 4901234567894 barcodeCard 0490123456789"
            ),
            // A tag's two spellings side by side
            (typed("0004567890 069,12346"), "look up barcodeCard 0004567890 069,12346"),
            // A GSRN of a company whose prefix starts with zeros, as a label of its own
            (label("004111110000000245", .code128), "look up barcodeCard 004111110000000245"),
            (
                swipe("%8134000123^DOE/JANE^2712000000000005?;8134000123?"),
                "look up magneticCard 8134000123"
            ),
            // A boarding pass, a telephone call
            (
                label("M1GATHERGOOD/MICHAEL  YABCDEF LHRDURAK 3542 052Y003D23   100", .qr),
                "look up barcodeCard M1GATHERGOOD/MICHAEL  YABCDEF LHRDURAK 3542 052Y003D23   100"
            ),
            (reading(.phone, "4930123456788"), "look up phone 4930123456788"),
        ])
    func loyalty(reading: Reading, expected: String) {
        #expect(outcome(Recogniser(), reading) == expected)
    }

    @Test(
        "A licence is refused under its own name",
        arguments: [
            // winfinit/aamvajs test/FL.js (vector A4.1)
            "%FLDELRAY BEACH^DOE$JOHN$^4818 S FEDERAL BLVD^           ?;6360100462172082009=2101198799080=?",
            ";6360100462172082009=2101198799080=?",
            "%FLDELRAY BEACH^DOE$JOHN$^4818 S FEDERAL BLVD^ ?",
        ])
    func licences(text: String) {
        #expect(outcome(Recogniser(), swipe(text)) == "licence")
        #expect(outcome(Recogniser(), typed(text)) == "licence")
    }

    @Test(
        "A licence's two-dimensional barcode is refused, whatever became of its separators",
        arguments: [
            "@\n\u{1E}\rANSI 636010040002DL00410265ZF03060009DLDAQT64235789\n",
            "@\n\rANSI 6360100102DL00390187ZF02260032DLDAA\n",
            "@\n\u{1C}\rAAMVA6360010101DL00290179DAA\n",
            "@ANSI 636010040002DL",
        ])
    func documents(text: String) {
        #expect(outcome(Recogniser(), label(text, .pdf417)) == "licence")
    }
}
