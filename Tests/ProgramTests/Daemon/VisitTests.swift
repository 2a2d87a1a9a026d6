import Foundation
import Simulator
import Testing

/// Visits while the daemon runs, which keeps its journal to itself.
@Suite struct VisitTests {
    @Test(
        "T-14: visits are told by the daemon that runs, and read from the journal of one that does not"
    )
    func visits() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.stripe, at: "swipe")
        let event = try lane.event("identified")
        try lane.call("identify", #""lane":"L1","by":{"number":"500"}"#)
        _ = try lane.event()
        func listed(_ words: [String]) throws -> String {
            let result = try Program.tool.run(["directory", "visits"] + words)
            #expect(result.code == 0, "\(result)")
            return result.output
        }
        let socket = ["--socket", shop.socket]
        let all = try listed(socket)
        #expect(all.contains("L1 swipe identified customer 10412, shopper 1, "))
        #expect(all.contains("******0017") && !all.contains(SampleDirectory.stripe))
        let mine = try listed(["10412"] + socket)
        #expect(mine.split(separator: "\n").count == 1)
        let json = try listed(["10412", "--json"] + socket)
        #expect(json.contains(#""sequence":\#(event.seq)"#), "\(json)")
        try shop.close()
        #expect(try listed(["10412", "--journal", shop.journal]) == mine)
    }

    @Test("T-14: a daemon tells its visits in pieces of bounded length, the last ones first")
    func pieces() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        for _ in 0..<520 {
            try lane.call("identify", #""lane":"L1","by":{"number":"10412"}"#)
        }
        let first = try lane.call("visits", #""number":"10412""#)
        #expect(first.visits?.count == 512 && first.visits?.first?.seq == 520)
        let next = try #require(first.next)
        let rest = try lane.call("visits", #""number":"10412","before":\#(next)"#)
        #expect(rest.visits?.map(\.seq) == (1...8).reversed() && rest.next == nil)
        #expect(try lane.call("visits", #""before":0"#).visits?.isEmpty == true)
        let other = try lane.call("visits", #""number":"500""#)
        #expect(other.visits?.isEmpty == true && other.next == next)
    }
}
