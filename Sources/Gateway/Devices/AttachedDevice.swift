import Decoding
import Drivers
import Identity
import LaneLink
import Transport

/// One configured device: its port, its decoder, and where it stands. Owned by the gateway.
///
/// A port that is not there is waited for by watching its folder, without polling; one that is there and does not open
/// is tried again with growing pauses. Nothing here needs a restart to heal.
final class AttachedDevice: EventHandler, TimerHandler {
    let name: String
    let driver: Driver
    private(set) var state = DeviceState.lost
    private(set) var why: String?
    private(set) var reads = 0
    private(set) var faults = 0

    private let settings: Settings.DeviceSettings
    private let lane: Lane
    private let nameBytes: Bytes<32>
    private unowned let gateway: Gateway
    private var port: SerialPort?
    private var token = Token.none
    private var decoder: any Decoder
    private var decoderTimer: Timer?
    private var retryTimer: Timer?
    private var backoff = Backoff()
    private var watch: PathWatch?
    private var watchToken = Token.none

    init(_ settings: Settings.DeviceSettings, lane: Lane, gateway: Gateway) {
        self.settings = settings
        self.lane = lane
        self.gateway = gateway
        name = settings.name
        nameBytes = Bytes(settings.name)
        driver = settings.driver
        decoder = settings.driver.makeDecoder(settings.options)
    }

    /// How what this device reads enters.
    var entryMode: EntryMode { driver.kind.entryMode }

    func origin(at time: WallTime) -> Pipeline.Origin {
        Pipeline.Origin(lane: lane.bytes, device: nameBytes, time: time, shopper: lane.shopper)
    }

    var report: DeviceReport {
        DeviceReport(
            device: name, driver: driver.name, kind: driver.kind, lane: lane.name, state: state,
            why: why, reads: reads, faults: faults, identity: settings.path)
    }

    /// Sends the device's accept or reject signal.
    /// - Returns: False where the device has none or is not ready.
    func signal(_ signal: Request.Signal) -> Bool {
        let command = signal == .accept ? driver.feedback.accept : driver.feedback.reject
        guard !command.isEmpty else { return false }
        return send(command)
    }

    // MARK: Opening

    /// Opens the port, or arranges to be called when that may succeed.
    func attach() {
        cancelRetry()
        watchPath()
        do throws(SerialError) {
            let port = try SerialPort(path: settings.path, line: settings.line)
            token = try register(port)
            self.port = port
            decoder = driver.makeDecoder(settings.options)
            backoff.reset()
            enter(.ready, because: nil)
        } catch {
            enter(error.state, because: error.description)
            // What is not there is waited for without polling, if its folder can be watched.
            if error.state != .lost || watch == nil { retryLater() }
        }
    }

    private func register(_ port: SerialPort) throws(SerialError) -> Token {
        do throws(SystemError) {
            return try gateway.loop.add(self, descriptor: port.descriptor, events: .input)
        } catch {
            throw .system(error)
        }
    }

    private func watchPath() {
        guard watch == nil, let watch = try? PathWatch(path: settings.path) else { return }
        guard
            let token = try? gateway.loop.add(self, descriptor: watch.descriptor, events: .input)
        else { return }
        self.watch = watch
        watchToken = token
    }

    private func retryLater() {
        let pause = backoff.next(using: &gateway.generator)
        retryTimer = gateway.loop.schedule(
            at: gateway.loop.now + pause, self, tag: Tag.retry)
    }

    private func cancelRetry() {
        if let retryTimer { gateway.loop.cancel(retryTimer) }
        retryTimer = nil
    }

    /// The port is gone: lets go of it, and tries again at once, for an adapter that resets is back in no time.
    private func lose(because error: SerialError) {
        gateway.loop.remove(token)
        token = .none
        port = nil
        if let decoderTimer { gateway.loop.cancel(decoderTimer) }
        if decoderTimer != nil {
            // Half a message was under way; nothing of it goes on.
            count(.truncated)
        }
        decoderTimer = nil
        decoder = driver.makeDecoder(settings.options)
        enter(error.state, because: error.description)
        retryLater()
    }

