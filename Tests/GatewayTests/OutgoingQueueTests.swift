import Testing

@testable import Gateway

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
        while try !queue.drain({ (span) throws(Broken) in sink.write(span) }) {}
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
        let isDone = try queue.drain { (span) throws(Broken) in sink.write(span) }
        #expect(isDone)
        #expect(sink.text == "lo\n")
    }

    @Test("When full, the oldest events are dropped, replies never, and the loss is told")
    func overflow() throws {
        var queue = OutgoingQueue()
        queue.append(bytes("reply\n"), event: nil)
        for sequence in 1...Int64(OutgoingQueue.mostEvents + 10) {
            queue.append(bytes("event \(sequence)\n"), event: event(sequence))
        }
        #expect(queue.events == OutgoingQueue.mostEvents)
        #expect(queue.isFull)
        #expect(
            queue.takeLosses() == [
                OutgoingQueue.Loss(subscription: 1, dropped: 10, from: 1, to: 10)
            ])
        #expect(queue.takeLosses().isEmpty)
        let sink = Sink(limit: 1 << 20)
        _ = try queue.drain { (span) throws(Broken) in sink.write(span) }
        #expect(sink.text.hasPrefix("reply\nevent 11\n"))
        #expect(sink.text.hasSuffix("event \(OutgoingQueue.mostEvents + 10)\n"))
    }

    @Test("The bound in bytes holds too")
    func bytesBound() {
        var queue = OutgoingQueue()
        let line = [UInt8](repeating: 0x41, count: 60_000)
        for sequence in 1...Int64(40) { queue.append(line, event: event(sequence)) }
        #expect(queue.byteCount <= OutgoingQueue.mostBytes)
        #expect(queue.takeLosses().first?.to == Int64(40 - OutgoingQueue.mostBytes / 60_000))
    }

    @Test("A line that is half written is never dropped, and no notice cuts into it")
    func halfWritten() throws {
        var queue = OutgoingQueue()
        queue.append(bytes("first\n"), event: event(1))
        let sink = Sink(limit: 2, calls: 1)
        _ = try queue.drain { (span) throws(Broken) in sink.write(span) }
        for sequence in 2...Int64(OutgoingQueue.mostEvents + 5) {
            queue.append(bytes("x\n"), event: event(sequence))
        }
        #expect(queue.takeLosses().isEmpty)
        sink.limit = .max
        sink.calls = 1
        _ = try queue.drain { (span) throws(Broken) in sink.write(span) }
        #expect(sink.text == "first\n")
        #expect(queue.takeLosses().first?.from == 2)
    }

    @Test("Losses are told for each subscription, and forgotten with it")
    func subscriptions() {
        var queue = OutgoingQueue()
        for sequence in 1...Int64(OutgoingQueue.mostEvents + 4) {
            queue.append(bytes("x\n"), event: event(sequence, in: Int(sequence % 2)))
        }
        queue.forget(subscription: 0)
        #expect(
            queue.takeLosses() == [OutgoingQueue.Loss(subscription: 1, dropped: 2, from: 1, to: 3)])
    }
}
