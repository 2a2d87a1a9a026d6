import Foundation
import Simulator
import TestSupport
import Testing

/// What a lane was told of its tickets holds after the daemon was killed.
@Suite struct TicketKillTests {
    @Test func `Tickets, members and bearers are there after kill -9, and go on`() throws {
        let shop = try TicketTests.shop(#"{ maximum: 3 }"#)
        var lane = try shop.subscribed()
        try shop.scan("BAND17")
        try shop.scan("CARD901")
        _ = try lane.events(2)
        // Only then: of two ports that are readable in one turn either may be read first.
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choice = try lane.event("choose").seq
        try lane.call("choose", #""event":\#(choice),"candidate":"2""#)
        _ = try lane.event("identified")
        try lane.call("ticket.open", #""lane":"L1","key":"table 4","mode":"refuse""#)
        let before = try lane.text("ticket.members", #""lane":"L1","key":"T-1""#)
        let list = try lane.text("ticket.list", #""lane":"L1""#)
        shop.kill()
        try shop.open()
        lane = try shop.subscribed()
        func part(_ text: String) -> Substring {
            text[(text.range(of: "result")?.lowerBound ?? text.startIndex)...]
        }
        #expect(
            part(try lane.text("ticket.members", #""lane":"L1","key":"T-1""#)) == part(before))
        #expect(part(try lane.text("ticket.list", #""lane":"L1""#)) == part(list))
        // The current one is, as it was; its own mode holds.
        try shop.scan(["CARD902", "CARD903"])
        let events = try lane.events(2).map(\.ticket)
        #expect(events.map { $0?.key } == ["table 4", "table 4"])
        #expect(events[0]?.place == 1 && events[1]?.why == "occupied")
        try shop.scan("BAND17")
        let found = try lane.event("bearer").ticket
        #expect(found?.found == true && found?.key == "T-1" && found?.count == 2)
        try shop.scan(["CARD903", "CARD904"])
        let more = try lane.events(2).map(\.ticket)
        #expect(more[0]?.place == 3 && more[1]?.why == "maximum")
    }

    @Test
    func `A closed ticket stays closed after kill -9, its bearer is free, and its total is kept`()
        throws
    {
        let shop = try TicketTests.shop()
        var lane = try shop.subscribed()
        try shop.scan("BAND17")
        _ = try lane.event("bearer")
        try lane.call("ticket.close", #""lane":"L1","total":"9.90""#)
        shop.kill()
        try shop.open()
        lane = try shop.subscribed()
        #expect(try lane.call("ticket.list", #""lane":"L1""#).tickets?.isEmpty == true)
        try shop.scan("BAND17")
        let next = try lane.event("bearer").ticket
        #expect(next?.key == "T-2" && next?.found == nil)
        #expect(try lane.call("visits").visits?.map(\.total) == [nil, "9.90"])
    }

    @Test func `At whatever moment it is killed, who was told to be on the ticket is on it`() throws
    {
        let shop = try TicketTests.shop(#"{ maximum: 64 }"#)
        var told = 0
        for round in 0..<8 {
            let lane = try shop.subscribed()
            try lane.call("ticket.open", #""lane":"L1","key":"\#(round)""#)
            let numbers = ["10412", "901", "902", "903", "904"]
            for number in numbers.prefix(1 + round % 5) {
                _ = try lane.request("identify", #""lane":"L1","by":{"number":"\#(number)"}"#)
            }
            _ = try lane.event("identified")
            told = try 1 + (round.isMultiple(of: 2) ? 0 : lane.settledEvents().count)
            shop.kill()
            try shop.open()
            let again = try shop.subscribed()
            let members = try again.call("ticket.members", #""lane":"L1","key":"\#(round)""#)
            #expect(members.count ?? 0 >= told, "\(members)")
            let places = members.members?.map(\.customer.number)
            #expect(places == Array(numbers.prefix(members.count ?? 0)))
        }
    }

    @Test func `Tickets of a lane that settings no longer name are closed, and that is said`()
        throws
    {
        let shop = try TicketTests.shop()
        let other = try shop.subscribed("L2")
        try other.call("identify", #""lane":"L2","by":{"code":"BAND17","kind":"barcode"}"#)
        _ = try other.event("bearer")
        try shop.close()
        let text = try shop.folder.text("settings.json")
        _ = try shop.folder.file(
            "settings.json", text.replacing(#"name: "L2""#, with: #"name: "L3""#))
        try shop.open()
        try shop.awaitLog("a ticket of lane L2 was closed")
        let lane = try shop.subscribed()
        try shop.scan("BAND17")
        #expect(try lane.event("bearer").ticket?.key == "T-2")
    }
}
