/// An error as a lane is told it (JSON-RPC 2.0, section 5.1; own codes from -32000 down, each with
/// a stable word).
public enum LaneError: Error, Equatable, Sendable {
    case notJSON
    case lineTooLong
    case invalidRequest(String)
    case unknownMethod(String)
    /// `field` is the parameter's name.
    case invalidParameter(field: String, String)
    case notSubscribed(lane: String)
    case noSuchLane(String)
    case noSuchEvent(Int64)
    case notAllowed(String)
    /// The event was no choice, or it was answered already.
    case staleChoice(Int64)
    case noSuchCandidate(String)
    case noSuchDevice(String)
    /// The device has no beep or light, or is not there now.
    case noFeedback(String)
    case noSuchCustomer
    case directoryUnavailable(String)
    case journalUnavailable(String)
    /// Somebody holds the identifier already.
    case refusedCapture(String)
    /// A module that settings do not switch on.
    case notEnabled(String)
    case noSuchGrant(String)
    case refusedGrant(GrantFault)
    case tooMany(String)
    /// The answer would take too long; the text says how to ask for less.
    case tooMuch(String)
    /// Another technician tests the device.
    case beingTested(String)
    /// The lane has no open ticket of that key, or no current one where none was named.
    case noSuchTicket(String)
    case ticketExists(String)
    /// Together they are more than the ticket takes.
    case ticketFull(String)

    public var code: Int {
        switch self {
        case .notJSON, .lineTooLong: -32700
        case .invalidRequest: -32600
        case .unknownMethod: -32601
        case .invalidParameter: -32602
        case .notSubscribed: -32000
        case .noSuchLane: -32001
        case .noSuchEvent: -32002
        case .notAllowed: -32003
        case .staleChoice: -32004
        case .noSuchCandidate: -32005
        case .noSuchDevice: -32006
        case .noFeedback: -32007
        case .noSuchCustomer: -32008
        case .directoryUnavailable: -32009
        case .journalUnavailable: -32010
        case .tooMany: -32011
        case .beingTested: -32012
        case .refusedCapture: -32013
        case .noSuchTicket: -32014
        case .ticketExists: -32015
        case .ticketFull: -32016
        case .tooMuch: -32017
        case .notEnabled: -32020
        case .noSuchGrant: -32021
        case .refusedGrant: -32022
        }
    }

    /// The stable word of `data.code`, for own errors.
    public var word: String? {
        switch self {
        case .notJSON, .invalidRequest, .unknownMethod, .invalidParameter: nil
        case .lineTooLong: "lineTooLong"
        case .notSubscribed: "notSubscribed"
        case .noSuchLane: "noSuchLane"
        case .noSuchEvent: "noSuchEvent"
        case .notAllowed: "notAllowed"
        case .staleChoice: "staleChoice"
        case .noSuchCandidate: "noSuchCandidate"
        case .noSuchDevice: "noSuchDevice"
        case .noFeedback: "noFeedback"
        case .noSuchCustomer: "noSuchCustomer"
        case .directoryUnavailable: "directoryUnavailable"
        case .journalUnavailable: "journalUnavailable"
        case .refusedCapture: "refusedCapture"
        case .notEnabled: "notEnabled"
        case .noSuchGrant: "noSuchGrant"
        case .refusedGrant(let fault): fault.word.rawValue
        case .tooMany: "tooMany"
        case .tooMuch: "tooMuch"
        case .beingTested: "beingTested"
        case .noSuchTicket: "noSuchTicket"
        case .ticketExists: "ticketExists"
        case .ticketFull: "ticketFull"
        }
    }

    public var message: String {
        switch self {
        case .notJSON: "the line is not one JSON object in UTF-8"
        case .lineTooLong: "the line is longer than \(LaneProtocol.longestLine) bytes"
        case .invalidRequest(let why): "not a JSON-RPC 2.0 request: \(why)"
        case .unknownMethod(let method): "there is no method \(method)"
        case .invalidParameter(let field, let why): "\(field): \(why)"
        case .notSubscribed(let lane): "this connection is not subscribed to lane \(lane)"
        case .noSuchLane(let lane): "there is no lane \(lane) in the gateway's settings"
        case .noSuchEvent(let event): "event \(event) is not in the journal"
        case .notAllowed(let what): "this user may not \(what)"
        case .staleChoice(let event): "event \(event) is no open choice"
        case .noSuchCandidate(let candidate): "there is no candidate \(candidate)"
        case .noSuchDevice(let device): "there is no device \(device)"
        case .noFeedback(let device): "device \(device) cannot beep or light now"
        case .noSuchCustomer: "there is no customer of that number"
        case .directoryUnavailable(let why): "the customer directory cannot answer: \(why)"
        case .journalUnavailable(let why): "the journal cannot answer: \(why)"
        case .refusedCapture(let why): "nobody was captured: \(why)"
        case .notEnabled(let what): "\(what) are not enabled in the gateway's settings"
        case .noSuchGrant(let grant): "there is no grant \(grant)"
        case .refusedGrant(let fault): fault.text
        case .tooMany(let what): "too many \(what)"
        case .tooMuch(let why): "this would take too long: \(why)"
        case .noSuchTicket(let why), .ticketExists(let why), .ticketFull(let why): why
        case .beingTested(let device): "device \(device) is being tested by another program"
        }
    }
}

extension LaneError {
    /// A text that was withheld, in a field that takes no payment card.
    static func paymentCard(in field: String) -> LaneError {
        .invalidParameter(field: field, "may be a payment card's number: none is ever kept here")
    }
}
