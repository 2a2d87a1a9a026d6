import Decoding
import Directory
import Drivers
import Identity
import LaneLink
import Recognition
public import Transport

/// Joins everything: devices below, the directory beside, lanes above. One thread owns it.
///
/// A turn of the loop: devices and lanes are heard, and each reading becomes an event; then the turn's events go to the
/// journal, together; then to the sockets. So an event is in the journal before it is on a socket, and a burst costs
/// one commit.
public final class Gateway {
    let loop: EventLoop
    let log: Log
    let events: EventLog
    let tickets: TicketDesk
    var pipeline: Pipeline
    var lanes: [Lane]
    /// What holds now.
    var settings: Settings
    /// Reads the settings again; nil where they have no file.
    let readSettings: (() throws(SettingsProblems) -> Settings)?
    var directory: DirectoryKeeper
    private(set) var attachments: Attachments!
    private(set) var server: LaneServer!
    private let clock: WallClock
    private let signals: SignalSource
    private var signalToken = Token.none

    /// Opens everything that `settings` name. What a device, the directory or the journal cannot do is said in the log
    /// and tried again; only the lane socket must be had.
    /// - Parameter readSettings: Reads them again, for SIGHUP.
    public init(
        settings: Settings, clock: WallClock, underSystemd: Bool,
        readSettings: (() throws(SettingsProblems) -> Settings)? = nil
    ) throws(GatewayError) {
        self.settings = settings
        self.readSettings = readSettings
        log = Log(withPriority: underSystemd)
        self.clock = clock
        do throws(SystemError) {
            loop = try EventLoop()
            signals = try SignalSource()
        } catch {
            throw .system(error)
        }
        do throws(SettingsProblems) {
            pipeline = Pipeline(recogniser: try settings.recogniser())
        } catch {
            throw .settings(error)
        }
        events = EventLog(settings: settings.journal, log: log)
        let log = log
        let loop = loop
        var calendar = settings.storeCalendar
        directory = DirectoryKeeper(
            path: settings.directory, source: settings.source, log: log, now: { loop.now },
            storeTime: { calendar.time(at: clock.now) })
        let unknown = { (name: String) in
            log.warning("there is no user or group \"\(name)\" on this machine; settings name it")
        }
        let laneSettings = settings.effectiveLanes
        lanes = laneSettings.map { Lane($0, unknown: unknown) }
        tickets = TicketDesk(events: events, loop: loop, lanes: lanes, log: log)
        tickets.loadWhenOpen(at: clock.now)
        do throws(SocketError) {
            server = try LaneServer(
                gateway: self, loop: loop, socket: settings.socket,
                access: AccessList(
                    settings.access, socketGroup: settings.socket.group, unknown: unknown))
        } catch {
            throw .socket(error)
        }
        attachments = Attachments(settings, lanes: lanes, owner: self, loop: loop, log: log)
    }

    /// Runs until SIGTERM or SIGINT.
    public func run() throws(GatewayError) {
        try start()
        loop.run()
        stop()
    }

    /// Begins to serve: from here on each turn of the loop does.
    func start() throws(GatewayError) {
        do throws(SystemError) {
            try server.start()
            signalToken = try loop.add(self, descriptor: signals.descriptor, events: .input)
        } catch {
            throw .system(error)
        }
        loop.endOfTurn = self
        attachments.start()
        log.notice("ready: \(attachments.named.count) devices, \(lanes.count) lanes")
    }

    /// Delivers what is left and closes everything.
    func stop() {
        attachments.close()
        endTurn()
        server.shutDown()
        // The loop holds this gateway, and this gateway the loop: only so is everything closed in good order.
        loop.endOfTurn = nil
        loop.remove(signalToken)
    }

    var greeting: Greeting {
        var greeting = Greeting(
            gateway: "laneid/\(Version.text)", instance: events.instance,
            clockIsSet: clock.isSet)
        greeting.hasBenefits = settings.hasBenefits
        return greeting
    }

    /// The time of day, as events show it.
    var wallTime: WallTime { clock.now }

    // MARK: Events

