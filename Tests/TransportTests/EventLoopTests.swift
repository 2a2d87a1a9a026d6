import Identity
import Testing
import Transport

struct EventLoopTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test("A readable descriptor calls its handler until it is read")
    func readable() throws {
        let (near, far) = try UnixStream.pair()
        let reaction = Reaction()
        let token = try loop.add(reaction, descriptor: near.descriptor, events: .input)
        #expect(!loop.runOnce(limit: .zero))
        _ = try far.write([1, 2])
        #expect(loop.runOnce(limit: patience))
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.calls == 2)
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(try near.read(into: &bytes) == 2)
        #expect(!loop.runOnce(limit: .zero))
        loop.remove(token)
    }

    @Test("Interest in output is honoured as it changes")
    func change() throws {
        let (near, _) = try UnixStream.pair()
        let reaction = Reaction()
        var seen: Events = []
        reaction.onReady = { events, _ in seen.formUnion(events) }
        let token = try loop.add(reaction, descriptor: near.descriptor, events: [])
        loop.change(token, events: .output)
        #expect(loop.run { seen.contains(.output) })
    }

    @Test("The end of the other side is reported as hangup")
    func hangup() throws {
        var pair: (near: UnixStream, far: UnixStream?) = try UnixStream.pair()
        let reaction = Reaction()
        var seen: Events = []
        reaction.onReady = { events, _ in seen.formUnion(events) }
        _ = try loop.add(
            reaction, descriptor: pair.near.descriptor, events: [.input, .peerClosed])
        #expect(!loop.runOnce(limit: .zero))
        pair.far = nil
        #expect(loop.runOnce(limit: patience))
        #expect(seen.isSuperset(of: [.input, .peerClosed, .hangup]))
    }

    @Test("Of two ready descriptors, the one removed by the other's handler is not called")
    func staleToken() throws {
        let (nearA, farA) = try UnixStream.pair()
        let (nearB, farB) = try UnixStream.pair()
        let a = Reaction()
        let b = Reaction()
        let tokenA = try loop.add(a, descriptor: nearA.descriptor, events: .input)
        let tokenB = try loop.add(b, descriptor: nearB.descriptor, events: .input)
        a.onReady = { [loop] _, _ in loop.remove(tokenB) }
        b.onReady = { [loop] _, _ in loop.remove(tokenA) }
        _ = try farA.write([1])
        _ = try farB.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(a.calls + b.calls == 1)
    }

    @Test("A descriptor added in the place of one just removed does not get its event")
    func placeUsedAgain() throws {
        let (nearA, farA) = try UnixStream.pair()
        let (nearB, farB) = try UnixStream.pair()
        let (nearC, farC) = try UnixStream.pair()
        let first = Reaction()
        let newcomer = Reaction()
        var tokens: [Token] = []
        first.onReady = { [loop] _, token in
            guard newcomer.calls == 0, let other = tokens.first(where: { $0 != token }) else {
                return
            }
            loop.remove(other)
            tokens = [token]
            do {
                _ = try loop.add(newcomer, descriptor: nearC.descriptor, events: .input)
            } catch {
                Issue.record(error)
            }
        }
        tokens = [
            try loop.add(first, descriptor: nearA.descriptor, events: .input),
            try loop.add(first, descriptor: nearB.descriptor, events: .input),
        ]
        _ = try farA.write([1])
        _ = try farB.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(first.calls == 1)
        #expect(newcomer.calls == 0)
        _ = try farC.write([1])
        #expect(loop.run { newcomer.calls == 1 })
    }

    @Test("A handler may remove itself, and is let go")
    func removesItself() throws {
        let (near, far) = try UnixStream.pair()
        weak var weakly: Reaction?
        try {
            let reaction = Reaction()
            reaction.onReady = { [loop] _, token in loop.remove(token) }
            weakly = reaction
            _ = try loop.add(reaction, descriptor: near.descriptor, events: .input)
        }()
        #expect(weakly != nil)
        _ = try far.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(weakly == nil)
        #expect(!loop.runOnce(limit: .zero))
    }

    @Test("Removing and changing with a token of the past does nothing")
    func pastToken() throws {
        let (near, far) = try UnixStream.pair()
        let reaction = Reaction()
        let old = try loop.add(reaction, descriptor: near.descriptor, events: .input)
        loop.remove(old)
        let new = try loop.add(reaction, descriptor: near.descriptor, events: .input)
        #expect(old != new)
        loop.remove(old)
        loop.change(old, events: [])
        loop.remove(.none)
        _ = try far.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.calls == 1)
    }

    @Test("A descriptor closed without removal never speaks for the next one of its number")
    func closedFirst() throws {
        let forgotten = Reaction()
        var pair: (UnixStream, UnixStream)? = try UnixStream.pair()
        let old = try loop.add(forgotten, descriptor: pair!.0.descriptor, events: .input)
        pair = nil
        // The kernel gives the lowest free numbers, which are those just closed.
        let (near, far) = try UnixStream.pair()
        let reaction = Reaction()
        _ = try loop.add(reaction, descriptor: near.descriptor, events: .input)
        _ = try loop.add(reaction, descriptor: far.descriptor, events: .input)
        loop.remove(old)
        _ = try far.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.calls == 1)
        #expect(forgotten.calls == 0)
    }

    @Test("Of 100 ready descriptors each is called in its turn")
    func many() throws {
        var pairs: [(UnixStream, UnixStream)] = []
        var counts: [Token: Int] = [:]
        let reaction = Reaction()
        for _ in 0..<100 { pairs.append(try UnixStream.pair()) }
        for (near, far) in pairs {
            let token = try loop.add(reaction, descriptor: near.descriptor, events: .input)
            counts[token] = 0
            _ = try far.write([1])
        }
        reaction.onReady = { _, token in counts[token, default: 0] += 1 }
        #expect(loop.run { counts.values.allSatisfy { $0 > 0 } })
        #expect(counts.count == 100)
    }

    @Test("The end of a turn comes once, after all its handlers, and only if there was one")
    func endOfTurn() throws {
        let (nearA, farA) = try UnixStream.pair()
        let (nearB, farB) = try UnixStream.pair()
        let reaction = Reaction()
        var callsAtEnd: [Int] = []
        reaction.onTurn = { [unowned reaction] in callsAtEnd.append(reaction.calls) }
        loop.endOfTurn = reaction
        _ = try loop.add(reaction, descriptor: nearA.descriptor, events: .input)
        _ = try loop.add(reaction, descriptor: nearB.descriptor, events: .input)
        #expect(!loop.runOnce(limit: .zero))
        _ = try farA.write([1])
        _ = try farB.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(callsAtEnd == [2])
    }

    @Test("A bell rung on another thread wakes the loop, and rings once however often it was rung")
    func doorbell() async throws {
        let bell = try Doorbell()
        let reaction = Reaction()
        var rings = 0
        reaction.onReady = { _, _ in if bell.answer() { rings += 1 } }
        _ = try loop.add(reaction, descriptor: bell.descriptor, events: .input)
        await Task.detached {
            bell.ring()
            bell.ring()
        }.value
        #expect(loop.runOnce(limit: patience))
        #expect(rings == 1)
        #expect(!bell.answer())
    }
}
