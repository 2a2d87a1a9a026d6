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
    /// Driver, kind and lane are nil for a USB device that is left alone; the driver also where
    /// none is known yet.
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
        list("devices", devices) { line, device in
            line.member("device", string: device.device)
            if let driver = device.driver { line.member("driver", string: driver) }
            if let kind = device.kind { line.member("kind", word: kind.rawValue) }
            if let lane = device.lane { line.member("lane", string: lane) }
            line.member("state", word: device.state.rawValue)
            if let why = device.why { line.member("why", string: why) }
            line.member("reads", integer: Int64(device.reads))
            line.member("faults", integer: Int64(device.faults))
            line.member("identity", string: device.identity)
        }
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
        list("customers", customers)
        endReply()
    }

    /// - Parameters:
    ///   - pending: The number under which the captured one waits.
    ///   - likely: The customers whom it may be.
    public mutating func reply(_ id: RequestID, pending: Int64, likely: [FoundCustomer]) {
        beginReply(id)
        member("pending", integer: pending)
        list("likely", likely)
        endReply()
    }

    private mutating func list(_ name: String, _ customers: [FoundCustomer]) {
        list(name, customers) { line, customer in
            line.member("number", string: customer.number)
            line.member("name", string: customer.name)
            line.member("kind", word: customer.kind.rawValue)
            line.member("status", word: customer.status.rawValue)
            line.member("servable", bool: customer.servable)
        }
    }

    /// A list of objects.
    mutating func list<Item>(
        _ name: String, _ items: [Item], _ write: (inout LineBuffer, Item) -> Void
    ) {
        key(name)
        raw("[")
        for (index, item) in items.enumerated() {
            raw(index == 0 ? "{" : ",{")
            write(&self, item)
            raw("}")
        }
        raw("]")
    }

    /// An error; `id` is nil where none could be read (JSON-RPC 2.0, section 5).
    public mutating func reply(_ id: RequestID?, error: LaneError) {
        raw("{\"jsonrpc\":\"2.0\",\"id\":")
        if let id { write(id) } else { raw("null") }
        raw(",\"error\":{\"code\":\(error.code)")
        member("message", string: error.message)
        if let word = error.word {
            key("data")
            raw("{\"code\":\"\(word)\"")
            if case .refusedGrant(let fault) = error, let use = fault.use { self.use(use) }
            raw("}")
        }
        raw("}}\n")
    }

    mutating func beginReply(_ id: RequestID) {
        raw("{\"jsonrpc\":\"2.0\",\"id\":")
        write(id)
        raw(",\"result\":{")
    }

    mutating func endReply() {
        raw("}}\n")
    }

    private mutating func write(_ id: RequestID) {
        switch id {
        case .number(let number): integer(number)
        case .text(let text): string(text)
        }
    }
}
