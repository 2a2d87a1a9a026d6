import Simulator
import Testing

/// What a lane acknowledged is where it resumes, also after a restart.
@Suite struct AcknowledgementTests {
    @Test func `A lane resumes after what it acknowledged last, across restarts and kills`() throws
    {
        let shop = try Shop()
        let lane = try shop.subscribed()
        try shop.scan(["a", "b", "c", "d"])
        _ = try lane.events(4)
        try lane.acknowledge(2)
        shop.kill()
        try shop.open()
        let again = try shop.lane()
        let reply = try again.subscribe(after: #""ack""#)
        #expect(reply.resume == "replayed" && reply.count == 2)
        let events = try again.events(2)
        #expect(events.map(\.value) == ["c", "d"] && events.map(\.previous) == [2, 3])
        try again.acknowledge(4)
        // An older number takes nothing back.
        try again.acknowledge(1)
        try shop.reopen()
        #expect(try shop.lane().subscribe(after: #""ack""#).resume == "nothingMissed")
    }

    @Test func `Each client of a lane has its own place`() throws {
        let shop = try Shop()
        let first = try shop.subscribed(client: "first")
        let second = try shop.subscribed(client: "second")
        try shop.scan(["a", "b"])
        _ = try first.events(2)
        _ = try second.events(2)
        try first.acknowledge(2)
        try second.acknowledge(1)
        #expect(try shop.lane().subscribe(client: "first", after: #""ack""#).count == 0)
        #expect(try shop.lane().subscribe(client: "second", after: #""ack""#).count == 1)
    }

    @Test func `Whoever never acknowledged resumes where it first subscribed`() throws {
        let shop = try Shop()
        let witness = try shop.subscribed(client: "witness")
        try shop.scan("before")
        _ = try witness.event()
        let new = try shop.lane()
        #expect(try new.subscribe(client: "new", after: #""ack""#).resume == "nothingMissed")
        try shop.scan("after")
        _ = try witness.event()
        try shop.reopen()
        let again = try shop.lane()
        #expect(try again.subscribe(client: "new", after: #""ack""#).count == 1)
        #expect(try again.event("read").value == "after")
    }

    @Test func `Only what was sent to this connection's lane can be acknowledged`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        let early = try lane.refusal("ack", #""lane":"L1","seq":1"#)
        #expect(early.code == -32602 && early.message.hasPrefix("seq"))
        let other = try lane.refusal("ack", #""lane":"L2","seq":0"#)
        #expect(other.data?.code == "notSubscribed")
        #expect(try lane.refusal("ack", #""lane":"L1","seq":-1"#).code == -32602)
    }
}
