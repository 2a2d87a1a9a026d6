import Identity
import LaneLink
import Pipeline
import Recognition
import Testing

/// A directory of a few made-up customers.
private struct Table: Resolver {
    var isBroken = false
    var suspended = false

    private func customer(_ number: String, _ name: String) -> Customer {
        Customer(
            number: Bytes(number), name: Bytes(name), kind: .individual,
            status: suspended ? .inactive : .active)
    }

    func holder(of identifier: borrowing Identifier) throws(ResolverError) -> Holder {
        guard !isBroken else { throw ResolverError("the disk is gone") }
        switch String(identifier.value) {
        case "0040122900001", "1", "8134000017":
            var holding = Holding(customer: customer("1", "Iva Horvat"), key: 1, shopperCount: 1)
            holding.shopper = Shopper(number: 1, name: Bytes("Iva Horvat"))
            if suspended {
                holding.refusal = Refusal(
                    reason: .suspended, level: .customer,
                    since: CalendarDate(year: 2026, month: 1, day: 31))
            }
            return .customer(holding)
        case "0040122900002", "2":
            return .customer(Holding(customer: customer("2", "Ana & Ben"), key: 2, shopperCount: 2))
        case "0040122900003": return .staff(name: Bytes("Mia"))
        case "0040122900004": return .bearer
        case "+16125550142": return .several
        default: return .nobody
        }
    }

    func shoppers(of holding: borrowing Holding) throws(ResolverError) -> [Candidate] {
        ["Ana", "Ben"].enumerated().map { index, name in
            Candidate(
                id: Bytes("\(index + 1)"), customer: customer("2", "Ana & Ben"),
                shopper: Shopper(number: index + 1, name: Bytes(name)))
        }
    }

    func candidates(for identifier: borrowing Identifier) throws(ResolverError) -> [Candidate] {
        [
            Candidate(id: Bytes("3"), customer: customer("3", "Lea")),
            Candidate(
                id: Bytes("4"), customer: customer("4", "Tom"),
                refusal: Refusal(reason: .inactive, level: .customer)),
        ]
    }
}

struct PipelineTests {
    private let rules = [
        RuleDescription(
            name: "coupon", kinds: ["barcode"], prefix: "00499999", digits: 13, produces: "coupon"),
        RuleDescription(
            name: "stripe", kinds: ["magstripe"], prefix: "8134", length: 10, track: 2,
            produces: "magneticCard"),
        RuleDescription(
            name: "till roll", kinds: ["barcode"], mask: "Z*", produces: "ignore"),
    ]

    private func event(
        _ reading: Reading, resolver: Table = Table(), shopper: ShopperPolicy = .account
    ) throws -> (Event?, String) {
        let pipeline = EventPipeline(recogniser: Recogniser(rules: try RuleSet(rules)))
        var reading = reading
        var resolver = resolver
        let event = pipeline.event(
            of: &reading, from: Self.source, policy: shopper, resolver: &resolver)
        return (event, event.map { Self.body($0, reading) } ?? "")
    }

    private static let source = Event.Source(
        lane: Bytes("L1"), device: Bytes("front"), time: WallTime(milliseconds: 0))

