public import Identity

/// What a subscription begins with.
public enum Resume: String, Sendable {
    case nothingMissed, replayed
    /// The instance is another, or the journal no longer holds what was missed.
    case cannotReplay
}

/// A device as `devices` lists it.
public struct DeviceReport: Sendable {
    public var device: String
    /// Driver, kind and lane are nil for a USB device that is left alone; the driver also where none is known yet.
    public var driver: String?
    public var kind: ReadingKind?
    public var lane: String?
    public var state: DeviceState
    public var why: String?
    public var reads: Int
    public var faults: Int
    /// What tells it from another of its model: a serial number, a port, a path.
    public var identity: String

    public init(
        device: String, driver: String?, kind: ReadingKind?, lane: String?, state: DeviceState,
        why: String?, reads: Int, faults: Int, identity: String
    ) {
        self.device = device
        self.driver = driver
        self.kind = kind
        self.lane = lane
        self.state = state
        self.why = why
        self.reads = reads
        self.faults = faults
        self.identity = identity
    }
}

/// A customer as `search` lists one.
public struct FoundCustomer: Sendable {
    public var number: String
    public var name: String
    public var kind: CustomerKind
    public var status: CustomerStatus
    public var servable: Bool

    public init(
        number: String, name: String, kind: CustomerKind, status: CustomerStatus, servable: Bool
    ) {
        self.number = number
        self.name = name
        self.kind = kind
        self.status = status
        self.servable = servable
    }
}

/// Replies to requests. Each is one whole line.
extension LineBuffer {
    public mutating func reply(_ id: RequestID) {
        beginReply(id)
        endReply()
    }

    public mutating func reply(_ id: RequestID, sequence: Int64) {
        beginReply(id)
        member("seq", integer: sequence)
        endReply()
    }

    public mutating func reply(
        _ id: RequestID, instance: String, sequence: Int64, resume: Resume, count: Int
    ) {
        beginReply(id)
        member("instance", string: instance)
        member("seq", integer: sequence)
        member("resume", word: resume.rawValue)
        member("count", integer: Int64(count))
        endReply()
    }

    public mutating func reply(_ id: RequestID, devices: [DeviceReport]) {
        beginReply(id)
        key("devices")
        raw("[")
        for (index, device) in devices.enumerated() {
            raw(index == 0 ? "{" : ",{")
            member("device", string: device.device)
            if let driver = device.driver { member("driver", string: driver) }
            if let kind = device.kind { member("kind", word: kind.rawValue) }
            if let lane = device.lane { member("lane", string: lane) }
            member("state", word: device.state.rawValue)
            if let why = device.why { member("why", string: why) }
            member("reads", integer: Int64(device.reads))
            member("faults", integer: Int64(device.faults))
            member("identity", string: device.identity)
            raw("}")
        }
        raw("]")
        endReply()
    }

    /// A test has begun; it ends by itself after `limit` seconds.
    public mutating func reply(
        _ id: RequestID, testing device: String, kind: ReadingKind, limit: Int
    ) {
        beginReply(id)
        member("device", string: device)
        member("kind", word: kind.rawValue)
        member("limitSeconds", integer: Int64(limit))
        endReply()
    }

    public mutating func reply(_ id: RequestID, customers: [FoundCustomer]) {
        beginReply(id)
        key("customers")
        raw("[")
        for (index, customer) in customers.enumerated() {
            raw(index == 0 ? "{" : ",{")
            member("number", string: customer.number)
            member("name", string: customer.name)
            member("kind", word: customer.kind.rawValue)
            member("status", word: customer.status.rawValue)
            member("servable", bool: customer.servable)
            raw("}")
        }
        raw("]")
        endReply()
    }

    /// An error; `id` is nil where none could be read (JSON-RPC 2.0, section 5).
    public mutating func reply(_ id: RequestID?, error: LaneError) {
        raw("{\"jsonrpc\":\"2.0\",\"id\":")
        if let id { write(id) } else { raw("null") }
        raw(",\"error\":{\"code\":\(error.code)")
        member("message", string: error.message)
        if let word = error.word {
            key("data")
            raw("{\"code\":\"\(word)\"}")
        }
        raw("}}\n")
    }

    private mutating func beginReply(_ id: RequestID) {
        raw("{\"jsonrpc\":\"2.0\",\"id\":")
        write(id)
        raw(",\"result\":{")
    }

    private mutating func endReply() {
        raw("}}\n")
    }

    private mutating func write(_ id: RequestID) {
        switch id {
        case .number(let number): integer(number)
        case .text(let text): string(text)
        }
    }
}
