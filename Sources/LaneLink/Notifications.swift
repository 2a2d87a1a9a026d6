public import Identity

/// What the gateway says of itself in `hello`.
public struct Greeting: Sendable {
    /// `laneid/0.1.0`.
    public var gateway: String
    /// The journal's own name; sequence numbers count within it.
    public var instance: String
    /// Whether the clock was set by `LANEID_NOW`.
    public var clockIsSet: Bool
    /// Whether benefits are switched on.
    public var hasBenefits = false

    public init(gateway: String, instance: String, clockIsSet: Bool) {
        self.gateway = gateway
        self.instance = instance
        self.clockIsSet = clockIsSet
    }
}

/// The protocol's version and what it can do so far.
public enum LaneProtocol {
    public static let version = 1
    public static let features = ["ack", "choose", "feedback", "test", "ticket"]
    /// The longest line a lane may send, in bytes, its LF not counted.
    public static let longestLine = 65_536
    /// How many lines that are no JSON a connection may send before it is closed.
    public static let badLinesTaken = 3
}

/// Notifications other than events. Each is one whole line.
extension LineBuffer {
    public mutating func hello(_ greeting: Greeting) {
        begin("hello")
        raw("\"protocol\":{\"min\":\(LaneProtocol.version),\"max\":\(LaneProtocol.version)}")
        member("gateway", string: greeting.gateway)
        member("instance", string: greeting.instance)
        key("features")
        strings(LaneProtocol.features + (greeting.hasBenefits ? ["grants"] : []))
        if greeting.clockIsSet { member("clock", word: "set") }
        end()
    }

    /// A device's state changed; `why` is a sentence for people.
    public mutating func device(_ name: String, state: DeviceState, why: String?) {
        begin("device")
        member("device", string: name)
        member("state", word: state.rawValue)
        if let why { member("why", string: why) }
        end()
    }

    /// Events dropped from a client's full queue; they are still in the journal.
    public mutating func overflow(lane: String, dropped: Int, from: Int64, to: Int64) {
        begin("overflow")
        member("lane", string: lane)
        member("dropped", integer: Int64(dropped))
        member("from", integer: from)
        member("to", integer: to)
        end()
    }

    /// What a device under test gave, to its tester only; `write` writes the members that say it.
    public mutating func test(device: String, _ write: (inout LineBuffer) -> Void) {
        begin("test")
        member("device", string: device)
        write(&self)
        end()
    }

    /// A test is over though its tester is still there; `reason` is `limit`.
    public mutating func testEnded(device: String, reason: String) {
        begin("testEnded")
        member("device", string: device)
        member("reason", word: reason)
        end()
    }

    public mutating func replaced(lane: String) {
        begin("replaced")
        member("lane", string: lane)
        end()
    }

    /// The last line before the gateway closes the connection.
    public mutating func bye(reason: String) {
        begin("bye")
        member("reason", word: reason)
        end()
    }

    private mutating func begin(_ method: String) {
        raw("{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\",\"params\":{")
    }

    private mutating func end() {
        raw("}}\n")
    }

    mutating func strings(_ texts: [String]) {
        raw("[")
        for (index, text) in texts.enumerated() {
            if index > 0 { raw(",") }
            string(text)
        }
        raw("]")
    }
}
