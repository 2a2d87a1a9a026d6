import Identity
import Recognition
import Testing

@Suite("Raw bytes before they are recorded")
struct RawBytesTests {
    @Test(
        "What may hold a payment card is withheld, in whatever framing",
        arguments: PaymentCardTests.testNumbers)
    func cards(number: String) {
        for text in [
            "%B\(number)^DOE/JANE^2912", ";\(number)=2912101?", "\u{2}\(number)=29\u{3}",
            "\(number)\r",
            "]Q1\(number)\r\n", "]C0\(number)\r", "S08B3\(number)\r", "A\(number)\rB\(number)",
            "%E?;\(number)=2", "\(number)\tDOE\t12\t29\r", "  \(number)  ", "x\(number)",
        ] {
            #expect(isSuspect(text))
            #expect(isSuspect(String(repeating: "\n", count: 4090) + text + "tail"))
        }
    }

    @Test(
        "So are payment codes, licences, and masked numbers",
        arguments: [
            "hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MQ==\r", "\u{2}hQVDUFYwMQ==",
            "]Q1134567890123456789\r",
            "281234567890123456\r", "]Q100020101021129300012D156000000000510A93FO3230Q52044111\r",
            "%FLDELRAY BEACH^DOE$JOHN$^4818 S FEDERAL BLVD^ ?\r",
            ";6360100462172082009=2101198799080=?",
            "P@\n\u{1E}\rANSI 636010040002DL00410265ZF", ";4111********1111=2912?",
        ])
    func others(text: String) {
        #expect(isSuspect(text))
    }

    @Test(
        "Labels, loyalty cards and weights are not",
        arguments: [
            "4901234567894\r", "F4901234567894\r", "]E04901234567894\r\n", "A060992011187\r",
            "S08FF00210126\r",
            "S08B39289510002308107\r", "]E04006381333932\r",
            "]C10112312312312333235XYZ\u{1D}10ABC\r", "S14400260\r", ";8134000123?\r",
            ";636294169881005271827?\r",
            "%8134000123^X?;8134000123=0512?\r", "", "\r\n", "RING\r\nNMBR=15551234567\r\n",
        ])
    func innocent(text: String) {
        #expect(!isSuspect(text))
    }

    @Test(
        "The wrong Shift does not hide a card",
        arguments: ["5b$!!!!!!!!!!!!!!!6doe/jane6@(!@!)!/", ":$!!!!!!!!!!!!!!!+@(!@!)!/"])
    func shifted(text: String) {
        #expect(isSuspect(text))
        for kind in [ReadingKind.magstripe, .barcode] {
            #expect(outcome(Recogniser(), reading(kind, text)).hasPrefix("suppressed"))
        }
    }

    @Test("A parity bit on top does not hide a card")
    func parity() {
        #expect(isSuspect(";4111111111111111=29121010000?".utf8.map { $0 | 0x80 }))
    }

    @Test("An allowed number is no suspect")
    func allowed() throws {
        let entry = try PaymentCardAllowance(.init(prefix: "636294", length: 16, track: 2))
        let swipe = ";6362940000000014?\r"
        #expect(isSuspect(swipe))
        #expect(!isSuspect(Array(swipe.utf8), allowing: [entry]))
    }

    private func isSuspect(_ text: String) -> Bool {
        isSuspect(Array(text.utf8))
    }

    private func isSuspect(_ bytes: [UInt8], allowing: [PaymentCardAllowance] = []) -> Bool {
        PaymentCardGuard(allowing: allowing).isSuspect(bytes.span)
    }
}
