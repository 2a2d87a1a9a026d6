import Foundation
import Simulator
import Testing

/// Wristbands and locker keys, whose tickets nobody has to name.
@Suite struct BearerTests {
    @Test("T-7: wristband 17 today and tomorrow is two tabs, and never the previous guest's")
    func wristband() throws {
        let shop = try TicketTests.shop()
        let lane = try shop.subscribed()
        func presented(_ code: String) throws -> LaneEvent {
            try shop.scan(code)
            return try lane.event("bearer")
        }
        let today = try presented("BAND17")
        #expect(today.ticket?.key == "T-1" && today.ticket?.count == 0)
        #expect(today.ticket?.found == nil && today.customer == nil)
        try shop.scan("CARD901")
        #expect(try lane.event("identified").ticket?.key == "T-1")
        // Another guest in between, and the first one again: each has a tab of their own.
        #expect(try presented("BAND18").ticket?.key == "T-2")
        let again = try presented("BAND17").ticket
        #expect(again?.key == "T-1" && again?.found == true && again?.count == 1)
        #expect(try TicketTests.members(lane) == "1 Leo")
        let members = try lane.call("ticket.members", #""lane":"L1""#).members
        #expect(members?.first?.bearers.map(\.masked) == ["***D17"])
        try lane.call("ticket.close", #""lane":"L1","total":"80.00""#)

        let tomorrow = try presented("BAND17").ticket
        #expect(tomorrow?.key == "T-3" && tomorrow?.found == nil && tomorrow?.count == 0)
        #expect(try TicketTests.members(lane) == "")
        let visits = try #require(try lane.call("visits").visits)
        #expect(visits.map(\.ticket) == ["T-3", "T-1", "T-2", "T-1", "T-1"])
        #expect(visits.map(\.total) == [nil, "80.00", nil, "80.00", "80.00"])
    }

    @Test func `A bearer's tab on another lane is not torn in two`() throws {
        let shop = try TicketTests.shop()
        let (lane, other) = (try shop.subscribed(), try shop.subscribed("L2"))
        try shop.scan("BAND17")
        _ = try lane.event("bearer")
        try other.call("identify", #""lane":"L2","by":{"code":"BAND17","kind":"barcode"}"#)
        let elsewhere = try other.event("bearer").ticket
        #expect(elsewhere?.joined == false && elsewhere?.why == "otherLane")
        #expect(elsewhere?.lane == "L1" && elsewhere?.key == "T-1")
        #expect(try other.call("ticket.list", #""lane":"L2""#).tickets?.isEmpty == true)
        #expect(try other.call("visits").visits?.map(\.ticket) == [nil, "T-1"])
    }

    @Test("T-15: who has a code says on which open ticket an impersonal one is")
    func who() throws {
        let shop = try TicketTests.shop()
        let lane = try shop.subscribed()
        try shop.scan("BAND17")
        _ = try lane.event("bearer")
        func who(_ words: [String]) throws -> Program.Result {
            try Program.tool.run(
                ["directory", "who", "--directory", shop.directory, "--socket", shop.socket]
                    + words)
        }
        let told = try who(["BAND17"])
        #expect(
            told.output == "barcodeCard ***D17: bearer, on ticket T-1 of lane L1\n", "\(told)")
        #expect(try who(["BAND17", "--reveal"]).output.contains("barcodeCard BAND17: bearer"))
        let json = try who(["BAND17", "--json"]).output
        #expect(json.contains(#""tickets":[{"#) && json.contains(#""key":"T-1""#), "\(json)")
        #expect(!json.contains("BAND17"))
        #expect(try !who(["CARD901"]).output.contains("ticket"))
        try shop.scan("CARD901")
        _ = try lane.event("identified")
        #expect(try who(["CARD901"]).output.contains(": customer 901 Leo"))
        #expect(try who(["CARD901"]).output.contains(", on ticket T-1 of lane L1"))
        #expect(try who(["BAND18"]).code == 1)
        try lane.call("ticket.close", #""lane":"L1""#)
        #expect(try who(["BAND17"]).code == 1)
        // Without a daemon the directory alone is asked.
        try shop.close()
        #expect(try who(["CARD901"]).code == 0)
    }
}
