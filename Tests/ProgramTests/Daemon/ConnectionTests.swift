import Foundation
import Simulator
import TestSupport
import Testing

/// What a connection may be used for, and how it ends.
@Suite struct ConnectionTests {
    @Test func `A second connection of the same lane and client replaces the first`() throws {
        let shop = try Shop()
        let first = try shop.subscribed(client: "pos")
        let other = try shop.subscribed(client: "display")
        let second = try shop.subscribed(client: "pos")
        let last = try first.awaitEnd()
        guard case .replaced("L1")? = last.first?.message,
            case .bye("replaced")? = last.last?.message
        else {
            Issue.record("\(last)")
            return
        }
        try shop.scan("label")
        #expect(try second.event("read").value == "label")
        #expect(try other.event("read").value == "label")
    }

    @Test func `Subscribing again on the same connection takes the place of the first`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        try lane.subscribe()
        try shop.scan("label")
        #expect(try lane.event("read").value == "label")
        #expect(try lane.settledEvents().isEmpty)
    }

    @Test func `One connection may have several lanes, and each has its own order`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed("L1")
        try lane.subscribe("L2")
        try shop.scan(SampleDirectory.stripe, at: "swipe")
        let first = try lane.event("identified")
        try shop.scan("4006381333931", at: "scale")
        let second = try lane.event("read")
        try shop.scan("label", at: "front")
        let third = try lane.event("read")
        #expect([first.lane, second.lane, third.lane] == ["L1", "L2", "L1"])
        #expect([first.device, second.device, third.device] == ["swipe", "scale", "front"])
        #expect([first.previous, second.previous, third.previous] == [nil, nil, 1])
        // Whoever has one lane gets nothing of the other.
        let onlySecond = try shop.subscribed("L2", client: "display")
        try shop.scan("label", at: "front")
        _ = try lane.event("read")
        #expect(try onlySecond.settledEvents().isEmpty)
    }

    @Test func `After unsubscribing nothing more comes`() throws {
        let shop = try Shop()
        let witness = try shop.subscribed(client: "witness")
        let lane = try shop.subscribed()
        try lane.call("unsubscribe", #""lane":"L1""#)
        try shop.scan("label")
        _ = try witness.event()
        #expect(try lane.settledEvents().isEmpty)
        #expect(
            try lane.refusal("unsubscribe", #""lane":"L1""#).data?.code == "notSubscribed")
    }

    @Test func `A lane that does not exist is refused by name`() throws {
        let shop = try Shop()
        let failure = try shop.lane().refusal("subscribe", #""lane":"L9","client":"pos""#)
        #expect(failure.data?.code == "noSuchLane" && failure.message.contains("L9"))
    }

    @Test func `A request without an id gets no answer, and is carried out`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        try lane.send(
            #"{"jsonrpc":"2.0","method":"subscribe","params":{"lane":"L1","client":"pos"}}"#)
        try lane.send(#"{"jsonrpc":"2.0","method":"nonsense"}"#)
        try lane.settle()
        #expect(lane.waiting.isEmpty)
        try shop.scan("label")
        _ = try lane.event("read")
    }

    @Test func `A string id comes back as it went`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        try lane.client.send(#"{"jsonrpc":"2.0","id":"a\"b\u00e9","method":"ping"}"#)
        let line = try #require(try lane.client.line(within: patience))
        #expect(
            String(decoding: line, as: UTF8.self) == #"{"jsonrpc":"2.0","id":"a\"bé","result":{}}"#)
    }

    @Test func `The gateway says bye when it is stopped, exits 0 and leaves no socket`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        #expect(try shop.close() == 0)
        let last = try lane.awaitEnd()
        guard case .bye("shutdown")? = last.last?.message else {
            Issue.record("\(last)")
            return
        }
        #expect(!FileManager.default.fileExists(atPath: shop.socket))
    }

    @Test func `Devices are listed with what they read and where they stand`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        try shop.scan("label")
        _ = try lane.event("read")
        try shop.scan("]E04006381333932")
        _ = try lane.event("malformed")
        let devices = try #require(try lane.call("devices").devices)
        #expect(devices.map(\.device) == ["front", "swipe", "scale"])
        #expect(devices.map(\.driver) == shop.plan.devices.map(\.1))
        #expect(devices.map(\.kind) == ["barcode", "magstripe", "barcode"])
        #expect(devices.map(\.lane) == ["L1", "L1", "L2"])
        #expect(devices.allSatisfy { $0.state == "ready" && $0.why == nil })
        #expect(devices[0].reads == 1 && devices[0].faults == 1)
        #expect(devices[0].identity == shop.folder.path("front"))
    }
}