    /// Lets `write` write the body of an event and gives the event its number; nil where it is none.
    func publish(
        _ origin: Pipeline.Origin,
        _ write: (inout LineBuffer) throws(LaneError) -> Pipeline.Verdict
    ) throws(LaneError) -> Int64? {
        let start = events.bodies.count
        let verdict: Pipeline.Verdict
        do throws(LaneError) {
            verdict = try write(&events.bodies)
        } catch {
            events.bodies.truncate(to: start)
            throw error
        }
        guard let verdict else {
            events.bodies.truncate(to: start)
            return nil
        }
        noteSource()
        return events.publish(
            from: start, outcome: verdict, lane: origin.lane, device: origin.device,
            time: origin.time)
    }

    private func finish(
        _ verdict: Pipeline.Verdict, from start: Int, _ origin: Pipeline.Origin
    ) {
        guard let verdict else { return events.bodies.truncate(to: start) }
        noteSource()
        _ = events.publish(
            from: start, outcome: verdict, lane: origin.lane, device: origin.device,
            time: origin.time)
    }

    /// Says in the event that the live source was late or away, where there is one.
    private func noteSource() {
        guard let fallback = directory.live?.takeFallback() else { return }
        events.bodies.member("source", word: fallback.rawValue)
    }

    /// Journal, then sockets; only then what nobody waits for.
    private func endTurn() {
        let isKept = tickets.write()
        let journaled = events.commit()
        tickets.settle(journaled)
        server.deliver(events, journaled: journaled && isKept)
        server.flush()
        directory.endTurn()
        events.endTurn(now: wallTime)
        tickets.loadWhenOpen(at: wallTime)
    }
}

extension Gateway: DeviceOwner {
    func take(_ reading: inout Reading, from device: AttachedDevice) {
        var origin = device.origin(at: wallTime)
        if let test = device.test { return test.send(rehearse(&reading, from: origin)) }
        origin.desk = tickets
        let start = events.bodies.count
        let verdict = pipeline.run(
            &reading, from: origin, resolver: &directory, into: &events.bodies)
        finish(verdict, from: start, origin)
    }

    func take(_ fault: Fault, of kind: ReadingKind, from device: AttachedDevice) {
        let origin = device.origin(at: wallTime)
        if let test = device.test {
            return test.send(pipeline.judge(fault, kind: kind, from: origin))
        }
        let start = events.bodies.count
        let verdict = pipeline.run(fault, kind: kind, from: origin, into: &events.bodies)
        finish(verdict, from: start, origin)
    }

    func takeRemoval(
        of kind: ReadingKind, text: borrowing Span<UInt8>, from device: AttachedDevice
    ) {
        guard device.test == nil else { return }
        let origin = device.origin(at: wallTime)
        let start = events.bodies.count
        finish(
            pipeline.run(removalOf: kind, text: text, from: origin, into: &events.bodies),
            from: start, origin)
    }

    func takeCall(without number: NumberAbsence, from device: AttachedDevice) {
        guard device.test == nil else { return }
        let origin = device.origin(at: wallTime)
        let start = events.bodies.count
        finish(
            pipeline.run(callWithout: number, from: origin, into: &events.bodies), from: start,
            origin)
    }

    func announce(_ device: AttachedDevice) {
        let report = device.report
        server.announce { $0.device(device.name, state: report.state, why: device.shownWhy) }
    }
}

extension Gateway: TurnHandler {
    public func turnEnded() {
        endTurn()
    }
}

extension Gateway: EventHandler {
    /// Signals.
    public func ready(_ events: Events, token: Token) {
        while let signal = signals.next() {
            switch signal {
            case .interrupt, .terminate:
                log.notice("stopping")
                loop.stop()
            case .hangup:
                reload()
            }
        }
    }
}

/// Why the gateway cannot run.
public enum GatewayError: Error, CustomStringConvertible {
    case system(SystemError)
    case socket(SocketError)
    case settings(SettingsProblems)

    public var description: String {
        switch self {
        case .system(let error): error.description
        case .socket(let error): error.description
        case .settings(let error): error.description
        }
    }
}

/// The program's version.
public enum Version {
    public static let text = "0.1.0"
}
