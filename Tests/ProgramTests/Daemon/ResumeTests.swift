import Simulator
import TestSupport
import Testing

/// The three answers to a lane that comes back, and what follows them.
@Suite struct ResumeTests {
    /// Scans labels `from`… and waits until a lane of its own has them all, so that they are in the
    /// journal.
    static func journal(_ labels: [String], in shop: Shop) throws -> [Int64] {
        let witness = try shop.subscribed(client: "witness")
        var numbers: [Int64] = []
        // In portions that the witness can take before it reads.
        for start in stride(from: 0, to: labels.count, by: 200) {
            let portion = labels[start..<min(start + 200, labels.count)]
            try shop.scan(Array(portion))
            for label in portion {
                let event = try witness.event("read")
                #expect(event.value == label)
                numbers.append(event.seq)
            }
        }
        return numbers
    }

    static func labels(_ range: ClosedRange<Int>) -> [String] { range.map { "label \($0)" } }

    @Test func `Without a place to resume from, a subscription begins with the next event`() throws
    {
        let shop = try Shop()
        let before = try Self.journal(["first"], in: shop)
        let lane = try shop.lane()
        let reply = try lane.subscribe()
        #expect(reply.resume == "nothingMissed" && reply.count == 0)
        #expect(reply.seq == before.last && reply.instance == lane.hello.instance)
        try shop.scan("second")
        let event = try lane.event("read")
        #expect(event.value == "second" && event.seq == 2)
        #expect(event.previous == nil && event.stale == nil && event.journaled == nil)
    }

    @Test func `A lane that has everything missed nothing`() throws {
        let shop = try Shop()
        let numbers = try Self.journal(Self.labels(1...3), in: shop)
        let lane = try shop.lane()
        let reply = try lane.subscribe(after: 3)
        #expect(numbers == [1, 2, 3])
        #expect(reply.resume == "nothingMissed" && reply.count == 0 && reply.seq == 3)
        try shop.scan("label 4")
        let event = try lane.event("read")
        #expect(event.seq == 4 && event.previous == 3)
    }

    @Test func `What was missed is replayed, oldest first, each naming the one before it`() throws {
        let shop = try Shop()
        _ = try Self.journal(Self.labels(1...5), in: shop)
        try shop.reopen()
        let lane = try shop.lane()
        let reply = try lane.subscribe(after: 2)
        #expect(reply.resume == "replayed" && reply.count == 3 && reply.seq == 5)
        try shop.scan("label 6")
        let events = try lane.events(4)
        #expect(events.map(\.value) == Self.labels(3...6))
        #expect(events.map(\.seq) == [3, 4, 5, 6])
        #expect(events.map(\.previous) == [2, 3, 4, 5])
    }

