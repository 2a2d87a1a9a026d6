import Recognition
import Testing

@Suite("Rules that are refused")
struct RuleCheckTests {
    @Test(
        "A rule that could match everything does not exist",
        arguments: [
            (RuleDescription(), RuleProblem.noPattern),
            (.init(kinds: ["barcode"]), .noPattern),
            (.init(prefix: ""), .matchesEverything(key: "prefix")),
            (.init(prefix: "", digits: 13), .matchesEverything(key: "prefix")),
            (.init(mask: ""), .matchesEverything(key: "mask")),
            (.init(mask: "*"), .matchesEverything(key: "mask")),
            (.init(mask: "?"), .matchesEverything(key: "mask")),
            (.init(mask: "????*"), .matchesEverything(key: "mask")),
            (.init(mask: "**"), .tailNotLast),
        ])
    func everything(rule: RuleDescription, problem: RuleProblem) {
        expect(rule, problem)
    }

    @Test(
        "A rule that contradicts itself is refused",
        arguments: [
            (
                RuleDescription(prefix: "1", mask: "1"),
                RuleProblem.severalPatterns(["prefix", "mask"])
            ),
            (.init(mask: "1", range: ["1", "2"]), .severalPatterns(["mask", "range"])),
            (.init(prefix: "1", length: 3, digits: 3), .contradict(key: "length", other: "digits")),
            (.init(length: 3, mask: "1"), .needs(key: "length", other: "prefix")),
            (.init(digits: 3, range: ["1", "2"]), .needs(key: "digits", other: "prefix")),
            (.init(prefix: "1", length: 0), .outside(key: "length", value: 0, limits: 1...2048)),
            (.init(prefix: "1", digits: -1), .outside(key: "digits", value: -1, limits: 1...2048)),
            (.init(prefix: "123", length: 2), .shorterThanPrefix(key: "length")),
            (.init(prefix: "123", digits: 2), .shorterThanPrefix(key: "digits")),
            (.init(prefix: "A1", digits: 3), .prefixNotDigits),
            (
                .init(prefix: String(repeating: "1", count: 129)),
                .tooLong(key: "prefix", limit: 128)
            ),
            (.init(mask: String(repeating: "1", count: 129)), .tooLong(key: "mask", limit: 128)),
            (.init(mask: "1*2"), .tailNotLast),
            (.init(range: []), .badRange), (.init(range: ["1"]), .badRange),
            (.init(range: ["", ""]), .badRange),
            (.init(range: ["1", "22"]), .badRange), (.init(range: ["2", "1"]), .badRange),
            (.init(range: ["A1", "B2"]), .badRange), (.init(range: ["1A", "12"]), .badRange),
            (.init(prefix: "1", track: 0), .outside(key: "track", value: 0, limits: 1...3)),
            (.init(prefix: "1", track: 4), .outside(key: "track", value: 4, limits: 1...3)),
            (
                .init(prefix: "1", symbology: "qr", track: 2),
                .contradict(key: "track", other: "symbology")
            ),
            (
                .init(kinds: ["barcode"], prefix: "1", track: 2),
                .kindHasNone(key: "track", kind: "magstripe")
            ),
            (
                .init(kinds: ["phone"], prefix: "1", symbology: "qr"),
                .kindHasNone(key: "symbology", kind: "barcode")
            ),
            (.init(prefix: "1", from: 0), .outside(key: "from", value: 0, limits: 1...2048)),
            (.init(prefix: "1", to: 2049), .outside(key: "to", value: 2049, limits: 1...2048)),
            (.init(prefix: "1", from: 3, to: 2), .positionsReversed(from: 3, to: 2)),
        ])
    func contradictions(rule: RuleDescription, problem: RuleProblem) {
        expect(rule, problem)
    }

    @Test(
        "A coupon is a barcode's 13 digits",
        arguments: [
            (RuleDescription(prefix: "4", length: 12), RuleProblem.couponForm(key: "length")),
            (.init(prefix: "4", digits: 12), .couponForm(key: "digits")),
            (.init(prefix: "4", from: 2), .couponForm(key: "from")),
            (.init(prefix: "4", to: 2), .couponForm(key: "to")),
            (.init(prefix: "4", transcode: "upper"), .couponForm(key: "transcode")),
            (.init(kinds: ["magstripe"], prefix: "4"), .couponOnOtherKinds),
            (.init(prefix: "4", track: 2), .couponOnOtherKinds),
        ])
    func coupons(rule: RuleDescription, problem: RuleProblem) {
        expect(rule, problem, produces: "coupon")
    }

    @Test(
        "An unknown word is refused with the words there are",
        arguments: [
            (RuleDescription(kinds: ["barcode", "card"], prefix: "1"), "card", "barcode"),
            (.init(prefix: "1", symbology: "ean"), "ean", "ean13"),
            (.init(prefix: "1", transcode: "lower"), "lower", "digitsOnly"),
            (.init(prefix: "1", produces: "customer"), "customer", "memberNumber"),
        ])
    func words(rule: RuleDescription, word: String, known: String) throws {
        var rule = rule
        rule.name = "mine"
        rule.produces = rule.produces ?? "external"
        let error = try #require(throws: RuleError.self) { try Rule(rule) }
        #expect(error.description.contains("\"\(word)\""))
        #expect(error.description.contains(known))
        #expect(error.description.hasPrefix("rule \"mine\": "))
    }

    @Test("A rule without a product is refused")
    func noProduct() {
        #expect(throws: RuleError(name: "", problem: .noProduct)) {
            try Rule(RuleDescription(prefix: "1"))
        }
    }

    @Test("All problems of all rules are told, each with its place and name")
    func all() throws {
        let rules = [
            RuleDescription(name: "a", prefix: "", transcode: "lower", produces: "customer"),
            RuleDescription(name: "b", prefix: "1", produces: "read"),
            RuleDescription(mask: "*", produces: "read"),
            RuleDescription(name: "b", prefix: "2", produces: "read"),
        ]
        let errors = try #require(throws: RuleErrors.self) { try RuleSet(rules) }.errors
        #expect(errors.map(\.index) == [0, 0, 0, 2, 3])
        #expect(errors.map(\.name) == ["a", "a", "a", "", "b"])
        #expect(errors.last?.problem == .nameTaken(by: 1))
        #expect(
            errors[3].description
                == "rule 3: would match everything: its mask must hold at least one character of its own"
        )
    }

    @Test("Names stand in for missing ones")
    func names() throws {
        let set = try RuleSet([
            RuleDescription(name: "a", prefix: "1", produces: "read"),
            RuleDescription(prefix: "2", produces: "read"),
        ])
        #expect(set.name(of: 0) == "a")
        #expect(set.name(of: 1) == "rule 2")
        #expect(set.name(of: 2) == "")
    }

    private func expect(
        _ rule: RuleDescription, _ problem: RuleProblem, produces: String = "external"
    ) {
        var rule = rule
        rule.name = "mine"
        rule.produces = produces
        #expect(throws: RuleError(name: "mine", problem: problem)) { try Rule(rule) }
        #expect(problem.description.count > 10)
    }
}
