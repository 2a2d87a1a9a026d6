import Identity
import LaneLink

/// One lane's events as one connection wants them.
struct Subscription {
    /// Unique within the connection.
    let id: Int
    let lane: String
    let laneBytes: Bytes<32>
    let client: String
    private let outcomes: Set<OutcomeKind>?
    private let devices: Set<Bytes<32>>?
    private let maxAgeMs: Int64
    /// The number of the event before the next one; nil before the first.
    var previous: Int64?
    /// While missed events are still being replayed: the last one looked at. Live events wait, for
    /// they are in the journal too and come in their turn.
    var replayedTo: Int64?

    /// While missed events are being counted: how far that is. `subscribe` is answered after it.
    var count: Count?

    struct Count {
        /// Nil for a client that wants no answer.
        let id: RequestID?
        /// The last event when the client subscribed.
        let through: Int64
        /// Where the next piece begins.
        var next: Int64
        var found = 0
    }

    init(id: Int, _ request: Request.Subscribe) {
        self.id = id
        lane = request.lane
        laneBytes = Bytes(request.lane)
        client = request.client
        outcomes = request.outcomes.map { Set($0) }
        devices = request.devices.map { Set($0.map { Bytes<32>($0) }) }
        maxAgeMs = request.maxAgeMs
    }

    /// Whether the lane wants events of this outcome and device.
    func wants(_ outcome: OutcomeKind, of device: Bytes<32>) -> Bool {
        if let outcomes, !outcomes.contains(outcome) { return false }
        if let devices, !devices.contains(device) { return false }
        return true
    }

    /// Whether a replayed event is too old to count.
    func isStale(_ time: WallTime, now: WallTime) -> Bool {
        now.milliseconds - time.milliseconds > maxAgeMs
    }
}