    private func enter(_ state: DeviceState, because why: String?) {
        guard state != self.state || why != self.why else { return }
        self.state = state
        self.why = why
        let reason = why.map { ": \($0)" } ?? ""
        if state == .ready {
            gateway.log.notice("device \(name) is ready at \(settings.path)")
        } else {
            gateway.log.warning("device \(name) is \(state.rawValue)\(reason)")
        }
        gateway.announce(self)
    }

    // MARK: Reading

    func ready(_ events: Events, token: Token) {
        if token == watchToken {
            if watch?.changed() == true, port == nil { attach() }
            return
        }
        guard let port else { return }
        do throws(SerialError) {
            if events.contains(.output) {
                try port.flush()
                if !port.hasOutput { gateway.loop.change(token, events: .input) }
            }
            guard try port.read(into: &gateway.input) else { return }
        } catch {
            return lose(because: error)
        }
        decodeInput()
        gateway.input.wipe()
    }

    private func decodeInput() {
        Self.decode(
            &gateway.input, with: &decoder, at: gateway.loop.now, into: &gateway.output)
        takeOutput()
        scheduleDecoder()
    }

    private static func decode(
        _ input: inout InputBuffer, with decoder: inout any Decoder, at now: Instant,
        into output: inout DecoderOutput
    ) {
        while let piece = input.next() {
            switch piece {
            case .bytes(let range): decoder.decode(input.bytes(range), at: now, into: &output)
            case .badCharacter: decoder.spoil(at: now, into: &output)
            case .breakCondition:
                // Plugging a device in makes one; only a message under way is harmed by it.
                if decoder.deadline != nil { decoder.spoil(at: now, into: &output) }
            }
        }
    }

    /// Hands on what the decoder gave.
    private func takeOutput() {
        guard !gateway.output.isEmpty else { return }
        for index in gateway.output.items.indices {
            switch gateway.output.items[index] {
            case .reading(var reading):
                reads += 1
                gateway.take(&reading, from: self)
            case .fault(let fault): count(fault)
            case .command(let command): _ = send(command)
            // A serial line takes no reports.
            case .hidCommand: break
            }
        }
        gateway.output.removeAll()
    }

    private func count(_ fault: Fault) {
        faults += 1
        gateway.take(fault, from: self)
    }

    @discardableResult
    private func send(_ command: Bytes<64>) -> Bool {
        guard let port else { return false }
        do throws(SerialError) {
            try port.write(command.span)
            if port.hasOutput { gateway.loop.change(token, events: [.input, .output]) }
            return true
        } catch {
            gateway.log.warning("device \(name): \(error)")
            return false
        }
    }

    // MARK: Time

    private enum Tag {
        static let retry = 1
        static let decoder = 2
    }

    private func scheduleDecoder() {
        if let decoderTimer { gateway.loop.cancel(decoderTimer) }
        decoderTimer = decoder.deadline.map {
            gateway.loop.schedule(at: $0, self, tag: Tag.decoder)
        }
    }

    func timerFired(tag: Int) {
        switch tag {
        case Tag.retry:
            retryTimer = nil
            attach()
        default:
            decoderTimer = nil
            decoder.decode(Span(), at: gateway.loop.now, into: &gateway.output)
            takeOutput()
            scheduleDecoder()
        }
    }
}

extension SerialError {
    /// Where a device stands whose port gave this error.
    fileprivate var state: DeviceState {
        switch self {
        case .absent, .noHardware, .vanished: .lost
        case .denied: .denied
        case .held: .held
        // It is plugged in, and not as settings want it.
        case .notATerminal, .refused, .unsupportedSpeed, .outputFull, .system: .present
        }
    }
}
