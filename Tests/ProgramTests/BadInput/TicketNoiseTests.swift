import Foundation
import Simulator
import Testing

/// What lanes may ask of tickets by mistake.
@Suite struct TicketNoiseTests {
    private static let long = String(repeating: "k", count: 10_000)

    /// Asked in this order with tickets `a` (of one member, current) and `b` open: method,
    /// parameters, the error's code, and the word of `data.code`.
    static let requests: [(String, String, Int, String?)] = [
        ("ticket", #""lane":"L1""#, -32601, nil), ("ticket.", #""lane":"L1""#, -32601, nil),
        ("ticket.sell", #""lane":"L1""#, -32601, nil), ("open", #""lane":"L1""#, -32601, nil),
        ("ticket.open", "", -32602, nil), ("ticket.open", #""lane":7"#, -32602, nil),
        ("ticket.open", #""lane":"L9""#, -32001, "noSuchLane"),
        ("ticket.open", #""lane":"L2""#, -32000, "notSubscribed"),
        ("ticket.open", #""lane":"L1","key":"""#, -32602, nil),
        ("ticket.open", #""lane":"L1","key":7"#, -32602, nil),
        ("ticket.open", #""lane":"L1","key":null"#, -32602, nil),
        ("ticket.open", "\"lane\":\"L1\",\"key\":\"\(long)\"", -32602, nil),
        ("ticket.open", #""lane":"L1","key":"a\u0000b""#, -32602, nil),
        ("ticket.open", #""lane":"L1","key":"4111111111111111""#, -32602, nil),
        ("ticket.open", #""lane":"L1","mode":"double""#, -32602, nil),
        ("ticket.open", #""lane":"L1","mode":1"#, -32602, nil),
        ("ticket.open", #""lane":"L1","key":"a""#, -32015, "ticketExists"),
        ("ticket.select", #""lane":"L1""#, -32602, nil),
        ("ticket.select", #""lane":"L1","key":"c""#, -32014, "noSuchTicket"),
        ("ticket.members", #""lane":"L1","key":"c""#, -32014, "noSuchTicket"),
        ("ticket.remove", #""lane":"L1""#, -32602, nil),
        ("ticket.remove", #""lane":"L1","place":0"#, -32602, nil),
        ("ticket.remove", #""lane":"L1","place":2"#, -32602, nil),
        ("ticket.remove", #""lane":"L1","place":-9223372036854775808"#, -32602, nil),
        ("ticket.remove", #""lane":"L1","place":9223372036854775807"#, -32602, nil),
        ("ticket.remove", #""lane":"L1","place":"1""#, -32602, nil),
        ("ticket.remove", #""lane":"L1","key":"b","place":1"#, -32602, nil),
        ("ticket.join", #""lane":"L1","from":"a""#, -32602, nil),
        ("ticket.join", #""lane":"L1","from":"a","into":"a""#, -32602, nil),
        ("ticket.join", #""lane":"L1","from":"a","into":"c""#, -32014, "noSuchTicket"),
        ("ticket.close", #""lane":"L1","total":12.5"#, -32602, nil),
        ("ticket.close", #""lane":"L1","total":"""#, -32602, nil),
        ("ticket.close", #""lane":"L1","total":"12,50""#, -32602, nil),
        ("ticket.close", #""lane":"L1","total":"--1""#, -32602, nil),
        ("ticket.close", #""lane":"L1","total":"1.2.3""#, -32602, nil),
        ("ticket.close", #""lane":"L1","total":"4111111111111111""#, -32602, nil),
        ("ticket.close", #""lane":"L1","key":"c""#, -32014, "noSuchTicket"),
        ("ticket.find", "", -32602, nil), ("ticket.find", "\"code\":\"\(long)\"", -32602, nil),
    ]

    @Test func `Every wrong request gets its own error, and changes nothing`() throws {
        let shop = try TicketTests.shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1","key":"b""#)
        try lane.call("ticket.open", #""lane":"L1","key":"a""#)
        try lane.call("identify", #""lane":"L1","by":{"number":"901"}"#)
        _ = try lane.event("identified")
        let before = try lane.text("ticket.list", #""lane":"L1""#)
        for (method, parameters, code, word) in Self.requests {
            let failure = try lane.refusal(method, parameters)
            #expect(
                failure.code == code && failure.data?.code == word,
                "\(method) \(parameters.prefix(60)): \(failure)")
            #expect(!failure.message.contains("4111") && failure.message.utf8.count < 200)
        }
        let after = try lane.text("ticket.list", #""lane":"L1""#)
        #expect(after.suffix(200) == before.suffix(200))
        #expect(try TicketTests.members(lane) == "1 Leo")
        try lane.call("ticket.close", #""lane":"L1","key":"a""#)
        for parameters in [#""lane":"L1","key":"a""#, #""lane":"L1""#] {
            let twice = try lane.refusal("ticket.close", parameters)
            #expect(twice.data?.code == "noSuchTicket")
        }
    }

    @Test func `A lane has so many open tickets and no more, and a bearer is told`() throws {
        let shop = try TicketTests.shop()
        let lane = try shop.subscribed()
        for _ in 0..<256 { try lane.call("ticket.open", #""lane":"L1""#) }
        let failure = try lane.refusal("ticket.open", #""lane":"L1""#)
        #expect(failure.data?.code == "tooMany")
        try shop.scan("BAND17")
        let ticket = try lane.event("bearer").ticket
        #expect(ticket?.joined == false && ticket?.why == "tooMany" && ticket?.key == nil)
        try lane.call("ticket.close", #""lane":"L1","key":"T-9""#)
        try shop.scan("BAND17")
        #expect(try lane.event("bearer").ticket?.count == 0)
    }
}