    private static func body(_ event: Event, _ reading: Reading? = nil) -> String {
        var line = LineBuffer()
        if let reading {
            line.body(of: event, reading: reading.text.span)
        } else {
            line.body(of: event, reading: Span())
        }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    private func run(
        _ reading: Reading, resolver: Table = Table(), shopper: ShopperPolicy = .account
    ) throws -> (OutcomeKind?, String) {
        let (event, body) = try event(reading, resolver: resolver, shopper: shopper)
        return (event?.outcome.kind, body)
    }

    private func barcode(_ text: String, _ symbology: Symbology? = nil) -> Reading {
        .barcode(Array(text.utf8).span, symbology: symbology)
    }

    @Test(
        "Each outcome has its members",
        arguments: [
            (
                "0040122900001", OutcomeKind.identified,
                #""customer":{"number":"1","name":"Iva Horvat","kind":"individual","status":"active"},"shopper":{"number":1,"name":"Iva Horvat"}"#
            ),
            ("0040122900002", .identified, #""customer":{"number":"2""#),
            ("0040122900003", .staff, #""employee":{"name":"Mia"}"#),
            (
                "0040122900004", .bearer,
                #""identifier":{"kind":"barcodeCard","masked":"*********0004"}"#
            ),
            ("499999000014", .coupon, #""value":"0049999900001""#),
            ("4006381333931", .read, #""value":"4006381333931""#),
        ])
    func outcomes(text: String, outcome: OutcomeKind, part: String) throws {
        let (found, body) = try run(barcode(text))
        #expect(found == outcome)
        #expect(
            body.hasPrefix(
                #""lane":"L1","time":"1970-01-01T00:00:00.000Z","device":"front","outcome":"\#(outcome.rawValue)","entryMode":"Scanned","assurance":"possession","reading":"barcode""#
            ))
        #expect(body.contains(part), "\(body)")
    }

    @Test("An account's shoppers are asked for, or not, as the lane wants it")
    func policies() throws {
        let card = barcode("0040122900002")
        let account = try run(card, shopper: .account)
        #expect(account.0 == .identified)
        #expect(!account.1.contains("shopper"))
        let holder = try run(card, shopper: .holder)
        #expect(holder.1.contains(#""shopper":{"number":1,"name":"Ana"}"#))
        let ask = try run(card, shopper: .ask)
        #expect(ask.0 == .choose)
        #expect(ask.1.contains(#""candidates":[{"id":"1","customer":{"#))
    }

    @Test("Several holders: those who may be served are offered, and one alone is identified")
    func several() throws {
        let call = Reading(
            kind: .phone, entryMode: .incomingCall, text: Array("+16125550142".utf8).span)
        let (outcome, body) = try run(call)
        #expect(outcome == .identified)
        #expect(body.contains(#""assurance":"claim""#))
        #expect(body.contains(#""name":"Lea""#))
    }

    @Test("Who may not be served is refused, with reason, level and date")
    func refusal() throws {
        let (outcome, body) = try run(
            barcode("0040122900001"), resolver: Table(suspended: true))
        #expect(outcome == .refused)
        #expect(body.contains(#""reason":"suspended","level":"customer","since":"2026-01-31""#))
        #expect(body.contains(#""name":"Iva Horvat""#))
    }

    @Test("A directory that cannot answer identifies nobody, refuses nobody, and is said")
    func broken() throws {
        let (read, body) = try run(barcode("0040122900001"), resolver: Table(isBroken: true))
        #expect(read == .read)
        #expect(body.contains(#""directory":"unavailable""#))
        var tracks = Tracks()
        tracks[2] = .init(start: 1, end: 11)
        let swipe = Reading.magstripe(Array(";8134000017?".utf8).span, tracks: tracks)
        let (unknown, swiped) = try run(swipe, resolver: Table(isBroken: true))
        #expect(unknown == .unknown)
        #expect(swiped.contains(#""directory":"unavailable""#))
    }

    @Test("A rule may say that a reading is nothing")
    func ignored() throws {
        let (outcome, body) = try run(barcode("Z0042"))
        #expect(outcome == nil)
        #expect(body.isEmpty)
    }

    @Test("A choice is answered by looking the customer up anew")
    func answers() throws {
        let pipeline = EventPipeline(recogniser: Recogniser(rules: RuleSet()))
        let asked = try event(barcode("0040122900002"), shopper: .ask)
        // Also when it was read back from the journal.
        for choice in [asked.0, Event(body: Array(asked.1.utf8).span)] {
            let choice = try #require(choice)
            var table = Table()
            func answer(_ candidate: String) throws(ChoiceError) -> Event {
                try pipeline.answer(
                    to: choice, of: 45, candidate: candidate,
                    from: Event.Source(
                        lane: Bytes("L1"), device: choice.source.device,
                        time: WallTime(milliseconds: 5)),
                    resolver: &table)
            }
            let answered = try answer("2")
            #expect(answered.replyTo == 45 && answered.customer?.number == Bytes("2"))
            #expect(answered.shopper == Shopper(number: 2, name: Bytes("Ben")))
            let text = Self.body(answered)
            #expect(text.contains(#""replyTo":45,"#))
            #expect(text.contains(#""masked":"*********0002""#))
            #expect(text.contains(#""shopper":{"number":2,"name":"Ben"}"#))
            #expect(throws: ChoiceError.noSuchCandidate) { try answer("9") }
            table.isBroken = true
            #expect(throws: ChoiceError.unavailable(ResolverError("the disk is gone"))) {
                try answer("1")
            }
        }
    }

    @Test(
        "No digit of a payment card is in the event, nor left in the reading",
        arguments: [
            "%B4111111111111111^A/B^29121010000000000?;4111111111111111=29121010000000000?",
            ";5454545454545454=29121010000000000?",
        ])
    func paymentCards(text: String) throws {
        var tracks = Tracks()
        let bytes = Array(text.utf8)
        if let start = bytes.firstIndex(of: UInt8(ascii: ";")) {
            tracks[2] = .init(start: start + 1, end: bytes.count - 1)
        }
        if bytes[0] == UInt8(ascii: "%") {
            let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? 1
            tracks[1] = .init(start: 1, end: end)
        }
        let (outcome, body) = try run(.magstripe(bytes.span, tracks: tracks))
        #expect(outcome == .suppressed)
        #expect(!body.contains("4111"))
        #expect(!body.contains("5454"))
        #expect(!body.contains("identifier"))
    }
}
