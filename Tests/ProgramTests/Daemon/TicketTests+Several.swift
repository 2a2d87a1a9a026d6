import Identity
import Simulator
import Testing

/// Several open tickets of a lane: which one an answer joins, and what two become together.
extension TicketTests {
    @Test func `An answer joins the ticket of its reading, or none, never the next customer's`()
        throws
    {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        func choice() throws -> Int64 {
            try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
            return try lane.event("choose").seq
        }
        func answered(_ event: Int64) throws -> LaneEvent.Place? {
            try lane.call("choose", #""event":\#(event),"candidate":"1""#)
            return try lane.event("identified").ticket
        }
        let before = try choice()
        try lane.call("ticket.open", #""lane":"L1","key":"1""#)
        let (first, second) = (try choice(), try choice())
        try lane.call("ticket.open", #""lane":"L1","key":"2""#)
        #expect(try answered(first)?.key == "1")
        try lane.call("ticket.close", #""lane":"L1","key":"1""#)
        try lane.call("ticket.open", #""lane":"L1","key":"1""#)
        let late = try answered(second)
        #expect(late?.joined == false && late?.why == "closed" && late?.key == "1")
        #expect(try Self.members(lane) == "")
        // One that was read when no ticket was open is an identification of now.
        _ = try Self.identify("901", on: lane)
        #expect(try answered(before)?.place == 2)
    }

    @Test func `An answer goes where its ticket was joined, also after kill -9`() throws {
        let shop = try Self.shop()
        var lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1","key":"table""#)
        try lane.call("ticket.open", #""lane":"L1","key":"bar""#)
        var choices: [Int64] = []
        for _ in 0..<2 {
            try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
            choices.append(try lane.event("choose").seq)
        }
        try lane.call("ticket.join", #""lane":"L1","from":"bar","into":"table""#)
        try lane.call("ticket.open", #""lane":"L1","key":"bar""#)
        try lane.call("choose", #""event":\#(choices[0]),"candidate":"1""#)
        let answer = try lane.event("identified").ticket
        #expect(answer?.key == "table" && answer?.place == 1)
        shop.kill()
        try shop.open()
        lane = try shop.subscribed()
        try lane.call("choose", #""event":\#(choices[1]),"candidate":"2""#)
        let late = try lane.event("identified").ticket
        #expect(late?.key == "table" && late?.already == true)
        let members = try lane.call("ticket.members", #""lane":"L1","key":"table""#).members
        #expect(members?.first?.shoppers.map(\.name) == ["Ana", "Ben"])
    }

    @Test func `Of several open tickets one is current, and two are joined into one`() throws {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1","key":"a""#)
        _ = try Self.identify("901", on: lane)
        try lane.call("ticket.open", #""lane":"L1","key":"b""#)
        _ = try Self.identify("902", on: lane)
        _ = try Self.identify("901", on: lane)
        let listed = try lane.call("ticket.list", #""lane":"L1""#)
        #expect(listed.tickets?.map(\.key) == ["a", "b"] && listed.current == "b")
        #expect(listed.tickets?.map(\.count) == [1, 2])
        #expect(try lane.call("ticket.select", #""lane":"L1","key":"a""#).count == 1)
        #expect(try Self.members(lane) == "1 Leo")
        let joined = try lane.call("ticket.join", #""lane":"L1","from":"b","into":"a""#)
        #expect(joined.key == "a" && joined.members?.map(\.customer.name) == ["Leo", "Kim"])
        #expect(try lane.call("ticket.list", #""lane":"L1""#).tickets?.map(\.key) == ["a"])
        // A lane's tickets are its own.
        let other = try shop.subscribed("L2")
        #expect(try other.call("ticket.list", #""lane":"L2""#).tickets?.isEmpty == true)
        #expect(
            try other.refusal("ticket.members", #""lane":"L1""#).data?.code == "notSubscribed")
    }

    @Test
    func `A visit is completed with the total of its ticket, and of the one that it was joined to`()
        throws
    {
        let shop = try Self.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1","key":"a""#)
        _ = try Self.identify("901", on: lane)
        try lane.call("ticket.open", #""lane":"L1","key":"b""#)
        _ = try Self.identify("902", on: lane)
        try lane.call("ticket.join", #""lane":"L1","from":"b","into":"a""#)
        let open = try lane.call("visits").visits
        #expect(open?.map(\.ticket) == ["b", "a"] && open?.allSatisfy { $0.closed == nil } == true)
        try lane.call("ticket.close", #""lane":"L1","key":"a","total":"12.50""#)
        // The same key another day is another ticket.
        try lane.call("ticket.open", #""lane":"L1","key":"a""#)
        _ = try Self.identify("903", on: lane)
        let visits = try #require(try lane.call("visits").visits)
        #expect(visits.map(\.customer) == ["903", "902", "901"])
        #expect(visits.map(\.total) == [nil, "12.50", "12.50"])
        #expect(visits.map { $0.closed != nil } == [false, true, true])
        let text = try Program.tool.run(["directory", "visits", "902", "--socket", shop.socket])
        #expect(text.output.contains(", ticket b, closed 2"), "\(text)")
        #expect(text.output.hasSuffix(", total 12.50\n"), "\(text)")
    }
}
