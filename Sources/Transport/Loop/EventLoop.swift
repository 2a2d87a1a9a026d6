public import Identity

/// Waits for descriptors and deadlines and calls their handlers, all on the thread that runs it.
///
/// One owner, one thread. A turn is: sleep; call the handlers of ready descriptors; fire the
/// deadlines that have passed; call `endOfTurn`. Descriptors go first, so that bytes which came in
/// time beat the deadline that waits for them. Handlers may add and remove anything, themselves
/// included: what was removed is not called again, not even for something that this wake-up had
/// already brought. Without a deadline the loop sleeps until a descriptor is ready.
public final class EventLoop {
    private struct Slot {
        /// Nil when the slot is free.
        var handler: (any EventHandler)?
        var descriptor: Int32 = -1
        var events: Events = []
        var generation: UInt32 = 0
    }

    private let epoll: Epoll
    private var slots: [Slot] = []
    private var free: [Int32] = []
    private var timers = TimerQueue()
    private var stopped = false

    /// The time of the last wake-up.
    public private(set) var now: Instant

    /// Called once after everything that a wake-up brought was handled. Kept until replaced.
    public var endOfTurn: (any TurnHandler)?

    public init() throws(SystemError) {
        epoll = try Epoll()
        now = .now
    }

    // MARK: Descriptors

    /// Watches `descriptor` for `events`, and keeps `handler` until the token is removed. Remove
    /// before closing the descriptor. Throws when the kernel has no room, or for a descriptor that
    /// cannot be waited for (a plain file).
    public func add(
        _ handler: any EventHandler, descriptor: borrowing FileDescriptor, events: Events
    ) throws(SystemError) -> Token {
        try add(handler, number: descriptor.number, events: events)
    }

    /// As above, for a descriptor that is known by its number.
    func add(
        _ handler: any EventHandler, number: Int32, events: Events
    ) throws(SystemError) -> Token {
        // The kernel reuses numbers. The handler of a closed descriptor gets no further calls.
        for slot in slots.indices where slots[slot].descriptor == number { release(slot) }
        if free.isEmpty {
            free.append(Int32(slots.count))
            slots.append(Slot())
        }
        let slot = free[free.count - 1]
        let token = Token(slot: slot, generation: slots[Int(slot)].generation)
        try epoll.add(number, events, token)
        free.removeLast()
        slots[Int(slot)].handler = handler
        slots[Int(slot)].descriptor = number
        slots[Int(slot)].events = events
        return token
    }

    /// Watches for other events than before. Does nothing after removal.
    public func change(_ token: Token, events: Events) {
        guard let slot = slot(of: token), slots[slot].events != events else { return }
        slots[slot].events = events
        if !epoll.change(slots[slot].descriptor, events, token) { release(slot) }
    }

    /// Watches no longer, and lets go of the handler. Does nothing after removal.
    public func remove(_ token: Token) {
        guard let slot = slot(of: token) else { return }
        epoll.remove(slots[slot].descriptor)
        release(slot)
    }

    // MARK: Deadlines

    /// Calls `handler` once with `tag`, at most about a millisecond after `deadline`; in the next
    /// turn when that has passed already.
    @discardableResult
    public func schedule(at deadline: Instant, _ handler: any TimerHandler, tag: Int) -> Timer {
        // Not before now: a handler that reschedules itself into the past must not starve others.
        timers.add(at: max(deadline, now), handler, tag: tag)
    }

    /// Forgets a deadline. Does nothing when it has fired or was cancelled.
    public func cancel(_ timer: Timer) {
        timers.cancel(timer)
    }

    // MARK: Running

    /// Runs until `stop()`.
    public func run() {
        stopped = false
        while !stopped { _ = runOnce(limit: nil) }
    }

    /// Ends `run()` after the present turn.
    public func stop() {
        stopped = true
    }

    /// One turn; sleeps at most `limit` (nil: until something happens). False when nothing was
    /// handled: the limit passed, or a signal woke the thread.
    @discardableResult
    public func runOnce(limit: Duration?) -> Bool {
        let count = epoll.wait(milliseconds: timeToSleep(limit))
        now = .now
        var handled = false
        for index in 0..<count {
            let (token, events) = epoll.event(at: index)
            guard let slot = slot(of: token), let handler = slots[slot].handler else { continue }
            handler.ready(events, token: token)
            handled = true
        }
        if fireDeadlines(upTo: now) { handled = true }
        if handled { endOfTurn?.turnEnded() }
        return handled
    }

    /// Calls the handlers of the deadlines up to `instant`, which a test may choose to be one that
    /// is still to come. False when there was none.
    package func fireDeadlines(upTo instant: Instant) -> Bool {
        now = max(now, instant)
        var fired = false
        let order = timers.nextOrder
        while let (handler, tag) = timers.popDue(at: instant, before: order) {
            handler.timerFired(tag: tag)
            fired = true
        }
        return fired
    }

    private func timeToSleep(_ limit: Duration?) -> Int32 {
        let untilDeadline = timers.earliest.map { $0 - Instant.now }
        switch (limit, untilDeadline) {
        case (nil, nil): return -1
        case (let duration?, nil), (nil, let duration?): return duration.inMillisecondsToWait
        case (let first?, let second?): return min(first, second).inMillisecondsToWait
        }
    }

    private func slot(of token: Token) -> Int? {
        let slot = Int(token.slot)
        guard slots.indices.contains(slot), slots[slot].handler != nil,
            slots[slot].generation == token.generation
        else { return nil }
        return slot
    }

    private func release(_ slot: Int) {
        slots[slot].handler = nil
        slots[slot].descriptor = -1
        slots[slot].generation &+= 1
        free.append(Int32(slot))
    }
}
