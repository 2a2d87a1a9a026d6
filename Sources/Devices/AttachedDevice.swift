import Configuration
package import Decoding
import Drivers
package import Identity
package import LaneLink
import Transport

/// Takes what devices give.
package protocol DeviceOwner: AnyObject {
    func take(_ reading: inout Reading, from device: AttachedDevice)
    func take(_ fault: Fault, of kind: ReadingKind, from device: AttachedDevice)
    /// A key or card was taken out.
    func takeRemoval(
        of kind: ReadingKind, text: borrowing Span<UInt8>, from device: AttachedDevice)
    /// A call came without a number.
    func takeCall(without number: NumberAbsence, from device: AttachedDevice)
    /// A device stands elsewhere than before.
    func announce(_ device: AttachedDevice)
}

/// One device of a lane: its session, what it read, and where it stands, however it is connected.
/// Owned by the gateway.
///
/// The link opens and reads; this hands on. A device that is not plugged in has none, or one that
/// waits.
package final class AttachedDevice: LinkedDevice, TimerHandler {
    package private(set) var name: String
    package private(set) var state = DeviceState.lost
    private(set) var why: String?
    private var announcedState = DeviceState.lost
    private var announcedWhy: String?
    package private(set) var reads = 0
    package private(set) var faults = 0
    private(set) var link: (any DeviceLink)?
    /// Nil for a USB device whose driver settings leave open, until it is plugged in.
    private(set) var driver: Driver?

    private var lane: Lane
    /// What settings say of this device; nil where its lane says it.
    private let ownDwell: Duration?
    private var dwell = Dwell()
    private var nameBytes: Bytes<32>
    private unowned let owner: any DeviceOwner
    private let thread: DeviceThread
    private let log: Log
    /// What tells it from another of its model.
    private(set) var identity: String
    /// Why this driver reads it; nil where settings say all.
    private var ground: String?
    private var session: Session?
    private var sessionTimer: Timer?

    init(
        name: String, driver: Driver?, identity: String, lane: Lane, dwell: Duration? = nil,
        owner: any DeviceOwner, thread: DeviceThread, log: Log
    ) {
        self.name = name
        self.driver = driver
        self.identity = identity
        self.lane = lane
        ownDwell = dwell
        self.owner = owner
        self.thread = thread
        self.log = log
        nameBytes = Bytes(name)
    }

    package var kind: ReadingKind { driver?.kind ?? .barcode }

    package func source(at time: WallTime) -> Event.Source {
        Event.Source(lane: lane.bytes, device: nameBytes, time: time)
    }

    /// Whether the shoppers of an account are asked for.
    package var policy: ShopperPolicy { lane.shopper }

    package var report: DeviceReport {
        DeviceReport(
            device: name, driver: driver?.name, kind: driver?.kind, lane: lane.name,
            state: shownState, why: shownWhy ?? ground, reads: reads, faults: faults,
            identity: identity)
    }

    /// Takes its lane's new settings, which are among `lanes`.
    func setLane(_ lanes: [Lane]) {
        if let new = lanes.first(where: { $0.name == lane.name }) { lane = new }
    }

    /// Gives the device another name; for lanes the old one is gone.
    func rename(_ new: String, because why: String) {
        let (state, reason) = (state, self.why)
        enter(.lost, because: why)
        name = new
        nameBytes = Bytes(new)
        enter(state, because: reason)
    }

    // MARK: Tests

    /// Who gets what the device reads instead of its lane.
    package private(set) var test: DeviceTest?
    var allowance = TestAllowance()

    /// Where it stands for lanes: they do not get what a tester gets.
    private var shownState: DeviceState { test != nil && state == .ready ? .held : state }

    /// Why it stands there.
    package var shownWhy: String? { why ?? (state == .ready ? test?.sentence : nil) }

    /// Begins or, with nil, ends a test.
    package func setTest(_ test: DeviceTest?) {
        self.test?.cancel()
        self.test = test
        log.notice(
            test.map { "device \(name): \($0.sentence)" } ?? "device \(name): the test is over")
        if state == .ready { owner.announce(self) }
    }

    /// Sends the device's accept or reject signal.
    /// - Returns: False where the device has none, does not take it or is not ready.
    package func signal(_ signal: Request.Signal) -> Bool {
        session?.signal(
            signal == .accept ? .accept : .reject, at: thread.loop.now, into: &thread.output)
        return finishTurn()
    }

    // MARK: For whoever connects it

    /// Gives the device the way on which it is reached from now on.
    func connect(_ link: any DeviceLink) {
        self.link = link
        link.attach()
    }

    /// As above, for a device that has just been plugged in.
    func connect(_ link: any DeviceLink, driver: Driver, identity: String, ground: String?) {
        (self.driver, self.identity, self.ground) = (driver, identity, ground)
        connect(link)
    }

    /// The device was unplugged.
    func disconnect(because why: String) {
        close()
        ground = nil
        // The link may have noticed first, and said so.
        if state != .lost || self.why == nil { stop(.lost, because: why) }
    }

    /// Lets go of the device after its last commands.
    func close() {
        session?.closing(at: thread.loop.now, into: &thread.output)
        finishTurn()
        link?.close()
        link = nil
    }

    // MARK: For the link

    package func begin(_ session: Session) {
        self.session = session
        enter(.opening, because: nil)
        self.session?.opened(at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    package func commandsDelivered() {
        if state == .opening || state == .stale { enter(.ready, because: nil) }
    }

    package func stop(_ state: DeviceState, because why: String) {
        let isCut = session?.isMidMessage == true
        setTimer(nil)
        session = nil
        dwell.removeAll()
        if isCut { count(.truncated, of: kind) }
        enter(state, because: why)
    }

    package func enter(_ state: DeviceState, because why: String?) {
        self.state = state
        self.why = why
        // Every try begins with opening; only how it ends is news, and only if it ends otherwise
        // than the one before.
        guard state != .opening, state != announcedState || why != announcedWhy else { return }
        announcedState = state
        announcedWhy = why
        let reason = why.map { ": \($0)" } ?? ""
        if state == .ready {
            log.notice("device \(name) is ready at \(identity)")
        } else {
            log.warning("device \(name) is \(state.rawValue)\(reason)")
        }
        owner.announce(self)
    }

    package func take(_ bytes: borrowing Span<UInt8>, on channel: Channel) {
        test?.take(bytes)
        session?.receive(bytes, on: channel, at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    package func takeInput() {
        test?.take(thread.input)
        session?.receive(&thread.input, at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    package func inputDamaged() {
        session?.inputDamaged(at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    package func inputInterrupted() {
        session?.inputInterrupted(at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    // MARK: The session

    /// The session's deadline has passed.
    func timerFired(tag: Int) {
        sessionTimer = nil
        session?.deadlinePassed(at: thread.loop.now, into: &thread.output)
        finishTurn()
    }

    private func setTimer(_ deadline: Instant?) {
        if let sessionTimer { thread.loop.cancel(sessionTimer) }
        sessionTimer = deadline.map { thread.loop.schedule(at: $0, self, tag: 0) }
    }

    /// Hands on what the session gave.
    /// - Returns: Whether something was sent, and all of it was taken.
    @discardableResult
    private func finishTurn() -> Bool {
        setTimer(session?.deadline)
        var sent = 0
        var refused = 0
        var reopening: (why: String, resetting: Bool)?
        for index in thread.output.actions.indices {
            var wasSent: Bool?
            switch thread.output.actions[index] {
            case .reading(let place):
                guard !isSeenStill(place) else { continue }
                reads += 1
                let isStopped = thread.output.withReading(at: place) { reading in
                    owner.take(&reading, from: self)
                    return reading.text.isEmpty
                }
                if isStopped { thread.keepsSecret() }
            case .removed(let kind, let text): takeRemoval(of: kind, text, in: thread.output)
            case .noNumber(let reason):
                reads += 1
                owner.takeCall(without: reason, from: self)
            case .fault(let fault, let kind): count(fault, of: kind)
            case .state(.ready):
                // A device that must take a command first is ready when it has.
                if sent == 0 || link?.confirmsDelivery != true { enter(.ready, because: nil) }
            case .state(.stale(let why)): enter(.stale, because: why)
            case .reopen(let why): reopening = (why, false)
            case .resetPort(let why): reopening = (why, true)
            case let command: wasSent = Self.send(command, of: thread.output, over: link)
            }
            if wasSent == true { sent += 1 }
            if wasSent == false { refused += 1 }
        }
        thread.output.removeAll()
        if let test, session?.isMidMessage != true { test.messageEnded() }
        if let reopening {
            link?.reopen(because: reopening.why, resetting: reopening.resetting)
        }
        return sent > 0 && refused == 0
    }

    /// Whether the reading is the one before, of a label that stays where it is.
    private func isSeenStill(_ place: Int) -> Bool {
        guard let limit = ownDwell ?? lane.dwell else { return false }
        return thread.output.withReading(at: place) {
            dwell.isSame($0, at: thread.loop.now, within: limit)
        }
    }

    private func takeRemoval(
        of kind: ReadingKind, _ text: Range<Int>, in output: borrowing Output
    ) {
        owner.takeRemoval(of: kind, text: output.bytes(text), from: self)
    }

    private static func send(
        _ command: Output.Action, of output: borrowing Output, over link: (any DeviceLink)?
    ) -> Bool? {
        link.map { $0.carryOut(command, of: output) } ?? false
    }

    private func count(_ fault: Fault, of kind: ReadingKind) {
        faults += 1
        thread.keepsSecret()
        owner.take(fault, of: kind, from: self)
    }
}
