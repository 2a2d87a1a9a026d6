import Decoding
import Drivers
import Identity
import LaneLink
import Transport

/// One device of a lane: its decoder, what it read, and where it stands, however it is connected. Owned by the gateway.
///
/// The link opens and reads; this decodes and hands on. A device that is not plugged in has none, or one that waits.
final class AttachedDevice: TimerHandler {
    let name: String
    private(set) var state = DeviceState.lost
    private(set) var why: String?
    private var announcedState = DeviceState.lost
    private var announcedWhy: String?
    private(set) var reads = 0
    private(set) var faults = 0
    private(set) var link: (any DeviceLink)?
    /// Nil for a USB device whose driver settings leave open, until it is plugged in.
    private(set) var driver: Driver?

    private var lane: Lane
    private let nameBytes: Bytes<32>
    private unowned let gateway: Gateway
    /// What tells it from another of its model.
    private var identity: String
    /// Why this driver reads it; nil where settings say all.
    private var ground: String?
    private var decoder: (any Decoder)?
    private var decoderTimer: Timer?
    private var acceptCommands: [DeviceCommand] = []
    private var rejectCommands: [DeviceCommand] = []

    init(name: String, driver: Driver?, identity: String, lane: Lane, gateway: Gateway) {
        self.name = name
        self.driver = driver
        self.identity = identity
        self.lane = lane
        self.gateway = gateway
        nameBytes = Bytes(name)
    }

    var kind: ReadingKind { driver?.kind ?? .barcode }

    func source(at time: WallTime) -> Event.Source {
        Event.Source(lane: lane.bytes, device: nameBytes, time: time)
    }

    /// Whether the shoppers of an account are asked for.
    var policy: ShopperPolicy { lane.shopper }

    var report: DeviceReport {
        DeviceReport(
            device: name, driver: driver?.name, kind: driver?.kind, lane: lane.name,
            state: shownState, why: shownWhy ?? ground, reads: reads, faults: faults,
            identity: identity)
    }

    /// Takes its lane's new settings, which are among `lanes`.
    func setLane(_ lanes: [Lane]) {
        if let new = lanes.first(where: { $0.name == lane.name }) { lane = new }
    }

    // MARK: Tests

    /// Who gets what the device reads instead of its lane.
    private(set) var test: DeviceTest?

    /// Where it stands for lanes: they do not get what a tester gets.
    private var shownState: DeviceState { test != nil && state == .ready ? .held : state }

    /// Why it stands there.
    var shownWhy: String? { why ?? (state == .ready ? test?.sentence : nil) }

    /// Begins or, with nil, ends a test.
    func setTest(_ test: DeviceTest?) {
        self.test?.cancel()
        self.test = test
        gateway.log.notice(
            test.map { "device \(name): \($0.sentence)" } ?? "device \(name): the test is over")
        if state == .ready { gateway.announce(self) }
    }

    /// Sends the device's accept or reject signal.
    /// - Returns: False where the device has none or is not ready.
    func signal(_ signal: Request.Signal) -> Bool {
        let commands = signal == .accept ? acceptCommands : rejectCommands
        guard let link, !commands.isEmpty else { return false }
        return commands.allSatisfy { link.send($0) }
    }

    // MARK: For whoever connects it

    /// Gives the device the way on which it is reached from now on.
    func connect(_ link: any DeviceLink) {
        self.link = link
        link.attach()
    }

    /// As above, for a device that has just been plugged in.
    func connect(
        _ link: any DeviceLink, driver: Driver, identity: String, ground: String?
    ) {
        self.driver = driver
        self.identity = identity
        self.ground = ground
        connect(link)
    }

    /// The device was unplugged.
    func disconnect(because why: String) {
        link?.close()
        link = nil
        ground = nil
        // The link may have noticed first, and said so.
        if state != .lost || self.why == nil { stop(.lost, because: why) }
    }

    // MARK: For the link

