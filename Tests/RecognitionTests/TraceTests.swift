import Identity
import Recognition
import Testing

@Suite("The trace of a recognition")
struct TraceTests {
    @Test("It says which rules were tried on which spelling, and why they did not match")
    func steps() throws {
        let rules = try recogniser(
            RuleDescription(name: "phones", kinds: ["phone"], prefix: "1", produces: "phone"),
            RuleDescription(name: "squares", prefix: "1", symbology: "qr", produces: "external"),
            RuleDescription(name: "stripes", prefix: "1", track: 2, produces: "external"),
            RuleDescription(name: "short", prefix: "4999", length: 5, produces: "external"),
            RuleDescription(name: "coupon", prefix: "00499999", digits: 13, produces: "coupon"))
        var trace = Trace()
        let found = rules.recognise(label("49999900001"), trace: &trace)
        #expect(found == rules.recognise(label("49999900001")))
        #expect(trace.judgement == .clear)
        #expect(
            trace.description == """
                guard: not a payment card
                rule 1 "phones": is for other kinds of reading
                rule 2 "squares": asks for a symbology, and the reader did not say one
                rule 3 "stripes": is for other kinds of reading
                rule 4 "short" on asRead *******0001: the length does not match
                rule 4 "short" on zeroFilled *********0001: the length does not match
                rule 5 "coupon" on asRead *******0001: a coupon's number is tried in its 13-digit form only
                rule 5 "coupon" on zeroFilled *********0001: matched, gives *********0001
                """)
    }

    @Test("A swipe's trace names the tracks")
    func tracks() throws {
        var trace = Trace()
        let rules = try recogniser(
            RuleDescription(name: "first", prefix: "A", track: 1, produces: "staff"),
            RuleDescription(name: "second", prefix: "8134", track: 2, from: 7, produces: "staff"))
        _ = rules.recognise(swipe(";8134=0512?"), trace: &trace)
        #expect(
            trace.description == """
                guard: not a payment card
                rule 1 "first": the card has nothing on its track
                rule 2 "second" on accountField of track 2 **34: \
                the pattern matches, but the positions to take out lie past the end
                rule 2 "second" on wholeTrack of track 2 *****0512: matched, gives **2
                """)
    }

    @Test("Nothing follows the guard's word on a payment card")
    func guarded() throws {
        var trace = Trace()
        let rules = try recogniser(RuleDescription(prefix: "4", produces: "external"))
        _ = rules.recognise(swipe(";4111111111111111=29121010000?"), trace: &trace)
        #expect(trace.steps.isEmpty)
        #expect(trace.judgement == .paymentCard(.bankTrack2))
        #expect(
            trace.description
                == "guard: a payment card: track 2 has the form of a bank card: a card number, expiry and service code"
        )
        _ = rules.recognise(label("@ANSI 636010040002DL", .pdf417), trace: &trace)
        #expect(trace.description == "guard: a driving licence: refused, for it is personal data")
        #expect(Trace().description == "guard: not asked yet")
    }

    @Test("With and without a trace, the recognition is the same", arguments: RuleSamples.readings)
    func same(reading: Reading) throws {
        var trace = Trace()
        let rules = try exampleRules()
        let traced = rules.recognise(reading, trace: &trace)
        #expect(traced == rules.recognise(reading))
        #expect(trace.judgement != nil)
    }
}

/// Readings of every kind.
enum RuleSamples {
    static let readings = [
        label("49999900001"), label("0499999000014", .ean13), label("Z1", .code128), label("", .qr),
        swipe(";8134000123?"), swipe("%B4111111111111111^A/B^29121010000?"), swipe(";E?"),
        reading(.phone, "+38515551234"), typed("8199000123", .magstripe),
    ]
}
