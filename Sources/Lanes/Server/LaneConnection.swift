import Devices
import Directory
import Identity
import Journal
import LaneLink
import SQLite
import Transport

/// One lane program's connection. Owned by the lane server.
package final class LaneConnection: EventHandler, TimerHandler, DeviceTester {
    static let maxSubscriptions = 64

    var peer: PeerCredentials { stream.peer }
    var subscriptions: [Subscription] = []
    private(set) var isClosed = false
    /// Whether it takes less than there is for it, so that events are dropped.
    package var isStuck: Bool { queue.isFull }

    let stream: UnixStream
    unowned let server: LaneServer
    private var token = Token.none
    var input: PendingInput
    var isAnswering = false
    /// What it took of the thread's time.
    var share = RequestQueue.Share()
    var badLines = 0
    var nextSubscription = 0
    /// Which subscription's missed events came last.
    var nextReplay = 0
    private var staging = LineBuffer()
    private(set) var staged: [(end: Int, event: OutgoingQueue.Mark?)] = []
    var queue = OutgoingQueue()
    private var patienceTimer: Timer?
    private var closingTimer: Timer?
    private var isReading = true
    /// Whether the lane will send no more.
    private var hasFinished = false
    private(set) var isClosing = false
    /// Whether nobody is at the other end, and requests of before wait.
    private(set) var isGone = false

    init(_ stream: UnixStream, server: LaneServer) {
        self.stream = stream
        self.server = server
        input = PendingInput { [unowned server] in server.methods.rules.screen(&$0) }
    }

    /// Begins to listen to the lane.
    func start() throws(SystemError) {
        token = try server.loop.add(self, descriptor: stream.descriptor, events: .input)
    }

    // MARK: Sending

    /// Puts one whole line into this turn's output.
    func send(_ write: (inout LineBuffer) -> Void) {
        guard !isClosed, !isGone else { return }
        write(&staging)
        staged.append((staging.count, nil))
        server.hasOutput(self)
    }

    /// As `send`, for what a client can do without when it does not keep up.
    func notify(_ write: (inout LineBuffer) -> Void) {
        if !queue.isFull { send(write) }
    }

    /// Puts an event into this turn's output of every subscription that wants it.
    func deliver(
        _ event: EventLog.Pending, body: borrowing Span<UInt8>, journaled: Bool
    ) {
        guard !isClosed, !isClosing, !isGone else { return }
        for index in subscriptions.indices {
            guard subscriptions[index].laneBytes == event.columns.lane,
                subscriptions[index].wants(event.columns.outcome, of: event.columns.device)
            else { continue }
            if subscriptions[index].replayedTo != nil {
                // It comes in its turn, for it is in the journal; what is not there cannot wait,
                // and order is kept.
                if journaled { continue }
                cutReplay(in: index, through: event.sequence - 1)
            }
            stage(
                event.sequence, in: index, stale: false, journaled: journaled, body: body)
        }
    }

    /// Puts one event into this turn's output of one subscription.
    func stage(
        _ sequence: Int64, in index: Int, stale: Bool, journaled: Bool,
        body: borrowing Span<UInt8>
    ) {
        staging.event(
            sequence: sequence, previous: subscriptions[index].previous, stale: stale,
            journaled: journaled, body: body)
        subscriptions[index].previous = sequence
        let mark = OutgoingQueue.Mark(
            subscription: subscriptions[index].id, sequence: sequence)
        staged.append((staging.count, mark))
        server.hasOutput(self)
    }

    /// Writes what this turn staged, and what was queued before it, as far as the socket takes it.
    func flush() {
        guard !isClosed, !isGone else { return }
        do throws(SocketError) {
            if queue.isEmpty, !staged.isEmpty {
                try writeStaged()
            } else {
                queueStaged(from: 0, written: 0)
            }
            try drainQueue()
        } catch {
            return leave()
        }
        if isClosing, queue.isEmpty { close(because: nil) }
    }

    /// Writes what is staged, and queues what does not go.
    func writeStaged() throws(SocketError) {
        let total = staging.count
        let lines = staging
        let written = try stream.write(lines.span) ?? 0
        if written < total {
            queueStaged(from: written, written: written)
        } else {
            clearStaging()
        }
    }

    /// Moves what is staged to the queue, from the line in which byte `offset` is.
    private func queueStaged(from offset: Int, written: Int) {
        var start = 0
        for line in staged {
            if line.end > offset {
                let bytes = staging.bytes(start..<line.end)
                queue.append(bytes, event: line.event, written: max(0, written - start))
            }
            start = line.end
        }
        clearStaging()
    }

    private func clearStaging() {
        staging.removeAll()
        staged.removeAll(keepingCapacity: true)
    }

    private func drainQueue() throws(SocketError) {
        let before = queue.byteCount
        _ = try queue.drain(telling: overflowLine) { (span) throws(SocketError) in
            try stream.write(span)
        }
        if queue.byteCount < before { forgetPatience() }
    }

    /// Tells the client what was dropped; nil when the subscription is over.
    private func overflowLine(_ loss: OutgoingQueue.Loss) -> [UInt8]? {
        guard let subscription = subscriptions.first(where: { $0.id == loss.subscription }) else {
            return nil
        }
        var line = LineBuffer(capacity: 256)
        line.overflow(
            lane: subscription.lane, dropped: loss.dropped, from: loss.from, to: loss.to)
        return line.bytes
    }

    // MARK: Receiving

    /// The lane will send no more. One that subscribed may still listen, as `printf … | socat`
    /// does; it is gone when the kernel says so.
    func finishReading() {
        guard !subscriptions.isEmpty else { return close(because: nil) }
        hasFinished = true
        isReading = false
        server.hasOutput(self)
    }

    /// The other end is gone. What it asked before is done first.
    func leave() {
        guard !input.isEmpty else { return close(because: nil) }
        isGone = true
        clearStaging()
    }

    // MARK: Closing

    /// Says `bye` with a reason where there is one, and closes once that is out, at the latest
    /// after a second.
    func close(because reason: String?) {
        guard !isClosed else { return }
        if let reason, !isClosing {
            send { $0.bye(reason: reason) }
            isClosing = true
            closingTimer = server.loop.schedule(
                at: server.loop.now + .seconds(1), self, tag: Tag.closing)
            return
        }
        isClosed = true
        if !isAnswering { input.wipe() }
        server.loop.remove(token)
        // A timer holds this connection, and with it the socket, open.
        if let patienceTimer { server.loop.cancel(patienceTimer) }
        if let closingTimer { server.loop.cancel(closingTimer) }
        server.closed(self)
    }

    private enum Tag {
        static let patience = 1
        static let closing = 2
    }

    func timerFired(tag: Int) {
        switch tag {
        case Tag.closing: close(because: nil)
        default:
            patienceTimer = nil
            // The kernel does not say that a little was read, only that much was: try.
            let before = queue.byteCount
            flush()
            updateWatch()
            guard !isClosed, queue.isFull, queue.byteCount == before else { return }
            server.log.notice(
                "a client of process \(peer.process) took nothing for \(server.patience); closed")
            close(because: nil)
        }
    }

    private func forgetPatience() {
        guard let timer = patienceTimer else { return }
        server.loop.cancel(timer)
        patienceTimer = nil
    }

    /// Watches for room while something is queued, and stops reading from a client that asks and
    /// does not listen.
    func updateWatch() {
        guard !isClosed else { return }
        if queue.isFull, patienceTimer == nil {
            patienceTimer = server.loop.schedule(
                at: server.loop.now + server.patience, self, tag: Tag.patience)
        }
        if queue.byteCount >= OutgoingQueue.maxBytes {
            isReading = false
        } else if queue.byteCount < OutgoingQueue.maxBytes / 2 {
            isReading = !isClosing && !hasFinished
        }
        var events: Events = isReading ? .input : []
        if !queue.isEmpty || isReplaying { events.insert(.output) }
        server.loop.change(token, events: events)
    }
}
