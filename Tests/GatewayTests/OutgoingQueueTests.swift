import Testing

@testable import Gateway
@testable import Lanes

struct OutgoingQueueTests {
    private struct Broken: Error {}

    /// Takes at most `limit` bytes a call and `calls` calls; keeps what it took.
    private final class Sink {
        var taken: [UInt8] = []
        var limit: Int
        var calls: Int

        init(limit: Int, calls: Int = .max) {
            self.limit = limit
            self.calls = calls
        }

        func write(_ span: borrowing Span<UInt8>) -> Int? {
            guard calls > 0 else { return nil }
            calls -= 1
            let count = min(limit, span.count)
            for index in 0..<count { taken.append(span[index]) }
            return count
        }

        var text: String { String(decoding: taken, as: UTF8.self) }
    }

    /// A notice of a loss, short enough to read.
    private func notice(_ loss: OutgoingQueue.Loss) -> [UInt8] {
        bytes("lost \(loss.dropped) of \(loss.subscription): \(loss.from)-\(loss.to)\n")
    }

    private func drain(_ queue: inout OutgoingQueue, to sink: Sink) throws -> Bool {
        try queue.drain(telling: notice) { (span) throws(Broken) in sink.write(span) }
    }

    private func event(_ sequence: Int64, in subscription: Int = 1) -> OutgoingQueue.Mark {
        OutgoingQueue.Mark(subscription: subscription, sequence: sequence)
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(
        "Lines go out whole and in order, however little is taken at once",
        arguments: [1, 2, 3, 100])
    func order(limit: Int) throws {
        var queue = OutgoingQueue()
        queue.append(bytes("one\n"), event: event(1))
        queue.append(bytes("two\n"), event: nil)
        queue.append(bytes("three\n"), event: event(2))
        let sink = Sink(limit: limit)
        while try !drain(&queue, to: sink) {}
        #expect(sink.text == "one\ntwo\nthree\n")
        #expect(queue.isEmpty)
        #expect(queue.byteCount == 0)
        #expect(queue.events == 0)
    }

    @Test("A line of which a part is out already continues where it stopped")
    func partial() throws {
        var queue = OutgoingQueue()
        queue.append(bytes("hello\n"), event: nil, written: 3)
        let sink = Sink(limit: 100)
        let isDone = try drain(&queue, to: sink)
        #expect(isDone)
        #expect(sink.text == "lo\n")
    }

    @Test("When full, the oldest events are dropped, replies never, and the loss is told")
    func overflow() throws {
        var queue = OutgoingQueue()
        queue.append(bytes("reply\n"), event: nil)
        for sequence in 1...Int64(OutgoingQueue.maxEvents + 10) {
            queue.append(bytes("event \(sequence)\n"), event: event(sequence))
        }
        #expect(queue.events == OutgoingQueue.maxEvents)
        #expect(queue.isFull)
        let sink = Sink(limit: 1 << 20)
        _ = try drain(&queue, to: sink)
        #expect(sink.text.hasPrefix("lost 10 of 1: 1-10\nreply\nevent 11\n"))
        #expect(sink.text.hasSuffix("event \(OutgoingQueue.maxEvents + 10)\n"))
    }

    @Test("The bound in bytes holds too")
    func bytesBound() {
        var queue = OutgoingQueue()
        let line = [UInt8](repeating: 0x41, count: 60_000)
        for sequence in 1...Int64(40) { queue.append(line, event: event(sequence)) }
        #expect(queue.byteCount <= OutgoingQueue.maxBytes)
        #expect(queue.losses.first?.to == Int64(40 - OutgoingQueue.maxBytes / 60_000))
    }

    @Test("A line that is half written is never dropped, and no notice cuts into it")
    func halfWritten() throws {
        var queue = OutgoingQueue()
        queue.append(bytes("first\n"), event: event(1))
        let sink = Sink(limit: 2, calls: 1)
        _ = try drain(&queue, to: sink)
        for sequence in 2...Int64(OutgoingQueue.maxEvents + 5) {
            queue.append(bytes("x\n"), event: event(sequence))
        }
        sink.limit = 3
        sink.calls = 2
        _ = try drain(&queue, to: sink)
        #expect(sink.text == "first")
        sink.calls = .max
        while try !drain(&queue, to: sink) {}
        #expect(sink.text.hasPrefix("first\nlost 5 of 1: 2-6\nx\n"))
    }

    @Test("A client that takes nothing is owed one notice, which grows, and not one for each loss")
    func oneNotice() throws {
        var queue = OutgoingQueue()
        let stopped = Sink(limit: 0, calls: 0)
        for sequence in 1...Int64(OutgoingQueue.maxEvents * 3) {
            queue.append(bytes("x\n"), event: event(sequence))
            let isDone = try drain(&queue, to: stopped)
            #expect(!isDone)
        }
        #expect(queue.byteCount == 2 * OutgoingQueue.maxEvents)
        let sink = Sink(limit: .max)
        while try !drain(&queue, to: sink) {}
        #expect(sink.text.hasPrefix("lost 2048 of 1: 1-2048\nx\nx\n"))
        #expect(queue.isEmpty && queue.byteCount == 0)
    }

    @Test("A notice that is half written is finished before what was lost since is told")
    func halfNotice() throws {
        var queue = OutgoingQueue()
        for sequence in 1...Int64(OutgoingQueue.maxEvents + 1) {
            queue.append(bytes("x\n"), event: event(sequence))
        }
        let sink = Sink(limit: 4, calls: 1)
        _ = try drain(&queue, to: sink)
        queue.append(bytes("x\n"), event: event(9999))
        sink.limit = .max
        sink.calls = .max
        while try !drain(&queue, to: sink) {}
        #expect(sink.text.hasPrefix("lost 1 of 1: 1-1\nlost 1 of 1: 2-2\nx\n"))
    }

    @Test("Losses are told for each subscription, and forgotten with it")
    func subscriptions() {
        var queue = OutgoingQueue()
        for sequence in 1...Int64(OutgoingQueue.maxEvents + 4) {
            queue.append(bytes("x\n"), event: event(sequence, in: Int(sequence % 2)))
        }
        queue.forget(subscription: 0)
        #expect(
            queue.losses == [OutgoingQueue.Loss(subscription: 1, dropped: 2, from: 1, to: 3)])
    }
}
