import Directory
import DirectorySupport
import Identity
import LaneLink
import Pipeline
import Recognition
import SQLite
import Testing
import Transport

@testable import Configuration
@testable import Lanes

/// `identify {name}`: a name goes by the lane's policy, as a number does.
@Suite struct TypedNameTests {
    private let shop: Shop
    private static let source = Event.Source(
        lane: Bytes("L1"), device: Bytes(), time: WallTime(milliseconds: 0))

    init() throws {
        shop = try Shop()
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "500", name: "Iva Harsh")
            try editor.add(.organisation, number: "70", name: "Acme")
            try editor.addShopper(to: "70", name: "June Roy")
            try editor.addShopper(to: "70", name: "Kim Poe")
            try editor.add(.individual, number: "501", name: "Sam Lind")
            try editor.suspend(true, customer: "501")
            try editor.add(.individual, number: "502", name: "Kim Lind")
        }
    }

    private func event(
        _ name: String, _ policy: ShopperPolicy = .account
    ) throws -> Event {
        let keeper = DirectoryKeeper(
            path: shop.path, log: Log(withPriority: false), now: { .now },
            storeTime: { StoreTime(date: CalendarDate(daysSinceEpoch: 20_515), seconds: 500) })
        var resolver = keeper
        let pipeline = EventPipeline(recogniser: Recogniser(rules: try RuleSet([])))
        return pipeline.event(
            ofNamed: try keeper.customers(named: name), from: Self.source, policy: policy,
            resolver: &resolver)
    }

    /// The outcome in a word or two.
    private func told(_ name: String, _ policy: ShopperPolicy) throws -> String {
        switch try event(name, policy).outcome {
        case .identified(let who):
            "\(String(who.customer.number))/\(who.shopper?.number ?? 0)"
        case .choose(let candidates, _):
            "choose " + candidates.map { String($0.id) }.joined(separator: " ")
        case .refused(let refusal, let customer):
            "\(customer.map { String($0.number) } ?? "") \(refusal.reason)"
        case let other: "\(other.kind)"
        }
    }

    @Test(
        "T-4: one customer of a name is identified, refused or asked about as by number",
        arguments: [
            ("iva", ShopperPolicy.account, "500/1"), ("iva", .ask, "500/1"),
            ("acme", .account, "70/0"), ("acme", .holder, "70/1"), ("acme", .ask, "choose 1 2"),
            ("june", .account, "70/1"), ("june", .holder, "70/1"), ("june", .ask, "choose 1 2"),
            ("sam", .account, "501 suspended"), ("nobody", .account, "unknown"),
            // Who may not be served is no candidate.
            ("lind", .account, "502/1"),
            ("kim", .account, "choose 70/2 502"), ("kim", .ask, "choose 70/2 502"),
        ])
    func names(name: String, policy: ShopperPolicy, expected: String) throws {
        #expect(try told(name, policy) == expected)
    }

    @Test("A text without letter or digit is no name")
    func noName() throws {
        #expect(throws: LaneError.self) { try event("-") }
    }

    @Test("A choice that shows the first 20 of more says so", arguments: [19, 20, 21, 150])
    func cut(count: Int) throws {
        try shop.edit { editor throws(DatabaseError) in
            for number in 1...count {
                try editor.add(.individual, number: "\(1000 + number)", name: "Zoe \(number)")
            }
        }
        let event = try event("zoe")
        guard case .choose(let candidates, _) = event.outcome else {
            Issue.record("it is no choice")
            return
        }
        #expect(candidates.count == min(count, 20) && event.isCut == (count > 20))
        var line = LineBuffer()
        line.body(of: event, reading: Span())
        let body = String(decoding: line.bytes, as: UTF8.self)
        #expect(body.contains(#""more":true"#) == (count > 20))
        #expect(body.contains("Only 20 are shown") == (count > 20))
        #expect(Event(body: line.bytes.span)?.isCut == (count > 20))
    }

    @Test(
        "The message names what is suspended or inactive",
        arguments: [
            (RefusalReason.suspended, RefusalLevel.customer, "Customer suspended"),
            (.suspended, .identifier, "Card suspended"),
            (.suspended, .group, "Card group suspended"),
            (.inactive, .customer, "Customer inactive"), (.inactive, .identifier, "Card inactive"),
        ])
    func messages(reason: RefusalReason, level: RefusalLevel, message: String) {
        let event = Event(
            Self.source, outcome: .refused(Refusal(reason: reason, level: level), nil),
            entryMode: .scanned, kind: .barcode)
        var line = LineBuffer()
        line.body(of: event, reading: Span())
        let body = String(decoding: line.bytes, as: UTF8.self)
        #expect(body.contains(#""message":"\#(message)""#))
    }
}