    /// The link is open: a new decoder begins, and may tell the device something first.
    func begin(
        _ decoder: any Decoder, accept: [DeviceCommand], reject: [DeviceCommand]
    ) {
        self.decoder = decoder
        acceptCommands = accept
        rejectCommands = reject
        self.decoder?.start(at: gateway.loop.now, into: &gateway.output)
        // A reader that is silent until it is told to read is not ready before it has taken that.
        let mustBeTold = !gateway.output.isEmpty && link?.saysWhenSent == true
        if !mustBeTold { enter(.ready, because: nil) }
        finishInput()
    }

    /// The device has taken everything that was sent to it.
    func wasTold() {
        if state == .opening || state == .stale { enter(.ready, because: nil) }
    }

    /// The link is gone; half a message goes no further.
    func stop(_ state: DeviceState, because why: String) {
        if let decoderTimer { gateway.loop.cancel(decoderTimer) }
        if decoderTimer != nil { count(.truncated) }
        decoderTimer = nil
        decoder = nil
        acceptCommands = []
        rejectCommands = []
        enter(state, because: why)
    }

    func enter(_ state: DeviceState, because why: String?) {
        self.state = state
        self.why = why
        // Every try begins with opening; only how it ends is news, and only if it ends otherwise than the one before.
        guard state != .opening, state != announcedState || why != announcedWhy else { return }
        announcedState = state
        announcedWhy = why
        let reason = why.map { ": \($0)" } ?? ""
        if state == .ready {
            gateway.log.notice("device \(name) is ready at \(identity)")
        } else {
            gateway.log.warning("device \(name) is \(state.rawValue)\(reason)")
        }
        gateway.announce(self)
    }

    /// Takes what a device sent in one piece.
    func take(_ bytes: borrowing Span<UInt8>) {
        decoder?.decode(bytes, at: gateway.loop.now, into: &gateway.output)
        finishInput()
    }

    /// Takes what is in the gateway's input buffer.
    func takeInput() {
        Self.decode(&gateway.input, with: &decoder, at: gateway.loop.now, into: &gateway.output)
        finishInput()
    }

    private static func decode(
        _ input: inout InputBuffer, with decoder: inout (any Decoder)?, at now: Instant,
        into output: inout DecoderOutput
    ) {
        while let piece = input.next() {
            switch piece {
            case .bytes(let range): decoder?.decode(input.bytes(range), at: now, into: &output)
            case .badCharacter: decoder?.spoil(at: now, into: &output)
            case .breakCondition:
                // Plugging a device in makes one; only a message under way is harmed by it.
                if decoder?.deadline != nil { decoder?.spoil(at: now, into: &output) }
            }
        }
    }

    /// Something on the way was lost or damaged.
    func spoil() {
        decoder?.spoil(at: gateway.loop.now, into: &gateway.output)
        finishInput()
    }

    // MARK: Decoding

    private func finishInput() {
        takeOutput()
        if let decoderTimer { gateway.loop.cancel(decoderTimer) }
        decoderTimer = decoder?.deadline.map { gateway.loop.schedule(at: $0, self, tag: 0) }
    }

    /// Hands on what the decoder gave.
    private func takeOutput() {
        guard !gateway.output.isEmpty else { return }
        for index in gateway.output.entries.indices {
            switch gateway.output.entries[index] {
            case .reading(let place):
                reads += 1
                gateway.takeReading(at: place, from: self)
            case .fault(let fault): count(fault)
            case .command(let command): _ = link?.send(.bytes(command))
            case .hidCommand(let command): _ = link?.send(.report(command))
            }
        }
        gateway.output.removeAll()
    }

    private func count(_ fault: Fault) {
        faults += 1
        gateway.take(fault, from: self)
    }

    /// A message under way has stayed unfinished for as long as its decoder waits.
    func timerFired(tag: Int) {
        decoderTimer = nil
        decoder?.decode(Span(), at: gateway.loop.now, into: &gateway.output)
        finishInput()
    }
}
