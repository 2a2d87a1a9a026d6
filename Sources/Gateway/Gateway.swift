public import Configuration
import Devices
import Directory
import Drivers
import Identity
import Journal
import LaneLink
import Lanes
import Pipeline
public import Transport

/// Joins everything: devices below, the directory beside, lanes above. One thread owns it.
///
/// A turn of the loop: devices and lanes are heard, and each reading becomes an event; then the
/// turn's events go to the journal, together; then to the sockets. So an event is in the journal
/// before it is on a socket, and a burst costs one commit.
public final class Gateway {
    let loop: EventLoop
    let log: Log
    let events: EventLog
    let tickets: TicketDesk
    let rules: HouseRules
    private let publisher: EventPublisher
    private let deviceEvents: DeviceEvents
    /// What holds now.
    var settings: Settings
    /// Reads the settings again; nil where they have no file.
    let readSettings: (() throws(SettingsProblems) -> Settings)?
    private let directory: DirectoryKeeper
    let attachments: Attachments
    let server: LaneServer
    private let clock: WallClock
    private let signals: SignalSource
    private var signalToken = Token.none

    /// Opens everything that `settings` name. What a device, the directory or the journal cannot do
    /// is said in the log and tried again; only the lane socket must be had.
    /// - Parameters:
    ///   - endsInTime: Whether SIGTERM ends the process within 2 seconds, whatever it waits for
    ///     then.
    ///   - readSettings: Reads them again, for SIGHUP.
    public init(
        settings: Settings, clock: WallClock, underSystemd: Bool, endsInTime: Bool = false,
        readSettings: (() throws(SettingsProblems) -> Settings)? = nil
    ) throws(GatewayError) {
        self.settings = settings
        self.readSettings = readSettings
        log = Log(withPriority: underSystemd)
        self.clock = clock
        do throws(SystemError) {
            loop = try EventLoop()
            signals = try SignalSource(endsInTime: endsInTime)
        } catch {
            throw .system(error)
        }
        events = EventLog(settings: settings.journal, log: log)
        let log = log
        let loop = loop
        var calendar = settings.storeCalendar
        let unknown = { (name: String) in
            log.warning("there is no user or group \"\(name)\" on this machine; settings name it")
        }
        let laneSettings = settings.effectiveLanes
        let lanes = laneSettings.map { Lane($0, unknown: unknown) }
        do throws(SettingsProblems) {
            rules = try HouseRules(settings, lanes: lanes)
        } catch {
            throw .settings(error)
        }
        directory = DirectoryKeeper(
            path: settings.directory, source: settings.source,
            isPaymentCard: { [rules] in rules.isPaymentCard($0) }, log: log, now: { loop.now },
            storeTime: { calendar.time(at: clock.now) })
        tickets = TicketDesk(events: events, loop: loop, lanes: lanes, log: log)
        tickets.loadWhenOpen(at: clock.now)
        publisher = EventPublisher(events: events, tickets: tickets, directory: directory)
        let access = AccessList(
            settings.access, socketGroup: settings.socket.group, unknown: unknown)
        do throws(SocketError) {
            server = try LaneServer(
                events: events, clock: clock, loop: loop, socket: settings.socket, access: access,
                log: log,
                greeting: { [events, rules] in
                    var greeting = Greeting(
                        gateway: "laneid/\(Version.text)", instance: events.instance,
                        clockIsSet: clock.isSet)
                    greeting.hasBenefits = rules.hasBenefits
                    return greeting
                })
        } catch {
            throw .socket(error)
        }
        deviceEvents = DeviceEvents(
            rules: rules, publisher: publisher, clock: clock, server: server)
        attachments = Attachments(settings, lanes: lanes, owner: deviceEvents, loop: loop, log: log)
        server.methods = LaneMethods(
            rules: rules, publisher: publisher, attachments: attachments, access: access,
            clock: clock, server: server)
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
        log.notice(
            "ready: \(attachments.named.count.counted("device")), \(rules.lanes.count.counted("lane"))"
        )
    }

    /// Delivers what is left and closes everything.
    func stop() {
        attachments.stop()
        endTurn()
        server.shutDown()
        // The loop holds this gateway, and this gateway the loop: only so is everything closed in
        // good order.
        loop.endOfTurn = nil
        loop.remove(signalToken)
    }

    /// Journal, then sockets; only then what nobody waits for.
    private func endTurn() {
        let isKept = tickets.write()
        let journaled = events.commit()
        server.settle(tickets.settle(journaled))
        server.deliver(events, journaled: journaled && isKept)
        server.flush()
        directory.endTurn()
        events.endTurn(now: clock.now)
        tickets.loadWhenOpen(at: clock.now)
    }
}

extension Gateway: TurnHandler {
    public func turnEnded() {
        attachments.forgetSecrets()
        // What readers read does not wait for what lanes ask.
        if server.hasRequests {
            if !events.pending.isEmpty { endTurn() }
            server.answerRequests()
        }
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
