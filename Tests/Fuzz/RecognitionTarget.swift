import Decoding
import Identity

@testable import Recognition

extension FuzzTarget {
    /// The payment-card guard and the rules. Byte 0: the kind; 1: how it came in; 2: the symbology
    /// and GS1; 3: how many rules; 4 to 9: where the tracks lie. Then the rules and the text.
    static let recognition = FuzzTarget(
        name: "recognition",
        seeds: {
            let cards = [
                "4111111111111111", "378282246310005", ";5555555555554444=29121010000000000?",
                "%B5452300551227189^HOGAN/PAUL      ^08043210000000725000000?",
                "https://id.gs1.org/8018/385888000000000004", "no. 6011 1111 1111 1117",
            ]
            return cards.map { seed(kind: 1, Array($0.utf8)) }
                + Corpus.readings.map { reading in
                    let kind = ReadingKind.allCases.firstIndex(of: reading.kind) ?? 0
                    return seed(kind: UInt8(kind), reading.text.array)
                }
        },
        run: { bytes in
            var input = Input(bytes)
            let kind = input.word(ReadingKind.self)
            let mode = input.word(EntryMode.self)
            let symbology = input.byte()
            let ruleCount = Int(input.byte() % 4)
            let places = (0..<6).map { _ in Int(input.byte()) - 4 }
            let rules = (0..<ruleCount).map { _ in rule(&input) }
            let text = input.all()
            var reading = Reading(
                kind: kind, entryMode: mode, text: text.span,
                symbology: symbology >= 128
                    ? nil : Symbology.allCases[Int(symbology) % Symbology.allCases.count],
                isGS1: symbology & 64 != 0)
            for number in 1...3 where kind == .magstripe {
                reading.tracks[number] = Tracks.Place(
                    start: places[number * 2 - 2], end: places[number * 2 - 1])
            }
            expectNoPaymentCard(in: reading)
            let guarding = PaymentCardGuard()
            _ = guarding.isSuspect(text.span)
            do throws(RuleErrors) {
                let recogniser = Recogniser(rules: try RuleSet(rules))
                var trace = Trace()
                let traced = recogniser.recognise(reading, trace: &trace)
                hold(traced == recogniser.recognise(reading), "a trace changes the result")
                hold(!"\(traced) \(trace)".isEmpty, "nothing said")
                if case .suppressed = guarding.judge(reading).outcome {
                    guard case .suppressed = traced else { fatalError("the guard was passed by") }
                }
            } catch {
                hold(!error.description.isEmpty, "nothing said")
            }
        })

    private static func seed(kind: UInt8, _ text: [UInt8]) -> [UInt8] {
        [kind, 0, 128, 0, 0, 0, 0, 0, 0, 0] + text
    }

    private static func rule(_ input: inout Input) -> RuleDescription {
        let has = input.byte()
        var rule = RuleDescription()
        func text() -> String {
            String(decoding: input.bytes(Int(input.byte() % 24)), as: UTF8.self)
        }
        func number() -> Int { Int(Int8(bitPattern: input.byte())) }
        if has & 1 != 0 { rule.prefix = text() }
        if has & 2 != 0 { rule.mask = text() }
        if has & 4 != 0 { rule.range = [text(), text()] }
        if has & 8 != 0 { rule.length = number() }
        if has & 16 != 0 { rule.digits = number() }
        if has & 32 != 0 { (rule.from, rule.to) = (number(), number()) }
        if has & 64 != 0 { rule.transcode = input.word(Transcoding.self).rawValue }
        if has & 128 != 0 { rule.track = number() }
        let products = ["staff", "coupon", "phone", "barcodeCard", "read", "ignore", "bearer"]
        rule.produces = products[Int(input.byte()) % products.count]
        return rule
    }
}

extension PaymentCardGuard.Judgement {
    fileprivate var outcome: Recognition {
        switch self {
        case .paymentCard(let evidence): .suppressed(evidence)
        case .licence: .licence
        case .clear: .malformed(.noData)
        }
    }
}

/// No identifier that recognition makes of a reading is a payment card's number: in a brand's
/// range, of its length, and good by the Luhn formula. What the reader itself calls a trade number
/// or the network a telephone number is none.
func expectNoPaymentCard(in reading: Reading) {
    guard reading.entryMode != .incomingCall, reading.symbology?.isTradeNumber != true else {
        return
    }
    switch Recogniser().recognise(reading) {
    case .identifier(let identifier, _), .staff(let identifier, _), .bearer(let identifier, _):
        expectNoPaymentCard(identifier)
    case .lookUp(let spellings):
        for index in 0..<spellings.count { expectNoPaymentCard(spellings[index]) }
    case .suppressed, .licence, .unusable, .malformed, .ignored, .coupon, .plain: break
    }
}

private func expectNoPaymentCard(_ identifier: Identifier) {
    let number = identifier.value
    // A number that also checks as a trade number can be one.
    guard number.count >= 14, IssuerRange.covers(number.span),
        CheckDigit.isValidLuhn(number.span), !CheckDigit.isValidGS1(number.span)
    else { return }
    fatalError("a payment card's number got through")
}

extension Symbology {
    fileprivate var isTradeNumber: Bool { isEANUPC || self == .itf14 }
}
