import Identity
import Testing

@testable import Recognition

/// What a chip card or contactless card is looked up as, and which rules are for it.
struct CardRuleTests {
    private static let rules = [
        RuleDescription(
            name: "club chip", prefix: "81", length: 10, part: "application",
            application: "club chip", produces: "smartCard"),
        RuleDescription(
            name: "wallet", mask: "https://club.example/*", part: "ndef", from: 22,
            produces: "memberNumber"),
        RuleDescription(
            name: "staff tags", prefix: "04", length: 14, part: "uid", produces: "staff"),
    ]

    @Test(
        "A card's text goes through the rules for its part, then its number does",
        arguments: [
            (CardPart.application, "club chip", "8134567890", "", "smartCard 8134567890 by 0"),
            (.application, "other", "8134567890", "", "look up contactlessTag 8134567890"),
            (.ndef, "", "https://club.example/10412", "0476BFE1BF0280", "memberNumber 10412 by 1"),
            (.ndef, "", "hello", "0476BFE1BF0280", "staff contactlessTag 0476BFE1BF0280 by 2"),
            (
                .ndef, "", "hello", "0576BFE1BF0280",
                "look up contactlessTag hello contactlessTag 0576BFE1BF0280"
            ),
            (
                .uid, "", "0476BFE1BF0280", "0476BFE1BF0280",
                "staff contactlessTag 0476BFE1BF0280 by 2"
            ),
            (
                .uid, "", "3536403172", "E43AC9D2",
                "look up contactlessTag 3536403172 contactlessTag E43AC9D2"
            ),
        ] as [(CardPart, String, String, String, String)])
    func parts(
        part: CardPart, application: String, text: String, uid: String, expected: String
    ) throws {
        let recogniser = Recogniser(rules: try RuleSet(Self.rules))
        var reading = Reading(
            kind: .contactless, entryMode: .contactless, text: Array(text.utf8).span)
        let bytes = stride(from: 0, to: uid.count, by: 2).compactMap { index in
            UInt8(uid.dropFirst(index).prefix(2), radix: 16)
        }
        reading.card = CardSource(
            part: part, application: Bytes(application), uid: Bytes(bytes.span))
        #expect(outcome(recogniser, reading) == expected)
        var trace = Trace()
        _ = recogniser.recognise(reading, trace: &trace)
        #expect(!trace.steps.isEmpty)
    }

    @Test("What a card turned out to be goes before every rule", arguments: CardFinding.allCases)
    func findings(finding: CardFinding) throws {
        let rules = [RuleDescription(name: "all", mask: "8*", produces: "smartCard")]
        var reading = Reading(kind: .smartCard, entryMode: .icc, text: Array("8134".utf8).span)
        reading.card = CardSource(finding: finding)
        let expected =
            switch finding {
            case .paymentApplication: "suppressed paymentApplication"
            case .licence: "licence"
            default: finding.rawValue
            }
        #expect(outcome(Recogniser(rules: try RuleSet(rules)), reading) == expected)
    }

    @Test("A payment card's number that an application gives is suppressed like any other")
    func guarded() {
        var reading = Reading(
            kind: .smartCard, entryMode: .icc, text: Array("4111111111111111".utf8).span)
        reading.card = CardSource(part: .application, application: Bytes("club"))
        #expect(outcome(Recogniser(), reading).hasPrefix("suppressed"))
    }

    @Test(
        "A rule's part and application are checked",
        arguments: [
            (RuleDescription(prefix: "8", part: "chip", produces: "smartCard"), "part is \"chip\""),
            (
                RuleDescription(
                    kinds: ["barcode"], prefix: "8", part: "uid", produces: "smartCard"),
                "has a part"
            ),
            (
                RuleDescription(prefix: "8", part: "uid", application: "x", produces: "smartCard"),
                "application"
            ),
        ])
    func refused(rule: RuleDescription, words: String) {
        do throws(RuleError) {
            _ = try Rule(rule)
            Issue.record("the rule was taken")
        } catch {
            #expect(error.description.contains(words))
        }
    }
}
