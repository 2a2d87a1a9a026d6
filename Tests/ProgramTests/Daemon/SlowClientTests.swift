import Foundation
import Simulator
import Testing
import Transport

/// A client that does not read delays nobody, and learns what it missed. `LANEID_SLOW_SECONDS` says
/// for how long; `make slow-test` 60 s, with the optimised daemon.
@Suite(.serialized, .waiting) struct SlowClientTests {
    static let seconds = Double(KillTests.number("LANEID_SLOW_SECONDS") ?? 3)
    static let rate = 1000

    @Test
    func `A client that stops reading delays no other, is told what it lost, and gets all of it`()
        throws
    {
        let shop = try Shop(Shop.Plan(journal: "keepEvents: 1000000", hasDirectory: false))
        let fast = try shop.subscribed(client: "fast")
        var stream = ScanStream(shop, to: fast)
        try stream.run(rate: Self.rate, for: Self.seconds)
        let without = stream.figures()
        let count = stream.latencies.count
        let before = shop.memory

        let slow = try shop.subscribed(client: "slow")
        var most = 0
        try stream.run(rate: Self.rate, for: Self.seconds) { most = max(most, shop.memory) }
        print(
            """
            slow client: \(Self.rate) events/s for \(Self.seconds) s; another client's latency without it: \
            \(without); with it: \(stream.figures(after: count)); daemon's memory grew by \
            \(max(0, most - before) / 1024) KiB
            """)
        #expect(stream.gaps == 0)
        #expect(most - before < 16 << 20, "from \(before) to \(most) bytes")

        let last = stream.sequences[stream.sequences.count - 1]
        try Self.catchUp(slow, in: shop, from: Int64(count), to: last)
        #expect(try shop.lane().subscribe(client: "fast", after: #""ack""#).resume == "replayed")
    }

    /// Reads what is there, finds what was lost, asks for it and gets it: on the same connection,
    /// or on a new one where the gateway has closed it, as it does after 30 s.
    private static func catchUp(
        _ slow: Lane, in shop: Shop, from first: Int64, to last: Int64
    ) throws {
        var got: Set<Int64> = []
        var lost: [ClosedRange<Int64>] = []
        var previous: Int64?
        func take(_ line: Lane.Line) {
            switch line.message {
            case .overflow(let overflow):
                #expect(overflow.lane == "L1" && overflow.from <= overflow.to)
                #expect(overflow.dropped == overflow.to - overflow.from + 1)
                #expect(overflow.from == (previous ?? first) + 1, "not the first one missed")
                lost.append(overflow.from...overflow.to)
                previous = overflow.to
            case .event(let event):
                #expect(event.previous == previous, "a gap that was not told before \(event.seq)")
                previous = event.seq
                got.insert(event.seq)
            default: Issue.record("\(line.text)")
            }
        }
        do {
            while got.max() ?? 0 < last { take(try slow.wait(for: "what is left") { $0 }) }
        } catch SocketError.closed {
            #expect(seconds >= 30, "closed before its time")
            for line in slow.waiting { take(line) }
            let place = try #require(got.max(), "nothing came before the connection was closed")
            #expect(place < last)
            return try replay(to: try shop.lane(), after: place, through: last)
        }
        let dropped = try #require(lost.first, "nothing was lost: the queue never was full")
        #expect(lost.count == 1, "\(lost)")
        #expect(got.count + dropped.count == Int(last - first))
        #expect(got.isDisjoint(with: dropped))
        try replay(to: slow, after: dropped.lowerBound - 1, through: last)
    }

    private static func replay(to lane: Lane, after place: Int64, through last: Int64) throws {
        let reply = try lane.subscribe(after: place, client: "slow")
        #expect(reply.resume == "replayed" && reply.count == Int(last - place))
        for expected in place + 1...last {
            let event = try lane.event()
            #expect(event.seq == expected)
        }
    }
}
