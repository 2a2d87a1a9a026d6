import Identity
import LaneLink
import Transport

/// One lane program's connection. Owned by the lane server.
final class LaneConnection: EventHandler, TimerHandler {
    /// How long a client may take nothing while its queue is full.
    static let patience = Duration.seconds(30)
    static let mostSubscriptions = 64
    /// How many events are read from the journal at once for a replay.
    private static let replayBatch = 128

    var peer: PeerCredentials { stream.peer }
    private(set) var subscriptions: [Subscription] = []
    private(set) var isClosed = false

    private let stream: UnixStream
    private unowned let server: LaneServer
    private var token = Token.none
    private var assembler = LineAssembler()
    private var badLines = 0
    private var nextSubscription = 0
    private var staging = LineBuffer()
    private var staged: [(end: Int, event: OutgoingQueue.Mark?)] = []
    private var queue = OutgoingQueue()
    private var patienceTimer: Timer?
    private var isReading = true
    private var isClosing = false

    init(_ stream: UnixStream, server: LaneServer) {
        self.stream = stream
        self.server = server
    }

    /// Begins to listen to the lane.
    func start() throws(SystemError) {
        token = try server.loop.add(self, descriptor: stream.descriptor, events: .input)
    }

    // MARK: Sending

    /// Puts one whole line into this turn's output.
    func send(_ write: (inout LineBuffer) -> Void) {
        guard !isClosed else { return }
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
        guard !isClosed, !isClosing else { return }
        for index in subscriptions.indices {
            guard subscriptions[index].laneBytes == event.lane,
                subscriptions[index].wants(event.outcome, of: event.device)
            else { continue }
            if subscriptions[index].replayedTo != nil, journaled { continue }
            stage(
                event.sequence, in: index, stale: false, journaled: journaled, body: body)
        }
    }

    private func stage(
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
        guard !isClosed else { return }
        do throws(SocketError) {
            if queue.isEmpty, !staged.isEmpty {
                try writeStaged()
            } else {
                queueStaged(from: 0, written: 0)
            }
            try drainQueue()
            try continueReplays()
        } catch {
            close(because: nil)
            return
        }
        if isClosing, queue.isEmpty { return close(because: nil) }
        updateWatch()
    }

    private func writeStaged() throws(SocketError) {
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
        tellLosses()
        let before = queue.byteCount
        _ = try queue.drain { (span) throws(SocketError) in try stream.write(span) }
        if queue.byteCount < before { forgetPatience() }
        tellLosses()
    }

    /// Tells the client what was dropped, before the next event it gets.
    private func tellLosses() {
        guard queue.byteCount < OutgoingQueue.mostBytes else { return }
        for loss in queue.takeLosses() {
            guard let subscription = subscriptions.first(where: { $0.id == loss.subscription })
            else { continue }
            var line = LineBuffer(capacity: 256)
            line.overflow(
                lane: subscription.lane, dropped: loss.dropped, from: loss.from, to: loss.to)
            queue.prepend(line.bytes)
        }
    }

    // MARK: Replay

    /// Feeds missed events from the journal as the client takes them, so that a long replay holds nobody up.
    private func continueReplays() throws(SocketError) {
        for index in subscriptions.indices {
            guard let from = subscriptions[index].replayedTo, queue.isEmpty else { continue }
            var taken = 0
            let now = server.gateway.wallTime
            do throws(LaneError) {
                var last = from
                try server.gateway.events.replay(
                    lane: subscriptions[index].lane, after: from, limit: Self.replayBatch
                ) { sequence, time, outcome, device, body in
                    taken += 1
                    last = sequence
                    guard subscriptions[index].wants(outcome, of: Bytes(device)) else { return }
                    stage(
                        sequence, in: index,
                        stale: subscriptions[index].isStale(time, now: now),
                        journaled: true, body: body)
                }
                subscriptions[index].replayedTo = taken < Self.replayBatch ? nil : last
            } catch {
                server.gateway.log.error("a replay ended early: \(error.message)")
                subscriptions[index].replayedTo = nil
            }
            if queue.isEmpty, !staged.isEmpty { try writeStaged() }
        }
    }