    @Test func `A long replay and the live events after it come in one unbroken order`() throws {
        let shop = try Shop()
        _ = try Self.journal(Self.labels(1...700), in: shop)
        let lane = try shop.lane()
        let id = try lane.request(
            "subscribe", #""lane":"L1","client":"pos","after":\#(lane.place(0))"#)
        try shop.scan(Self.labels(701...900))
        let reply = try lane.answer(id)
        #expect(reply.resume == "replayed" && (700...900).contains(reply.count ?? 0))
        let events = try lane.events(900)
        #expect(events.map(\.seq) == Array(1...900))
        #expect(events.map(\.previous) == [nil] + (1...899).map { $0 })
        #expect(events.map(\.value) == Self.labels(1...900))
    }

    @Test
    func `A replayed event that is older than the lane allows is stale, a younger one is not`()
        throws
    {
        let shop = try Shop(isOpen: false)
        shop.environment["LANEID_NOW"] = "2027-05-14T08:00:00Z"
        try shop.open()
        _ = try Self.journal(["old"], in: shop)
        shop.environment["LANEID_NOW"] = "2027-05-14T08:01:00Z"
        try shop.reopen()
        _ = try Self.journal(["young"], in: shop)
        for (maxAge, stale) in [
            ("", [true, nil]), (#","maxAgeMs":3600000"#, [nil, nil]),
            (#","maxAgeMs":30000"#, [true, nil]),
        ] as [(String, [Bool?])] {
            let lane = try shop.lane()
            #expect(lane.transcript.contains(#""clock":"set""#))
            #expect(try lane.subscribe(after: 0, client: "pos", maxAge).count == 2)
            #expect(try lane.events(2).map(\.stale) == stale, "\(maxAge)")
        }
    }

    @Test func `Outcomes and devices narrow what is counted, replayed and delivered`() throws {
        let shop = try Shop(.twoLanes)
        let witness = try shop.subscribed(client: "witness")
        func present() throws {
            try shop.scan("a product")
            _ = try witness.event("read")
            try shop.scan(SampleDirectory.card)
            _ = try witness.event("identified")
            try shop.scan(SampleDirectory.stripe, at: "swipe")
            _ = try witness.event("identified")
        }
        try present()
        let byOutcome = try shop.lane()
        let byDevice = try shop.lane()
        let by = #","outcomes":["identified","choose"]"#
        #expect(try byOutcome.subscribe(after: 0, client: "a", by).count == 2)
        #expect(try byDevice.subscribe(after: 0, client: "b", #","devices":["front"]"#).count == 2)
        try present()
        #expect(try byOutcome.events(4).map(\.seq) == [2, 3, 5, 6])
        let events = try byDevice.events(4)
        #expect(events.map(\.seq) == [1, 2, 4, 5])
        #expect(events.map(\.previous) == [nil, 1, 2, 4])
        let neither = try shop.lane()
        #expect(
            try neither.subscribe(after: 0, client: "c", #","outcomes":["coupon"]"#).resume
                == "nothingMissed")
    }

    @Test func `What the journal cannot tell is not guessed: another instance, a number to come`()
        throws
    {
        let shop = try Shop()
        _ = try Self.journal(["label 1"], in: shop)
        let lane = try shop.lane()
        let other = try lane.subscribe(client: "a", after: #"{"instance":"5f0c","seq":1}"#)
        #expect(other.resume == "cannotReplay" && other.count == 0 && other.seq == 1)
        let future = try lane.subscribe(after: 2, client: "b")
        #expect(future.resume == "cannotReplay" && future.instance == lane.hello.instance)
        try shop.scan("label 2")
        #expect(try lane.event("read").value == "label 2")
    }

    @Test func `A new journal is a new instance`() throws {
        let shop = try Shop()
        _ = try Self.journal(["label 1"], in: shop)
        let before = try shop.lane()
        try shop.close()
        for suffix in ["", "-wal", "-shm", ".mark"] {
            try? shop.folder.remove("journal.sqlite\(suffix)")
        }
        try shop.open()
        let lane = try shop.lane()
        #expect(lane.hello.instance != before.hello.instance)
        #expect(try lane.subscribe(client: "pos", after: before.place(1)).resume == "cannotReplay")
    }

    @Test func `Events that the journal let go of are not replayed, those it holds are`() throws {
        let shop = try Shop(Shop.Plan(journal: "keepEvents: 10"))
        _ = try Self.journal(Self.labels(1...300), in: shop)
        let lane = try shop.lane()
        #expect(try lane.subscribe(after: 1, client: "a").resume == "cannotReplay")
        #expect(try lane.subscribe(after: 0, client: "b").resume == "cannotReplay")
        #expect(try lane.subscribe(after: 295, client: "c").count == 5)
        #expect(try lane.events(5).map(\.seq) == Array(296...300))
    }

    @Test func `What the journal lets go of during a replay is told, not passed over`() throws {
        let shop = try Shop(Shop.Plan(journal: "keepEvents: 600"))
        let label = String(repeating: "x", count: 1000)
        _ = try Self.journal((1...600).map { _ in label }, in: shop)
        let lane = try shop.lane()
        #expect(try lane.subscribe(after: 0).count == 600)
        // It does not read: its replay waits while the journal moves on.
        _ = try Self.journal((1...900).map { _ in label }, in: shop)
        var last: Int64 = 0
        var lost: [ClosedRange<Int64>] = []
        while last < 1500 {
            let line = try lane.wait(for: "the rest") { $0 }
            if case .overflow(let overflow) = line.message {
                #expect(overflow.from == last + 1 && overflow.to > last)
                lost.append(overflow.from...overflow.to)
                last = overflow.to
            } else {
                let event = try #require(line.event)
                #expect(event.seq == last + 1 && (event.previous ?? 0) == last)
                last = event.seq
            }
        }
        #expect(lost.count == 1, "\(lost)")
    }
}
