import FoundationEssentials
import Identity

/// The parameters of each method, as the protocol names them.
extension Request.Call {
    init(method: String, _ parameters: Parameters) throws(LaneError) {
        switch method {
        case "subscribe":
            self = .subscribe(try Request.Subscribe(parameters))
        case "unsubscribe":
            self = .unsubscribe(lane: try parameters.name("lane"))
        case "ack":
            self = .ack(
                lane: try parameters.name("lane"), sequence: try parameters.sequence("seq"))
        case "choose":
            let candidate = try parameters.required(
                "candidate", as: CandidateID.self, is: "a string or a number")
            guard WithheldText(candidate.text.utf8.span) == nil else {
                throw .paymentCard(in: "candidate")
            }
            self = .choose(
                event: try parameters.sequence("event"), candidate: candidate.text)
        case "identify":
            self = .identify(
                lane: try parameters.name("lane"),
                by: try Request.Identify(try parameters.object("by")))
        case "search":
            let limit =
                try parameters.optional("limit", as: Int.self, is: "a whole number") ?? 20
            guard (1...100).contains(limit) else {
                throw .invalidParameter(field: "limit", "is not 1 to 100")
            }
            self = .search(text: try parameters.name("text", limit: 128), limit: limit)
        case "customer": self = .customer(number: try parameters.name("number", limit: 32))
        case "capture": self = .capture(try Request.Capture(parameters))
        case "visits":
            self = .visits(
                number: parameters.has("number") ? try parameters.name("number", limit: 32) : nil,
                before: parameters.has("before") ? try parameters.sequence("before") : nil)
        case "grants": self = .grants(customer: try parameters.name("customer", limit: 32))
        case "grant.redeem": self = .redeemGrant(try Request.Redeem(parameters))
        case "grant.void": self = .voidGrant(try Request.VoidGrant(parameters))
        case "feedback":
            self = .feedback(
                device: try parameters.name("device"),
                signal: try parameters.required(
                    "signal", as: Request.Signal.self, is: "accept or reject"))
        case "devices": self = .devices
        case "device.test":
            self = .test(
                device: try parameters.name("device"),
                isRaw: try parameters.optional("raw", as: Bool.self, is: "true or false") ?? false)
        case "status": self = .status
        case "ping": self = .ping
        default:
            guard let call = try Request.TicketCall(method: method, parameters) else {
                throw .unknownMethod(String(method.prefix(64)))
            }
            self = .ticket(call)
        }
    }
}

extension Request.Subscribe {
    fileprivate init(_ parameters: Parameters) throws(LaneError) {
        lane = try parameters.name("lane")
        client = try parameters.name("client")
        if parameters.has("after") {
            if let word = try? parameters.required("after", as: String.self, is: "a string") {
                guard word == "ack" else {
                    throw .invalidParameter(
                        field: "after", "is neither \"ack\" nor {instance, seq}")
                }
                after = .acknowledged
            } else {
                let place = try parameters.object("after")
                try place.check(for: "subscribe.after")
                after = .event(
                    instance: try place.name("instance"), sequence: try place.sequence("seq"))
            }
        }
        if let words = try parameters.optional(
            "outcomes", as: [String].self, is: "a list of strings")
        {
            var kinds: [OutcomeKind] = []
            for word in words {
                guard let kind = OutcomeKind(rawValue: word) else {
                    throw .invalidParameter(field: "outcomes", "holds an unknown outcome")
                }
                kinds.append(kind)
            }
            outcomes = kinds
        }
        devices = try parameters.optional("devices", as: [String].self, is: "a list of strings")
        maxAgeMs = try parameters.optional("maxAgeMs", as: Int64.self, is: "a whole number") ?? 5000
        guard maxAgeMs >= 0 else {
            throw .invalidParameter(field: "maxAgeMs", "is negative")
        }
    }
}

extension Request.Identify {
    fileprivate init(_ by: Parameters) throws(LaneError) {
        var by = by
        by.takesWithheld = true
        try by.check(for: "identify.by")
        if by.has("number") {
            self = .number(try by.name("number", limit: 32))
        } else if by.has("code") {
            let word = try by.required("kind", as: String.self, is: "a string")
            guard let kind = ReadingKind(rawValue: word) else {
                throw .invalidParameter(field: "kind", "is no kind of reading")
            }
            self = .code(try by.name("code", limit: Identifier.capacity), kind: kind)
        } else if by.has("phone") {
            self = .code(try by.name("phone", limit: 32), kind: .phone)
        } else if by.has("room") {
            self = .room(
                try by.name("room", limit: 32),
                name: by.has("name") ? try by.name("name", limit: 128) : "")
        } else if by.has("name") {
            self = .name(try by.name("name", limit: 128))
        } else {
            throw .invalidParameter(
                field: "by", "names none of number, name, room, phone and code")
        }
    }
}

extension Request.Capture {
    fileprivate init(_ parameters: Parameters) throws(LaneError) {
        lane = try parameters.name("lane")
        name = try parameters.name("name", limit: 128)
        event = parameters.has("event") ? try parameters.sequence("event") : nil
        phone = parameters.has("phone") ? try parameters.name("phone", limit: 32) : nil
        email = parameters.has("email") ? try parameters.name("email", limit: 254) : nil
    }
}

/// A candidate's id, which a lane may send as a string or as a number.
private struct CandidateID: Decodable {
    var text: String

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}
