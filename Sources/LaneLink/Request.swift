import FoundationEssentials
public import Identity

/// The `id` of a request, given back with its reply.
public enum RequestID: Sendable, Hashable {
    case number(Int64)
    case text(String)
}

/// A line from a lane.
public struct Request: Sendable {
    /// Nil for a notification, which gets no reply.
    public var id: RequestID?
    public var method: String
    public var call: Call

    /// What the lane asks for.
    public enum Call: Sendable {
        case subscribe(Subscribe)
        case unsubscribe(lane: String)
        case ack(lane: String, sequence: Int64)
        case choose(event: Int64, candidate: String)
        case identify(lane: String, by: Identify)
        case search(text: String, limit: Int)
        /// What a lane may see of a customer.
        case customer(number: String)
        case capture(Capture)
        /// A piece of the visits, the last ones first: of a customer or of everybody, before an
        /// event's number.
        case visits(number: String?, before: Int64?)
        /// The shared grants that a customer may redeem now.
        case grants(customer: String)
        case redeemGrant(Redeem)
        case voidGrant(VoidGrant)
        case ticket(TicketCall)
        case feedback(device: String, signal: Signal)
        case devices
        /// Sends what the device reads to the caller, and to no lane.
        case test(device: String, isRaw: Bool)
        /// Which files the gateway uses, and whether it can.
        case status
        case ping
    }

    public enum Signal: String, Sendable, Decodable {
        case accept, reject
    }

    /// Parameters of `subscribe`.
    public struct Subscribe: Sendable {
        public var lane: String
        public var client: String
        public var after: After?
        public var outcomes: [OutcomeKind]?
        public var devices: [String]?
        /// How old a replayed event may be and still count, in milliseconds.
        public var maxAgeMs: Int64
    }

    /// Where a subscription resumes.
    public enum After: Sendable, Equatable {
        /// From what this lane and client acknowledged last.
        case acknowledged
        case event(instance: String, sequence: Int64)
    }

    /// What the cashier typed.
    public enum Identify: Sendable, Equatable {
        case number(String)
        case code(String, kind: ReadingKind)
        /// A guest's room, and the start of a name where several stay in it.
        case room(String, name: String)
        /// The start of one or more words of a name.
        case name(String)
    }

    /// Somebody who is no customer yet: parameters of `capture`.
    public struct Capture: Sendable, Equatable {
        public var lane: String
        public var name: String
        /// The number of the `unknown` event whose identifier is theirs.
        public var event: Int64?
        public var phone: String?
        public var email: String?
    }

    /// Reads one line, its LF not included.
    /// - Throws: `LaneError` to reply with, and the `id` where one could be read.
    public static func read(_ line: [UInt8]) throws(RequestFault) -> Request {
        guard isText(line) else { throw RequestFault(id: nil, error: .notJSON) }
        let envelope: Envelope
        do {
            envelope = try JSONDecoder().decode(Envelope.self, from: Data(line))
        } catch let fault as RequestFault {
            throw fault
        } catch let error as DecodingError {
            throw RequestFault(id: nil, error: Self.explain(error))
        } catch {
            throw RequestFault(id: nil, error: .notJSON)
        }
        return Request(id: envelope.id, method: envelope.method, call: envelope.call)
    }

    /// Whether the bytes are UTF-8 without the control characters that JSON has nowhere. Foundation
    /// looks at a string only when it is asked for, and would pass over the rest.
    private static func isText(_ line: [UInt8]) -> Bool {
        line.span.isUTF8 && line.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// A line that is JSON but no object is an invalid request; one that is no JSON has no coding
    /// path.
    private static func explain(_ error: DecodingError) -> LaneError {
        switch error {
        case .typeMismatch, .valueNotFound:
            .invalidRequest("a request is one object; batches are not taken")
        default: .notJSON
        }
    }
}

/// A line that is no request, with the `id` to reply to where one could be read.
public struct RequestFault: Error, Equatable, Sendable {
    public var id: RequestID?
    public var error: LaneError
    /// Whether there was an `id`, or none could be read: a faulty notification gets no reply
    /// (JSON-RPC 2.0, 4.1).
    public var wantsReply = true

    public init(id: RequestID?, error: LaneError) {
        self.id = id
        self.error = error
    }
}
