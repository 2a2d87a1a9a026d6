package import Configuration
import Identity
package import Journal
package import LaneLink
import SQLite
package import Transport

/// The lane socket: takes connections, and brings each turn's events to those who subscribed.
package final class LaneServer: EventHandler, TimerHandler {
    static let maxClients = 64

    let loop: EventLoop
    /// How long a client may take nothing while its queue is full.
    let patience: Duration
    let log: Log
    let events: EventLog
    let clock: WallClock
    /// What a new connection is greeted with.
    let greeting: () -> Greeting
    /// What answers requests; set before the first connection is taken.
    package var methods: LaneMethods!
    /// Where connections read into; one for all, for there is one thread.
    private var input = [UInt8](repeating: 0, count: 16_384)
    package private(set) var connections: [LaneConnection] = []

    private let socket: SocketKeeper
    private let access: AccessList
    private var withOutput: [LaneConnection] = []
    private var requests = RequestQueue()
    /// Whether the loop turns again for the requests that wait.
    private var isWoken = false
    /// What is answered when the turn's changes of tickets are kept.
    private var whenKept: [(LaneConnection, RequestID, Reply)] = []

    package init(
        events: EventLog, clock: WallClock, loop: EventLoop, socket: Settings.SocketSettings,
        access: AccessList, log: Log, greeting: @escaping () -> Greeting
    ) throws(SocketError) {
        self.events = events
        self.clock = clock
        self.log = log
        self.greeting = greeting
        self.loop = loop
        self.access = access
        patience = socket.patience
        self.socket = try SocketKeeper(socket, loop: loop, log: log)
    }

    package func start() throws(SystemError) {
        try socket.start(self)
    }

    /// Reads what a connection sent, and overwrites it here: a cashier may have typed a payment
    /// card's number.
    func readInput(_ connection: LaneConnection) throws(SocketError) -> Int? {
        guard let count = try connection.stream.read(into: &input) else { return nil }
        connection.input.add(input.span.extracting(first: count))
        for index in 0..<count { input[index] = 0 }
        return count
    }

    // MARK: Taking connections

    package func ready(_ events: Events, token: Token) {
        do throws(SocketError) {
            while let stream = try socket.listener?.accept() {
                do throws(SystemError) {
                    try take(stream)
                } catch {
                    throw .system(error)
                }
            }
        } catch {
            log.warning("a lane could not connect: \(error)")
        }
    }

    private func take(_ stream: UnixStream) throws(SystemError) {
        let peer = stream.peer
        let connection = LaneConnection(stream, server: self)
        connections.append(connection)
        requests.greet(connection)
        do throws(SystemError) {
            try connection.start()
        } catch {
            connections.removeLast()
            throw error
        }
        if !access.allows(peer) {
            log.warning(
                "process \(peer.process) of user \(peer.user) may not connect: settings' access")
            connection.close(because: "notAllowed")
        } else if connections.count > Self.maxClients {
            log.warning("more than \(Self.maxClients) clients; the newest was sent away")
            connection.close(because: "tooManyClients")
        } else {
            connection.send { $0.hello(greeting()) }
        }
    }

    func closed(_ connection: LaneConnection) {
        connections.removeAll { $0 === connection }
        requests.remove(connection)
        methods.devices.endTests(of: connection)
    }

    // MARK: Answering

    /// Notes that a connection has something to be answered.
    func hasRequests(_ connection: LaneConnection) { requests.add(connection) }

    /// Whether requests wait.
    package var hasRequests: Bool { !requests.isEmpty }

    /// Answers a few requests of each connection, and leaves the others for the next turn, in which
    /// devices are heard first.
    package func answerRequests() {
        var before = Instant.now
        while let connection = requests.next() {
            connection.answerNext()
            let now = Instant.now
            requests.note(now - before, of: connection)
            before = now
            if !connection.isClosed, !connection.input.isEmpty { requests.add(connection) }
        }
        wakeForRequests()
    }

    private func wakeForRequests() {
        guard hasRequests, !isWoken else { return }
        isWoken = true
        loop.schedule(at: loop.now, self, tag: 0)
    }

    package func timerFired(tag: Int) { isWoken = false }

    /// Answers a request. This is the one place that sends a reply.
    func answer(_ request: Request, from connection: LaneConnection) {
        limitStatements(to: StatementLimit.of(request.call))
        defer { limitStatements(to: nil) }
        do throws(LaneError) {
            let reply = try methods.answer(request, from: connection)
            if let id = request.id {
                switch reply.moment {
                case .now: connection.send { reply.write(&$0, id, true) }
                case .whenKept: whenKept.append((connection, id, reply))
                case .later: break
                }
            }
            reply.then?()
        } catch {
            if let id = request.id { connection.send { $0.reply(id, error: error) } }
        }
    }

    /// Ends every query from now on that is not done within this time; nil for no limit.
    private func limitStatements(to limit: Duration?) {
        let deadline = limit.map { QueryLimit.deadline(after: $0) } ?? .max
        events.deadline = deadline
        methods.customers.directory.deadline = deadline
    }

    /// Answers what waited for the turn's changes of tickets.
    package func settle(_ isKept: Bool) {
        guard !whenKept.isEmpty else { return }
        for (connection, id, reply) in whenKept {
            connection.send { reply.write(&$0, id, isKept) }
        }
        whenKept.removeAll(keepingCapacity: true)
    }

    // MARK: Bringing events

    /// Notes that a connection has something to write at the end of this turn.
    func hasOutput(_ connection: LaneConnection) {
        if !withOutput.contains(where: { $0 === connection }) { withOutput.append(connection) }
    }

    package func deliver(_ events: EventLog, journaled: Bool) {
        for event in events.pending {
            let body = events.bodies.span.extracting(event.body)
            for connection in connections {
                connection.deliver(event, body: body, journaled: journaled)
            }
        }
    }

    /// Writes what this turn brought. A write may bring more (a replay), which is for the next
    /// turn.
    package func flush() {
        let turn = withOutput
        withOutput.removeAll(keepingCapacity: true)
        for connection in turn { connection.flush() }
        replay(to: turn)
        for connection in turn { connection.updateWatch() }
        requests.beginTurn()
    }

    /// Brings missed events, one piece at least and then a piece each as long as the turn has time
    /// for it. Who got none comes first next time.
    private func replay(to turn: [LaneConnection]) {
        let replaying = turn.filter(\.isReplaying).sorted { $0.share.taken < $1.share.taken }
        guard !replaying.isEmpty else { return }
        defer { limitStatements(to: nil) }
        var before = Instant.now
        var isFirst = true
        for connection in replaying where isFirst || requests.hasTime {
            limitStatements(to: StatementLimit.identification)
            guard connection.continueReplay() else { continue }
            isFirst = false
            let now = Instant.now
            requests.note(now - before, of: connection)
            before = now
        }
    }

    /// Tells every subscribed lane about a device.
    func announce(_ write: (inout LineBuffer) -> Void) {
        for connection in connections where !connection.subscriptions.isEmpty {
            connection.notify(write)
        }
    }

    /// Ends other connections of the same lane and client.
    func replaceOthers(than connection: LaneConnection, lane: String, client: String) {
        for other in connections where other !== connection {
            guard other.subscriptions.contains(where: { $0.lane == lane && $0.client == client })
            else { continue }
            other.send { $0.replaced(lane: lane) }
            other.close(because: "replaced")
        }
    }

    /// Takes nobody any more, and says goodbye to everybody as far as their sockets take it at
    /// once.
    package func shutDown() {
        socket.stop()
        for connection in connections {
            connection.close(because: "shutdown")
            connection.flush()
        }
    }
}
