import Foundation
import Identity
import Simulator
import Testing

@testable import Directory
@testable import SQLite

/// What a lane asks of one customer, and whom it captures who is none yet.
@Suite struct CustomerAtLaneTests {
    private let shop: Shop

    init() throws {
        var plan = Shop.Plan(devices: [("front", "serial-scanner"), ("swipe", "serial-swipe")])
        plan.lanes = #"{ name: "L1", devices: ["front", "swipe"] }"#
        plan.more = """
            store: { region: "US", areaCode: "612" },
            rules: [{ name: "club", kinds: ["magstripe"], track: 2, prefix: "8134", length: 10,
                produces: "magneticCard" }]
            """
        shop = try Shop(plan, isOpen: false)
        let editor = try CustomerDirectory(path: shop.directory, access: .edit)
        editor.now = 1_900_000_000
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.add(.individual, number: "900", name: "Zoe Zander")
            try editor.set(.tabLimit, of: "900", to: "500.00")
            try editor.set(.street, of: "900", to: "Main Street 1")
            try editor.addPhone("(612) 555-0142", international: "+16125550142", of: "900")
            try editor.assign(
                NewIdentifier(.magneticCard, "8134000900"), to: .customer("900", shopper: nil))
            try editor.addCategory("Gold", to: "900")
            try editor.addNotice("Likes the window", to: "900", on: .identify)
            try editor.addNotice("Points doubled", to: "900", on: .receipt)
            try editor.setExtra("allergy", of: "900", to: "nuts", visible: true)
            try editor.setExtra("income", of: "900", to: "high", visible: false)
        }
        // As an import writes it, for nobody enters one here.
        try editor.database().run(
            """
            INSERT INTO balance SELECT c.id, 'points', '120', 1800000000, s.id
            FROM customer c, source s WHERE c.number = '900'
            """)
        editor.endBurst()
        try shop.open()
    }

    @Test("T-10: a lane asks for what it may see; events have none of it, and nobody the address")
    func profile() throws {
        let lane = try shop.subscribed()
        try shop.scan("8134000900", at: "swipe")
        let event = try lane.eventLine()
        #expect(event.has(#""number":"900""#) && !event.has("nuts") && !event.has("Main Street"))
        let shown = try lane.text("customer", #""number":"900""#)
        for part in [
            #""customer":{"number":"900","name":"Zoe Zander","kind":"individual","status":"active"}"#,
            #""shoppers":[{"number":1,"name":"Zoe Zander"}]"#, #""categories":["Gold"]"#,
            #"{"occasion":"identify","text":"Likes the window"}"#,
            #"{"occasion":"receipt","text":"Points doubled"}"#,
            #""fields":[{"name":"allergy","value":"nuts"}]"#,
        ] {
            #expect(shown.contains(part), "\(shown)")
        }
        for part in ["Main Street", "0142", "income", "8134000900"] {
            #expect(!shown.contains(part), "\(shown)")
        }
        #expect(try lane.refusal("customer", #""number":"1""#).data?.code == "noSuchCustomer")
        let suspended = try lane.text("customer", #""number":"601""#)
        #expect(
            suspended.contains(#""reason":"suspended","level":"customer","since":"2025-11-30""#))
    }

    @Test("T-11: a lane is told what another system counts, and as of when")
    func balances() throws {
        let shown = try shop.lane().text("customer", #""number":"900""#)
        #expect(
            shown.contains(
                #""balances":[{"name":"points","amount":"120","asOf":"2027-01-15T08:00:00.000Z"}]"#),
            "\(shown)")
    }

    @Test("T-13: the limit of a tab is in the event and in what a lane asks for")
    func limit() throws {
        let lane = try shop.subscribed()
        try shop.scan("8134000900", at: "swipe")
        #expect(try lane.eventLine().has(#""tabLimit":"500.00""#))
        #expect(
            try lane.text("customer", #""number":"900""#).contains(#""tabLimit":"500.00""#))
    }

    @Test(
        "T-9: a telephone that is typed at the lane is the store's own way of writing it",
        arguments: ["(612) 555-0142", "555-0142", "+16125550142", "1 612 555 0142"])
    func telephones(typed: String) throws {
        let lane = try shop.subscribed()
        try lane.call("identify", #""lane":"L1","by":{"phone":"\#(typed)"}"#)
        #expect(try lane.event("identified").customer?.number == "900")
    }

    @Test("C-12: an unknown card is captured at the lane, waits, and shows whom it may be")
    func capture() throws {
        let lane = try shop.subscribed()
        try shop.scan("8134000777", at: "swipe")
        let unknown = try lane.event("unknown")
        let reply = try lane.text(
            "capture",
            #""lane":"L1","event":\#(unknown.seq),"name":"zoe zander","phone":"555-0142""#)
        #expect(
            reply.contains(
                #""result":{"pending":1,"likely":[{"number":"900","name":"Zoe Zander","kind":"individual","status":"active","servable":true}]}"#
            ), "\(reply)")
        // It resolves to nobody until a person decides, and says so.
        try shop.scan("8134000777", at: "swipe")
        #expect(try lane.eventLine().has(#""pending":true"#))
        let editor = try CustomerDirectory(path: shop.directory, access: .edit)
        let waiting = try #require(try editor.pending().first)
        #expect(waiting.lane == "L1" && waiting.likely == ["900"])
        #expect(waiting.kind == "magneticCard" && waiting.masked?.hasSuffix("0777") == true)
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.execute(pending: waiting.id, number: "901")
        }
        try shop.scan("8134000777", at: "swipe")
        #expect(try lane.event("identified").customer?.number == "901")
    }

    @Test(
        "Nobody is captured with what is no unknown identifier of the lane, or a payment card's number",
        arguments: [
            (#""event":99999,"name":"A""#, "noSuchEvent"), (#""event":1,"name":"A""#, nil),
            (#""name":"4111 1111 1111 1111""#, nil),
            (#""name":"A","phone":"4111111111111111""#, nil),
            (#""name":"""#, nil), (#""event":2,"name":"A""#, "refusedCapture"),
        ])
    func refusals(parameters: String, code: String?) throws {
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.stripe, at: "swipe")
        _ = try lane.event()
        try shop.scan("8134000778", at: "swipe")
        _ = try lane.event("unknown")
        let editor = try CustomerDirectory(path: shop.directory, access: .edit)
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.magneticCard, "8134000778"), to: .customer("900", shopper: nil))
        }
        let refusal = try lane.refusal("capture", #""lane":"L1",\#(parameters)"#)
        #expect(refusal.data?.code == code && (code != nil || refusal.code == -32602), "\(refusal)")
        let other = try shop.lane()
        #expect(
            try other.refusal("capture", #""lane":"L1","name":"A""#).data?.code == "notSubscribed")
        #expect(try editor.pending().isEmpty)
    }
}

extension Lane {
    /// The whole line that answers a request.
    func text(_ method: String, _ parameters: String) throws -> String {
        let id = try request(method, parameters)
        return try wait(for: "an answer") { $0.has(#""id":\#(id),"#) ? $0.text : nil }
    }
}
