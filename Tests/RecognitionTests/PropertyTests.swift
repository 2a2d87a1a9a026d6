import Decoding
import Identity
import Recognition
import TestSupport
import Testing

@Suite("Whatever is read")
struct PropertyTests {
    /// Pieces that decide between one path of the guard and another.
    private static let pieces = [
        "%", "B", "b", ";", "+", "?", "=", "^", "$", "*", "****", "\t", " ", "-", "\u{1D}", "|",
        "4111111111111111", "000000000000", "636010", "8018", "000201", "hQVDUFYwM", "VxNBERE",
        "@\nANSI 636010", "https://x.example/8018/", "12", "29", "8134000123", "00499999", "é", "]",
    ]

    @Test("No text crashes, and with a trace the result is the same", arguments: 0..<8)
    func noCrash(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let rules = try exampleRules()
        for _ in 0..<400 {
            let reading = anyReading(&random)
            var trace = Trace()
            let traced = rules.recognise(reading, trace: &trace)
            #expect(traced == rules.recognise(reading))
            #expect(!"\(traced) \(trace)".isEmpty)
            _ = rules.cardGuard.isSuspect(reading.text.span)
        }
    }

    @Test("No settings crash", arguments: 0..<4)
    func noCrashOfRules(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<300 {
            let rules = (0..<3).map { _ in anyRule(&random) }
            do throws(RuleErrors) {
                let recogniser = Recogniser(rules: try RuleSet(rules))
                for _ in 0..<5 { _ = recogniser.recognise(anyReading(&random)) }
            } catch {
                #expect(!error.errors.isEmpty && !error.description.isEmpty)
            }
        }
    }

    @Test("A number of a payment brand is suppressed wherever it stands", arguments: 0..<4)
    func brands(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let prefixes = [
            "4", "51", "55", "2221", "2720", "34", "37", "300", "305", "36", "38", "39", "6011",
            "644",
            "65", "2131", "1800", "3528", "3589", "62", "81", "50", "56", "58", "63", "67", "2200",
            "2204", "9792", "4011", "5041", "5066", "509", "6277", "606282", "506099", "506198",
        ]
        for prefix in prefixes {
            let count = Int.random(in: 14...19, using: &random)
            let payload = prefix + random.digits(count - 1 - prefix.count)
            let number = payload + check(of: payload, by: CheckDigit.luhn)
            for reading in [
                label(number, .code128), typed(number), typed("no. \(number)"),
                swipe(";\(number)?"), swipe("%X\(number)^Y?"), swipe("+\(number)?"),
            ] {
                #expect(outcome(Recogniser(), reading).hasPrefix("suppressed"), "\(prefix)…")
            }
            // Without label, a GTIN-14, or a GTIN-12 or 13 and its add-on, is a product's unless
            // the brand has such numbers.
            let digits = Array(number)
            let ends = [14: [14, 12], 15: [13], 17: [12], 18: [13]][count] ?? []
            let isProduct = ends.contains { end in
                check(of: String(digits[..<(end - 1)]), by: CheckDigit.gs1)
                    == String(digits[end - 1])
            }
            let isPress = ["378", "379"].contains(number.prefix(3)) && digits[12] != "0"
            let hasSuchNumbers =
                ["300", "305", "36", "38", "39", "50", "56", "58", "63", "67"].contains(prefix)
                || count > 14 && ["2131", "1800"].contains(prefix)
                || count == 15 && ["34", "37"].contains(prefix) && !isPress
                || count > 16
                    && ["6011", "644", "65", "3528", "62", "81", "2200"].contains(prefix)
            if isProduct, !hasSuchNumbers { continue }
            #expect(outcome(Recogniser(), label(number)).hasPrefix("suppressed"), "\(prefix)…")
        }
    }

    @Test("All spellings of a UPC-A number lead to the same identifier", arguments: 0..<4)
    func spellings(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<200 {
            let payload = random.digits(11)
            let full = payload + check(of: payload, by: CheckDigit.gs1)
            let expected = Identifier(kind: .barcodeCard, "00" + payload)
            for reading in [
                label(full, .upcA), label("0" + full, .ean13), label("0" + full, .eanUPC),
                label(full),
                label("0" + full), label(payload), label("00" + payload), typed(payload),
                typed(full),
            ] {
                guard case .lookUp(let spellings) = Recogniser().recognise(reading) else {
                    Issue.record("\(reading) is not looked up")
                    continue
                }
                #expect((0..<spellings.count).contains { spellings[$0] == expected })
                #expect(reading.symbology == nil || spellings.count == 1)
            }
        }
    }

    private func check(of payload: String, by digit: (Span<UInt8>) -> UInt8?) -> String {
        let bytes = Array(payload.utf8)
        return digit(bytes.span).map { String(UnicodeScalar($0)) } ?? ""
    }

    private func anyReading(_ random: inout SeededGenerator) -> Reading {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            if Int.random(in: 0...3, using: &random) == 0 {
                bytes += random.digits(Int.random(in: 0...22, using: &random)).utf8
            } else if Int.random(in: 0...9, using: &random) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &random))
            } else {
                bytes += (Self.pieces.randomElement(using: &random) ?? "").utf8
            }
        }
        var reading = Reading(
            kind: ReadingKind.allCases.randomElement(using: &random) ?? .barcode,
            entryMode: EntryMode.allCases.randomElement(using: &random) ?? .keyed, text: bytes.span,
            symbology: Bool.random(using: &random)
                ? Symbology.allCases.randomElement(using: &random) : nil,
            isGS1: Int.random(in: 0...3, using: &random) == 0)
        for track in 1...3 where Bool.random(using: &random) {
            let limit = bytes.count + 3
            reading.tracks[track] = Tracks.Place(
                start: Int.random(in: -3...limit, using: &random),
                end: Int.random(in: -3...limit, using: &random))
        }
        return reading
    }

    private func anyRule(_ random: inout SeededGenerator) -> RuleDescription {
        func maybe<Value>(_ value: Value) -> Value? {
            Int.random(in: 0...2, using: &random) == 0 ? value : nil
        }
        func text() -> String { Self.pieces.randomElement(using: &random) ?? "" }
        func number() -> Int { Int.random(in: -1...30, using: &random) }
        var rule = RuleDescription(name: maybe("rule"), kinds: maybe(["magstripe"]))
        rule.prefix = maybe(text() + text())
        if rule.prefix == nil { rule.mask = maybe(text() + "?" + text()) }
        rule.range = maybe([random.digits(3), random.digits(3)])
        rule.length = maybe(number())
        rule.digits = maybe(number())
        rule.symbology = maybe("qr")
        rule.track = maybe(number())
        rule.from = maybe(number())
        rule.to = maybe(number())
        rule.transcode = maybe(
            ["digitsOnly", "upper", "em4100", "reverseBytes", ""].randomElement(using: &random)
                ?? "")
        rule.produces = ["staff", "coupon", "phone", "read", "nothing"].randomElement(
            using: &random)
        return rule
    }
}

extension SeededGenerator {
    /// That many random digits.
    fileprivate mutating func digits(_ count: Int) -> String {
        (0..<count).reduce(into: "") { text, _ in
            text += String(Int.random(in: 0...9, using: &self))
        }
    }
}
