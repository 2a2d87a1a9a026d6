import Foundation
import Identity
import Simulator
import Testing

@testable import Directory
@testable import SQLite

/// Tickets as a lane's program has them: real readers, the built daemon, its socket.
@Suite struct TicketTests {
    /// A shop of which lane L1 asks who of an account came, and whose tickets are as `ticket` says.
    static func shop(_ ticket: String = "") throws -> Shop {
        var plan = Shop.Plan.twoLanes
        plan.lanes = """
            { name: "L1", devices: ["front", "swipe"], shopper: "ask"\(ticket.isEmpty ? "" : ", ticket: " + ticket) },
            { name: "L2", devices: ["scale"] }
            """
        plan.more = """
            rules: [
              { name: "wristband", kinds: ["barcode"], prefix: "BAND", produces: "bearer" },
            ]
            """
        let shop = try Shop(plan, isOpen: false)
        let editor = try CustomerDirectory(path: shop.directory, access: .edit)
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            for (number, name) in [("901", "Leo"), ("902", "Kim"), ("903", "Max"), ("904", "Zoe")] {
                try editor.add(.individual, number: number, name: name)
                try editor.assign(
                    NewIdentifier(.barcodeCard, "CARD\(number)"),
                    to: .customer(number, shopper: nil))
            }
        }
        editor.endBurst()
        try shop.open()
        return shop
    }

    static func identify(_ number: String, on lane: Lane) throws -> LaneEvent {
        try lane.call("identify", #""lane":"\#(lane.name)","by":{"number":"\#(number)"}"#)
        return try lane.event()
    }

    /// `1 Ana, 2 Leo` of the current ticket.
    static func members(_ lane: Lane, _ more: String = "") throws -> String {
        let reply = try lane.call("ticket.members", #""lane":"\#(lane.name)"\#(more)"#)
        let members = try #require(reply.members)
        #expect(reply.count == members.count)
        return members.map { "\($0.place) \($0.customer.name)" }.joined(separator: ", ")
    }

    @Test func `Without an open ticket an identification is an event as before, and no more`()
        throws
    {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try shop.scan("CARD901")
        #expect(try !lane.eventLine().has("ticket"))
        #expect(try lane.refusal("ticket.members", #""lane":"L1""#).data?.code == "noSuchTicket")
        try lane.call("ticket.open", #""lane":"L1","key":"118""#)
        try shop.scan("CARD901")
        #expect(
            try lane.eventLine().body.hasSuffix(#","ticket":{"key":"118","place":1,"count":1}"#))
        // What is no customer is on no ticket.
        try shop.scan("a product")
        #expect(try !lane.eventLine().has("ticket"))
        try shop.scan(SampleDirectory.suspendedStripe, at: "swipe")
        let refused = try lane.eventLine()
        #expect(refused.has(#""outcome":"refused""#) && !refused.has("ticket"))
        try lane.call("ticket.close", #""lane":"L1""#)
        try shop.scan("CARD901")
        #expect(try !lane.eventLine().has("ticket"))
    }

    @Test("M-1: the sixth of five is identified, and told why it does not join")
    func maximum() throws {
        let shop = try Self.shop(#"{ mode: "append", maximum: 5 }"#)
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        for (place, number) in ["10412", "901", "902", "903", "904"].enumerated() {
            let ticket = try Self.identify(number, on: lane).ticket
            #expect(ticket?.place == place + 1 && ticket?.count == place + 1)
            #expect(ticket?.key == "T-1" && ticket?.already == nil && ticket?.joined == nil)
        }
        let sixth = try Self.identify("500", on: lane)
        #expect(sixth.outcome == "choose" && sixth.ticket?.key == "T-1")
        try lane.call("choose", #""event":\#(sixth.seq),"candidate":"1""#)
        let answer = try lane.event("identified")
        #expect(answer.ticket?.joined == false && answer.ticket?.why == "maximum")
        #expect(answer.ticket?.count == 5 && answer.ticket?.place == nil)
        #expect(try lane.call("ticket.members", #""lane":"L1""#).count == 5)
    }

    @Test(
        "M-1: one member replaces another, or is refused beside another",
        arguments: [("replace", "1 Kim", true), ("refuse", "1 Leo", false)])
    func single(mode: String, left: String, joins: Bool) throws {
        let shop = try Self.shop(#"{ mode: "\#(mode)" }"#)
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        #expect(try Self.identify("901", on: lane).ticket?.place == 1)
        let second = try Self.identify("902", on: lane).ticket
        #expect(second?.place == (joins ? 1 : nil) && second?.why == (joins ? nil : "occupied"))
        #expect(try Self.members(lane) == left)
        // A ticket may be opened otherwise than settings say.
        try lane.call("ticket.open", #""lane":"L1","mode":"append""#)
        _ = try Self.identify("901", on: lane)
        #expect(try Self.identify("902", on: lane).ticket?.place == 2)
    }

    @Test("M-2: a lane asks who is on the ticket at any time, also after connecting again")
    func snapshot() throws {
        let shop = try Self.shop()
        var lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        try shop.scan(["CARD901", "CARD902"])
        try shop.scan(SampleDirectory.stripe, at: "swipe")
        let events = try lane.events(3)
        #expect(events.map { $0.ticket?.count } == [1, 2, 3])
        #expect(try Self.members(lane) == "1 Leo, 2 Kim, 3 Iva Horvat")
        lane = try shop.lane()
        #expect(
            try lane.refusal("ticket.members", #""lane":"L1""#).data?.code == "notSubscribed")
        // What is replayed joins nothing again.
        try lane.subscribe(after: events[0].seq - 1)
        #expect(try lane.events(3).map { $0.ticket?.place } == [1, 2, 3])
        let reply = try lane.call("ticket.members", #""lane":"L1","key":"T-1""#)
        let last = try #require(reply.members?.last)
        #expect(last.customer.number == "10412" && last.shoppers.map(\.number) == [1])
        #expect(last.entryMode == "MagStripe" && last.time == events[2].time)
        #expect(last.bearers.isEmpty && reply.members?.count == 3 && reply.journaled == nil)
    }

    @Test("M-3: the number of different members is in each event, and falls when one is removed")
    func count() throws {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        #expect(try Self.identify("901", on: lane).ticket?.count == 1)
        #expect(try Self.identify("902", on: lane).ticket?.count == 2)
        #expect(try lane.call("ticket.remove", #""lane":"L1","place":2"#).count == 1)
    }

    @Test("M-4: a card and then the number of the same customer are one member, at the same place")
    func once() throws {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        try shop.scan("CARD901")
        _ = try lane.event()
        _ = try Self.identify("902", on: lane)
        let again = try Self.identify("901", on: lane).ticket
        #expect(again?.already == true && again?.place == 1 && again?.count == 2)
        // Two shoppers of one account are one member, and both are named.
        for candidate in 1...2 {
            try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
            let choice = try lane.event("choose")
            try lane.call("choose", #""event":\#(choice.seq),"candidate":\#(candidate)"#)
            let ticket = try lane.event("identified").ticket
            #expect(ticket?.place == 3 && ticket?.already == (candidate == 2 ? true : nil))
        }
        let members = try lane.call("ticket.members", #""lane":"L1""#).members
        #expect(members?.count == 3 && members?.last?.shoppers.map(\.name) == ["Ana", "Ben"])
    }

    @Test("M-17: when the first is removed the next is the first")
    func removal() throws {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        for number in ["10412", "901", "902"] { _ = try Self.identify(number, on: lane) }
        let left = try lane.call("ticket.remove", #""lane":"L1","place":1"#)
        #expect(left.members?.map(\.place) == [1, 2] && left.key == "T-1")
        #expect(try Self.members(lane) == "1 Leo, 2 Kim")
        #expect(try Self.identify("10412", on: lane).ticket?.place == 3)
    }

    @Test("M-18: an answer to a choice has the place of the card that was read")
    func order() throws {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1""#)
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choice = try lane.event("choose")
        #expect(try Self.identify("901", on: lane).ticket?.place == 1)
        try lane.call("choose", #""event":\#(choice.seq),"candidate":"1""#)
        let answer = try lane.event("identified").ticket
        #expect(answer?.place == 1 && answer?.count == 2)
        #expect(try Self.members(lane) == "1 Ana and Ben, 2 Leo")
    }

    @Test func `What a reader under test reads joins no ticket`() throws {
        let shop = try Self.shop()
        let (lane, tester) = (try shop.subscribed(), try shop.lane())
        try lane.call("ticket.open", #""lane":"L1""#)
        try tester.call("device.test", #""device":"front""#)
        try shop.scan(["CARD901", "BAND17"])
        for _ in 0..<2 {
            let tested = try tester.wait(for: "a tested reading") {
                $0.has(#""method":"test""#) ? $0 : nil
            }
            #expect(!tested.has("ticket"))
        }
        #expect(try Self.members(lane) == "")
        #expect(try lane.call("ticket.list", #""lane":"L1""#).tickets?.count == 1)
    }

    @Test func `The greeting says that there are tickets`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        #expect(lane.transcript.contains(#","ticket"]"#))
    }
}
