import Directory
import Foundation
import SQLite
import Simulator
import Testing

/// What customers have together, redeemed at two lanes of one daemon and by another program.
@Suite struct GrantsAtLaneTests {
    private static func plan(_ more: String) -> Shop.Plan {
        var plan = Shop.Plan.twoLanes
        plan.more = more
        return plan
    }

    private func shop(_ more: String = "benefits: true") throws -> Shop {
        let shop = try Shop(Self.plan(more), isOpen: false)
        try grant("42", uses: 1, at: shop)
        try shop.open()
        return shop
    }

    private func grant(_ name: String, uses: Int, at shop: Shop) throws {
        let editor = try CustomerDirectory(path: shop.directory, access: .edit)
        let grant = NewGrant(
            name, what: "a free bottle", allowed: uses, beneficiaries: ["500", "10412"])
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in try editor.add(grant) }
    }

    /// Runs the tool's `directory grant`, a second process on the same file.
    private func tool(_ shop: Shop, _ words: String...) throws -> Program.Result {
        try Program.tool.run(["directory", "grant"] + words + ["--directory", shop.directory])
    }

    private static let redeemed = #""lane":"L1","grant":"42","customer":"500","key":"b""#

    @Test("H-8: one lane redeems, and the other is told when, on which lane and by whom")
    func twoLanes() throws {
        let shop = try shop()
        let (first, second) = (try shop.subscribed("L1"), try shop.subscribed("L2"))
        #expect(
            first.transcript.contains(
                #""features":["ack","choose","feedback","test","ticket","grants"]"#))
        let offered = #""grants":[{"grant":"42","what":"a free bottle","left":1}]"#
        #expect(try first.text("grants", #""customer":"500""#).contains(offered))
        let wanted = #""lane":"L2","grant":"42","customer":"10412","ticket":"T-1","key":"a""#
        let made = try second.text("grant.redeem", wanted)
        for part in [
            #""result":{"grant":"42","customer":"10412","lane":"L2","ticket":"T-1","key":"a","time":""#,
            #""state":"done","left":0"#,
        ] {
            #expect(made.contains(part), "\(made)")
        }
        let refused = try first.text("grant.redeem", Self.redeemed)
        for part in [
            "grant 42 was redeemed on lane L2 at ", "by customer 10412 (Iva Horvat)",
            #""code":"redeemed","time":""#, #""lane":"L2","customer":"10412"}"#,
        ] {
            #expect(refused.contains(part), "\(refused)")
        }
        #expect(try first.text("grants", #""customer":"500""#).contains(#""grants":[]"#))
        // The lane that heard no answer asks again, and is answered as before.
        let again = try second.text("grant.redeem", wanted)
        #expect(Self.result(again) == Self.result(made))
    }

    @Test("H-8: a lane and another program take the last use of a grant once")
    func twoPrograms() throws {
        let shop = try shop()
        let lane = try shop.subscribed("L1")
        let taken = try tool(shop, "redeem", "42", "10412", "--key", "a", "--json")
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(try lane.refusal("grant.redeem", Self.redeemed).data?.code == "redeemed")
        #expect(try tool(shop, "void", "--key", "a").code == 0)
        try lane.call("grant.redeem", Self.redeemed)
        let refused = try tool(shop, "redeem", "42", "10412", "--key", "c")
        #expect(refused.code == 1 && refused.errors.contains("on lane L1 at"))
        #expect(refused.errors.contains("by customer 500 (Ana and Ben)"), "\(refused.errors)")
        // Many uses, taken by both at once: none is lost, and none is taken twice.
        try grant("50", uses: 6, at: shop)
        let other = try Program.tool.start([
            "directory", "grant", "redeem", "50", "10412", "--key", "x", "--directory",
            shop.directory,
        ])
        var done = 0
        for key in 0..<20 {
            let wanted = #""lane":"L1","grant":"50","customer":"500","key":"\#(key)""#
            var reply = ""
            repeat {
                reply = try lane.text("grant.redeem", wanted)
            } while reply.contains(
                "directoryUnavailable")
            if reply.contains(#""state":"done""#) { done += 1 }
        }
        let code = try other.finish().code
        #expect(done + (code == 0 ? 1 : 0) == 6, "\(done) and \(code)")
        let check = try Program.tool.run("directory", "check", "--directory", shop.directory)
        #expect(check.output.contains("the directory is clean"), "\(check.output)")
    }

    @Test(
        "H-9: a voided ticket gives back what it redeemed, on each lane; again it changes nothing")
    func voided() throws {
        let shop = try shop()
        let (first, second) = (try shop.subscribed("L1"), try shop.subscribed("L2"))
        try second.call(
            "grant.redeem",
            #""lane":"L2","grant":"42","customer":"10412","ticket":"T-1","key":"a""#)
        let nothing = try first.text("grant.void", #""lane":"L1","ticket":"T-1""#)
        #expect(nothing.contains(#""result":{"restored":0,"redemptions":[]}"#), "\(nothing)")
        let voided = try second.text("grant.void", #""lane":"L2","ticket":"T-1""#)
        #expect(voided.contains(#""restored":1"#) && voided.contains(#""state":"undone""#))
        for customer in ["500", "10412"] {
            #expect(
                try first.text("grants", #""customer":"\#(customer)""#).contains(#""left":1"#))
        }
        let again = try second.text("grant.void", #""lane":"L2","key":"a""#)
        #expect(again.contains(#""restored":0"#) && again.contains(#""state":"undone""#))
        // It outlives the daemon.
        try shop.reopen()
        let lane = try shop.subscribed("L1")
        try lane.call("grant.redeem", Self.redeemed)
    }

    @Test("H-10: without benefits events are the same, byte for byte, and nothing can be redeemed")
    func off() throws {
        var bodies: [[String]] = []
        for more in ["", "benefits: false", "benefits: true"] {
            let shop = try shop(more)
            let lane = try shop.subscribed("L1")
            let read = [
                (SampleDirectory.card, "front"), (SampleDirectory.sharedStripe, "swipe"),
                ("4006381333931", "front"),
            ]
            bodies.append(
                try read.map { text, reader in
                    try shop.scan(text, at: reader)
                    return try lane.eventLine().text.replacing(/"time":"[^"]*"/, with: "")
                })
            guard more != "benefits: true" else { continue }
            #expect(
                lane.transcript.contains(#""features":["ack","choose","feedback","test","ticket"]"#)
            )
            for (method, parameters) in [
                ("grants", #""customer":"500""#), ("grant.redeem", Self.redeemed),
                ("grant.void", #""lane":"L1","key":"b""#),
            ] {
                let refusal = try lane.refusal(method, parameters)
                #expect(refusal.data?.code == "notEnabled", "\(refusal)")
                #expect(refusal.message.contains("benefits are not enabled"), "\(refusal)")
            }
        }
        #expect(bodies[0] == bodies[1] && bodies[0] == bodies[2])
    }

    @Test(
        "What is no redemption is refused with a word of its own",
        arguments: [
            (#""lane":"L1","grant":"43","customer":"500","key":"a""#, "noSuchGrant"),
            (#""lane":"L1","grant":"42","customer":"601","key":"a""#, "notGiven"),
            (#""lane":"L2","grant":"42","customer":"500","key":"a""#, "notSubscribed"),
            (#""lane":"L1","grant":"42","customer":"500""#, nil),
            (#""lane":"L1","grant":"42","customer":"500","key":"4111111111111111""#, nil),
            (
                #""lane":"L1","grant":"42","customer":"500","key":"a","ticket":"4111 1111 1111 1111""#,
                nil
            ),
        ])
    func refusals(parameters: String, code: String?) throws {
        let shop = try shop()
        let lane = try shop.subscribed("L1")
        let refusal = try lane.refusal("grant.redeem", parameters)
        #expect(refusal.data?.code == code && (code != nil || refusal.code == -32602), "\(refusal)")
        for parameters in [#""lane":"L1""#, #""lane":"L1","key":"a","ticket":"b""#] {
            #expect(try lane.refusal("grant.void", parameters).code == -32602)
        }
        let suspended = try lane.text("grants", #""customer":"601""#)
        #expect(suspended.contains(#""grants":[],"reason":"suspended""#), "\(suspended)")
        #expect(try lane.refusal("grants", #""customer":"1""#).data?.code == "noSuchCustomer")
    }

    /// The result of an answer, without the request's number.
    private static func result(_ line: String) -> Substring {
        line.range(of: #""result":"#).map { line[$0.upperBound...] } ?? ""
    }
}