    // MARK: Subscriptions

    func nextSubscriptionID() -> Int {
        nextSubscription += 1
        return nextSubscription
    }

    /// Adds a subscription, in place of one to the same lane by the same client on this connection.
    func add(_ subscription: Subscription) {
        remove { $0.lane == subscription.lane && $0.client == subscription.client }
        subscriptions.append(subscription)
    }

    /// - Returns: Whether there was one.
    @discardableResult
    func removeSubscription(lane: String) -> Bool {
        remove { $0.lane == lane }
    }

    @discardableResult
    private func remove(_ isOld: (Subscription) -> Bool) -> Bool {
        let old = subscriptions.filter(isOld)
        for subscription in old { queue.forget(subscription: subscription.id) }
        subscriptions.removeAll(where: isOld)
        return !old.isEmpty
    }

    // MARK: Receiving

    func ready(_ events: Events, token: Token) {
        if events.contains(.input) { receive() }
        if isClosed { return }
        if events.contains(.output) { server.hasOutput(self) }
        if !events.isDisjoint(with: [.hangup, .error]) { close(because: nil) }
    }

    private func receive() {
        do throws(SocketError) {
            guard let count = try server.readInput(stream) else { return }
            guard count > 0 else { return close(because: nil) }
            let input = server.input
            assembler.take(input.span.extracting(first: count)) { item in
                guard !isClosed, !isClosing else { return }
                handle(item)
            }
        } catch {
            close(because: nil)
        }
    }

    private func handle(_ item: LineAssembler.Item) {
        switch item {
        case .tooLong:
            refuse(RequestFault(id: nil, error: .lineTooLong))
        case .line(let line):
            do throws(RequestFault) {
                let request = try Request.read(line)
                server.gateway.handle(request, from: self)
            } catch {
                refuse(error)
            }
        }
    }

    private func refuse(_ fault: RequestFault) {
        if fault.wantsReply { send { $0.reply(fault.id, error: fault.error) } }
        guard fault.error.code == LaneError.notJSON.code else { return }
        badLines += 1
        if badLines >= LaneProtocol.badLinesTaken { close(because: "badLines") }
    }

    // MARK: Closing

    /// Says `bye` with a reason where there is one, and closes once that is out, at the latest after a second.
    func close(because reason: String?) {
        guard !isClosed else { return }
        if let reason, !isClosing {
            send { $0.bye(reason: reason) }
            isClosing = true
            server.loop.schedule(at: server.loop.now + .seconds(1), self, tag: Tag.closing)
            return
        }
        isClosed = true
        server.loop.remove(token)
        if let patienceTimer { server.loop.cancel(patienceTimer) }
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
            guard queue.isFull else { return }
            server.gateway.log.notice(
                "a client of process \(peer.process) took nothing for 30 s; closed")
            close(because: nil)
        }
    }

    private func forgetPatience() {
        guard let timer = patienceTimer else { return }
        server.loop.cancel(timer)
        patienceTimer = nil
    }

    /// Watches for room while something is queued, and stops reading from a client that asks and does not listen.
    private func updateWatch() {
        if queue.isFull, patienceTimer == nil {
            patienceTimer = server.loop.schedule(
                at: server.loop.now + Self.patience, self, tag: Tag.patience)
        }
        if queue.byteCount >= OutgoingQueue.mostBytes {
            isReading = false
        } else if queue.byteCount < OutgoingQueue.mostBytes / 2 {
            isReading = !isClosing
        }
        let isReplaying = subscriptions.contains { $0.replayedTo != nil }
        var events: Events = isReading ? .input : []
        if !queue.isEmpty || isReplaying { events.insert(.output) }
        server.loop.change(token, events: events)
    }
}
