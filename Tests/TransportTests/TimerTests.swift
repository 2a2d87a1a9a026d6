import Identity
import TestSupport
import Testing
import Transport

struct TimerTests {
    let loop: EventLoop
    let reaction = Reaction()

    init() throws {
        loop = try EventLoop()
    }

    @Test("Deadlines fire in their order, whatever the order they were scheduled in")
    func order() {
        let start = loop.now
        for tag in [3, 1, 4, 2, 5] {
            loop.schedule(at: start + .milliseconds(tag), reaction, tag: tag)
        }
        #expect(loop.run { reaction.tags.count == 5 })
        #expect(reaction.tags == [1, 2, 3, 4, 5])
    }

    @Test("No deadline fires before its time")
    func notEarly() {
        let deadline = Instant.now + .milliseconds(3)
        loop.schedule(at: deadline, reaction, tag: 1)
        #expect(loop.run { !reaction.tags.isEmpty })
        #expect(Instant.now >= deadline)
    }

    @Test("Equal deadlines fire in the order they were scheduled in")
    func equal() {
        let deadline = loop.now + .milliseconds(1)
        for tag in 0..<20 { loop.schedule(at: deadline, reaction, tag: tag) }
        #expect(loop.run { reaction.tags.count == 20 })
        #expect(reaction.tags == Array(0..<20))
    }

    @Test("A cancelled deadline does not fire, and cancelling again changes nothing")
    func cancel() {
        let first = loop.schedule(at: loop.now + .milliseconds(1), reaction, tag: 1)
        loop.cancel(first)
        loop.cancel(first)
        // In the place of the first.
        let second = loop.schedule(at: loop.now + .milliseconds(1), reaction, tag: 2)
        loop.cancel(first)
        loop.schedule(at: loop.now + .milliseconds(2), reaction, tag: 3)
        #expect(loop.run { reaction.tags.count == 2 })
        #expect(reaction.tags == [2, 3])
        loop.cancel(second)
    }

    @Test("A handler may cancel a deadline that is due in the same turn")
    func cancelInHandler() {
        let deadline = loop.now
        loop.schedule(at: deadline, reaction, tag: 1)
        let second = loop.schedule(at: deadline, reaction, tag: 2)
        loop.schedule(at: deadline, reaction, tag: 3)
        reaction.onTimer = { [loop] tag in if tag == 1 { loop.cancel(second) } }
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.tags == [1, 3])
    }

    @Test("A handler that schedules itself for a time that has passed is called once a turn")
    func past() {
        reaction.onTimer = { [loop, reaction] tag in
            loop.schedule(at: Instant(nanoseconds: 0), reaction, tag: tag)
        }
        loop.schedule(at: Instant(nanoseconds: 0), reaction, tag: 1)
        loop.schedule(at: loop.now, reaction, tag: 2)
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.tags == [1, 2])
        #expect(loop.runOnce(limit: patience))
        #expect(reaction.tags == [1, 2, 1, 2])
        reaction.onTimer = { _ in }
    }

    @Test("Bytes that came in time are handled before the deadline that waits for them")
    func bytesBeforeDeadline() throws {
        let (near, far) = try UnixStream.pair()
        let timer = loop.schedule(at: loop.now, reaction, tag: 1)
        let reader = Reaction()
        reader.onReady = { [loop] _, _ in loop.cancel(timer) }
        _ = try loop.add(reader, descriptor: near.descriptor, events: .input)
        _ = try far.write([1])
        #expect(loop.runOnce(limit: patience))
        #expect(reader.calls == 1)
        #expect(reaction.tags.isEmpty)
    }

    @Test("A thousand deadlines, a third of them cancelled, leave in order")
    func many() {
        let start = loop.now
        var timers: [Timer] = []
        var generator = SeededGenerator(seed: 7)
        let offsets = (0..<1000).map { _ in Int.random(in: 0..<4_000_000, using: &generator) }
        for (tag, offset) in offsets.enumerated() {
            timers.append(
                loop.schedule(at: start + .nanoseconds(Int64(offset)), reaction, tag: tag))
        }
        for tag in stride(from: 0, to: 1000, by: 3) { loop.cancel(timers[tag]) }
        let expected = (0..<1000).filter { $0 % 3 != 0 }.sorted {
            (offsets[$0], $0) < (offsets[$1], $1)
        }
        #expect(loop.run { reaction.tags.count == expected.count })
        #expect(reaction.tags == expected)
    }

    @Test("A limit ends a turn in which nothing happened")
    func limit() {
        #expect(!loop.runOnce(limit: .milliseconds(1)))
        loop.schedule(at: loop.now + .seconds(3600), reaction, tag: 1)
        #expect(!loop.runOnce(limit: .milliseconds(1)))
    }

    @Test("Stop ends the run after the turn")
    func stop() {
        reaction.onTimer = { [loop] _ in loop.stop() }
        loop.schedule(at: loop.now, reaction, tag: 1)
        loop.schedule(at: loop.now, reaction, tag: 2)
        loop.run()
        #expect(reaction.tags == [1, 2])
    }
}
