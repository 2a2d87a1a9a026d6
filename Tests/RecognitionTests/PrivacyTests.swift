import Identity
import Recognition
import Testing

@Suite("No digit of a payment card is ever printed")
struct PrivacyTests {
    @Test("Not by a recognition, its trace or the reading", arguments: PaymentCardTests.testNumbers)
    func suppressed(number: String) throws {
        let rules = try recogniser(
            RuleDescription(prefix: String(number.prefix(2)), produces: "external"))
        for reading in [
            label(number, .code128), typed("card \(number)"), swipe(";\(number)=29121010000?"),
            swipe("%B\(number)^DOE/JANE^29121010000?;\(number)=29121010000?"),
            typed("\(number)\tDOE/JANE\t12\t29"),
        ] {
            var trace = Trace()
            let recognition = rules.recognise(reading, trace: &trace)
            for text in [printed(recognition), printed(trace), printed(reading)] {
                expectNothing(of: number, in: text)
                #expect(!text.contains("DOE"))
            }
        }
    }

    @Test("An identifier prints as kind and length, in a trace as its last four")
    func identifiers() throws {
        let number = "8134987654"
        let rules = try recogniser(RuleDescription(prefix: "8134", track: 2, produces: "staff"))
        var trace = Trace()
        let recognition = rules.recognise(swipe(";\(number)?"), trace: &trace)
        #expect(!printed(recognition).contains("7654"))
        #expect(!trace.description.contains("87654"))
        #expect(trace.description.contains("******7654"))
        let looked = Recogniser().recognise(label(number))
        #expect(!printed(looked).contains("7654"))
        #expect("\(looked)" == "lookUp(2 spellings of a barcodeCard)")
    }

    @Test(
        "Evidence and judgements say what they are, in words", arguments: PaymentEvidence.allCases)
    func words(evidence: PaymentEvidence) {
        #expect(evidence.sentence.contains(" "))
        #expect(
            !evidence.sentence.contains { "0"..."9" ~= $0 } || evidence.sentence.contains("track"))
    }

    /// Everything that printing, reflection and dumping show.
    private func printed<Value>(_ value: Value) -> String {
        var text = "\(value) \(String(reflecting: value)) "
        dump(value, to: &text)
        for child in Mirror(reflecting: value).children { text += " \(child)" }
        return text
    }

    private func expectNothing(of number: String, in text: String) {
        let digits = Array(number)
        for start in 0...(digits.count - 5) {
            let part = String(digits[start..<(start + 5)])
            #expect(!text.contains(part), "five digits of the card are shown")
        }
    }
}
