import Identity
import Transport

/// Connections whose requests wait, and which of them is served next: the one that took the thread
/// for the shortest time. One that asks now and then is so served before those that ask without
/// end, however costly their requests are.
///
/// Time counts from when a connection begins to wait: who was silent has saved nothing up. A new
/// connection has what its user's last one had, so that a connection for each request gains
/// nothing.
struct RequestQueue {
    /// What a connection took of the thread's time, in nanoseconds.
    struct Share {
        fileprivate(set) var taken: Int64 = 0
        fileprivate var last: Int64 = 0
        fileprivate var turn = 0
        fileprivate var inTurn = 0
    }

    /// How many requests of one connection are answered in a turn.
    static let maxInTurn = 8
    /// How long requests of all connections may take in a turn before devices are heard again. The
    /// one that is under way is finished.
    static let turnLimit: Int64 = 1_000_000

    private var waiting: [LaneConnection] = []
    private var clock: Int64 = 0
    private var ofUsers: [UInt32: Int64] = [:]
    private var turn = 0
    private var spent: Int64 = 0

    var isEmpty: Bool { waiting.isEmpty }

    /// Gives a new connection the share of its user's last one.
    func greet(_ connection: LaneConnection) {
        connection.share.taken = ofUsers[connection.peer.user] ?? 0
    }

    mutating func add(_ connection: LaneConnection) {
        guard !waiting.contains(where: { $0 === connection }) else { return }
        connection.share.taken = max(connection.share.taken, clock)
        waiting.append(connection)
    }

    /// Forgets a connection that is closed, but for what its user took.
    mutating func remove(_ connection: LaneConnection) {
        waiting.removeAll { $0 === connection }
        let (user, taken) = (connection.peer.user, connection.share.taken)
        ofUsers = ofUsers.filter { $0.value > clock }
        if taken > clock { ofUsers[user] = max(ofUsers[user] ?? 0, taken) }
    }

    mutating func beginTurn() {
        turn += 1
        spent = 0
    }

    /// The connection to serve next; nil where the turn has brought enough. A request that is
    /// likely to take longer than what is left is for the next turn.
    mutating func next() -> LaneConnection? {
        guard spent < Self.turnLimit else { return nil }
        var best: Int?
        for index in waiting.indices {
            let share = waiting[index].share
            guard share.turn != turn || share.inTurn < Self.maxInTurn else { continue }
            if best.map({ share.taken < waiting[$0].share.taken }) ?? true { best = index }
        }
        guard let best else { return nil }
        let connection = waiting[best]
        guard spent == 0 || connection.share.last < Self.turnLimit - spent else { return nil }
        clock = max(clock, connection.share.taken)
        waiting.remove(at: best)
        if connection.share.turn != turn { connection.share.inTurn = 0 }
        connection.share.turn = turn
        connection.share.inTurn += 1
        return connection
    }

    /// Notes how long a connection was served.
    mutating func note(_ time: Duration, of connection: LaneConnection) {
        let time = max(1, time.inNanoseconds)
        spent += time
        connection.share.taken += time
        connection.share.last = time
    }

    /// Whether the turn has time for what may wait.
    var hasTime: Bool { spent < Self.turnLimit }
}
