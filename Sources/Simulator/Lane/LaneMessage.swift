import FoundationEssentials

/// One line that the gateway sent.
public enum LaneMessage: Sendable {
    case hello(Hello)
    case event(LaneEvent)
    case device(DeviceNotice)
    case overflow(Overflow)
    /// Another connection took over this one's subscription.
    case replaced(lane: String)
    /// What a device under test gave.
    case tested(TestedItem)
    /// A test is over, and this is why.
    case testEnded(device: String, reason: String)
    /// The gateway closes the connection.
    case bye(reason: String)
    /// The answer to the request of that number.
    case reply(id: Int64, Reply)
    /// A request that was not carried out; `id` is absent where the gateway could read none.
    case failure(id: Int64?, Failure)
    /// A notification that this version does not know.
    case other(method: String)

    public struct Hello: Decodable, Sendable {
        public var gateway: String
        public var instance: String
        /// `set` where the gateway's clock does not show the machine's time.
        public var clock: String?
        private var `protocol`: Versions?

        private struct Versions: Decodable, Sendable {
            var min: Int
            var max: Int
        }

        /// The versions of the protocol that the gateway speaks; nil where it does not say, or
        /// nonsense.
        public var protocols: ClosedRange<Int>? {
            `protocol`.flatMap { $0.min <= $0.max ? $0.min...$0.max : nil }
        }
    }

    public struct DeviceNotice: Decodable, Sendable {
        public var device: String
        public var state: String
        public var why: String?
    }

    public struct Overflow: Decodable, Sendable {
        public var lane: String
        public var dropped: Int64
        public var from: Int64
        public var to: Int64
    }

    /// What a reply may hold; each method fills in its own.
    public struct Reply: Decodable, Sendable {
        public var instance: String?
        public var seq: Int64?
        public var resume: String?
        public var count: Int?
        public var devices: [Device]?
        /// The gateway's files, and the number of the user as whom it runs.
        public var directory: File?
        public var journal: File?
        public var user: UInt32?
        /// The kind of reading of a device whose test has begun.
        public var kind: String?
        public var limitSeconds: Int?
        public var visits: [Visit]?
        /// Before which number the next piece of the visits begins.
        public var next: Int64?
        /// A ticket's key, and who is on it.
        public var key: String?
        public var members: [Member]?
        public var bearers: [LaneEvent.Identified]?
        /// Whether what the method did is in the journal; absent where it is.
        public var journaled: Bool?
        /// Open tickets, and the key of the lane's current one.
        public var tickets: [OpenTicket]?
        public var current: String?
    }

    /// A file that the gateway uses, and why it cannot.
    public struct File: Decodable, Sendable, Equatable {
        public var path: String
        public var why: String?
    }

    /// A customer on a ticket.
    public struct Member: Decodable, Sendable {
        public var place: Int
        public var customer: LaneEvent.Person
        public var shoppers: [LaneEvent.Shopper]
        public var bearers: [LaneEvent.Identified]
        public var entryMode: String
        public var time: String
    }

    /// An open ticket of a list.
    public struct OpenTicket: Decodable, Sendable {
        /// Absent where the lane was asked for.
        public var lane: String?
        public var key: String
        public var mode: String
        public var count: Int
        public var opened: String
        public var bearers: [LaneEvent.Identified]
    }

    /// A visit as `visits` lists it.
    public struct Visit: Decodable, Sendable {
        public var seq: Int64
        /// Milliseconds since 1970.
        public var time: Int64
        public var lane: String
        public var device: String
        public var outcome: String
        public var kind: String?
        public var masked: String?
        public var customer: String?
        public var shopper: Int?
        public var ticket: String?
        public var closed: Int64?
        public var total: String?
    }

    /// A device as `devices` lists it.
    public struct Device: Decodable, Sendable {
        public var device: String
        /// Driver, kind and lane are nil for a USB device that is left alone.
        public var driver: String?
        public var kind: String?
        public var lane: String?
        public var state: String
        public var why: String?
        public var reads: Int
        public var faults: Int
        public var identity: String

        public init(
            device: String, driver: String?, kind: String?, lane: String?, state: String,
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

    public struct Failure: Decodable, Sendable, Error, CustomStringConvertible {
        public var code: Int
        public var message: String
        public var data: Word?

        public struct Word: Decodable, Sendable {
            public var code: String
        }

        public var description: String { "the gateway refused it: \(message)" }
    }

    /// Reads a line of JSON-RPC 2.0.
    /// - Throws: `DecodingError` for a line that is none, or lacks what its method always has.
    public init(line: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(Envelope.self, from: Data(line)).message
    }

    private struct Envelope: Decodable {
        var message: LaneMessage

        enum Key: String, CodingKey {
            case id, method, params, result, error
        }

        enum ParameterKey: String, CodingKey {
            case lane, reason, device
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            guard let method = try container.decodeIfPresent(String.self, forKey: .method) else {
                message = try Self.answer(container)
                return
            }
            func parameter(_ key: ParameterKey) throws -> String {
                try container.nestedContainer(keyedBy: ParameterKey.self, forKey: .params)
                    .decode(String.self, forKey: key)
            }
            message =
                switch method {
                case "hello": .hello(try container.decode(Hello.self, forKey: .params))
                case "event": .event(try container.decode(LaneEvent.self, forKey: .params))
                case "device": .device(try container.decode(DeviceNotice.self, forKey: .params))
                case "overflow": .overflow(try container.decode(Overflow.self, forKey: .params))
                case "test": .tested(try container.decode(TestedItem.self, forKey: .params))
                case "testEnded":
                    .testEnded(device: try parameter(.device), reason: try parameter(.reason))
                case "replaced": .replaced(lane: try parameter(.lane))
                case "bye": .bye(reason: try parameter(.reason))
                default: .other(method: method)
                }
        }

        private static func answer(_ container: KeyedDecodingContainer<Key>) throws -> LaneMessage {
            let id = try container.decodeIfPresent(Int64.self, forKey: .id)
            if let failure = try container.decodeIfPresent(Failure.self, forKey: .error) {
                return .failure(id: id, failure)
            }
            guard let id else {
                throw DecodingError.dataCorruptedError(
                    forKey: .id, in: container, debugDescription: "a reply without id")
            }
            return .reply(id: id, try container.decode(Reply.self, forKey: .result))
        }
    }
}
