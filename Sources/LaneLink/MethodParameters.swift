/// What each method of the lane socket takes. Anything else in `params` is refused by name, because
/// a misspelt parameter that is passed over does something else than was meant.
package enum MethodParameters {
    /// Of each method; `identify.by` and `subscribe.after` are the objects in those parameters.
    package static let names: [String: [String]] = [
        "subscribe": ["lane", "client", "after", "outcomes", "devices", "maxAgeMs"],
        "subscribe.after": ["instance", "seq"],
        "unsubscribe": ["lane"],
        "ack": ["lane", "seq"],
        "choose": ["event", "candidate"],
        "identify": ["lane", "by"],
        "identify.by": ["number", "code", "kind", "phone", "room", "name"],
        "search": ["text", "limit"],
        "customer": ["number"],
        "capture": ["lane", "name", "event", "phone", "email"],
        "visits": ["number", "before"],
        "grants": ["customer"],
        "grant.redeem": ["lane", "grant", "customer", "ticket", "key"],
        "grant.void": ["lane", "ticket", "key"],
        "ticket.open": ["lane", "key", "mode"],
        "ticket.list": ["lane"],
        "ticket.select": ["lane", "key"],
        "ticket.members": ["lane", "key"],
        "ticket.remove": ["lane", "key", "place"],
        "ticket.join": ["lane", "from", "into"],
        "ticket.close": ["lane", "key", "total"],
        "ticket.find": ["code", "number"],
        "feedback": ["device", "signal"],
        "devices": [],
        "device.test": ["device", "raw"],
        "status": [],
        "ping": [],
    ]
}

extension Parameters {
    /// Refuses a parameter that `method` does not take.
    func check(for method: String) throws(LaneError) {
        guard let known = MethodParameters.names[method] else { return }
        guard let stranger = fields.filter({ !known.contains($0) }).min() else { return }
        let field = String(stranger.prefix(64))
        let taken = known.isEmpty ? "none" : known.joined(separator: ", ")
        throw .invalidParameter(field: field, "is unknown; \(method) takes \(taken)")
    }
}
