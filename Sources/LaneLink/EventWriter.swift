public import Identity

/// The members of an `event` notification, in the order of the protocol.
///
/// A body is what all clients get alike and what the journal keeps; `seq`, `previous`, `stale` and `journaled` differ
/// from one subscription to another and stand before it.
extension LineBuffer {
    /// `"lane":…,"time":…,"device":…,"outcome":…,"entryMode":…,"assurance":…`, which begins a body.
    ///
    /// Here, and in the other members of an `identified`, what always stands between two values is written in one
    /// piece: half of an event's time would else go into quotation marks.
    public mutating func beginEvent(
        lane: borrowing Span<UInt8>, time: WallTime, device: borrowing Span<UInt8>,
        outcome: OutcomeKind, entryMode: EntryMode, assurance: Assurance
    ) {
        raw("\"lane\":")
        string(lane)
        raw(",\"time\":\"")
        let stamp = time.rfc3339
        raw(stamp.span)
        if !device.isEmpty {
            raw("\",\"device\":")
            string(device)
            raw(",\"outcome\":\"")
        } else {
            raw("\",\"outcome\":\"")
        }
        raw(outcome.rawValue)
        raw("\",\"entryMode\":\"")
        raw(entryMode.rawValue)
        raw("\",\"assurance\":\"")
        raw(assurance.rawValue)
        raw("\"")
    }

    /// `"reading":…`: what kind of thing was read.
    public mutating func reading(_ kind: ReadingKind) {
        raw(",\"reading\":\"")
        raw(kind.rawValue)
        raw("\"")
    }

    /// `"identifier":{…}`: its kind where it has one, at most its last four characters, its symbology.
    public mutating func identifier(
        kind: IdentifierKind?, masked: borrowing Span<UInt8>, symbology: Symbology?
    ) {
        if let kind {
            raw(",\"identifier\":{\"kind\":\"")
            raw(kind.rawValue)
            raw("\",\"masked\":")
        } else {
            raw(",\"identifier\":{\"masked\":")
        }
        string(masked)
        if let symbology {
            raw(",\"symbology\":\"")
            raw(symbology.rawValue)
            raw("\"}")
        } else {
            raw("}")
        }
    }

    /// `"identifier":{"symbology":…}` of a `read`, which has no identifier beyond its symbology.
    public mutating func symbology(_ symbology: Symbology) {
        key("identifier")
        raw("{")
        member("symbology", word: symbology.rawValue)
        raw("}")
    }

    /// `"value":…`: the full text, for `read`, `coupon` and `unknown` only. Bytes that are not UTF-8 are written as
    /// Latin-1 and `"encoding":"latin1"` says so.
    public mutating func value(_ text: borrowing Span<UInt8>) {
        if !member("value", string: text) { member("encoding", word: "latin1") }
    }

    /// `"customer":{…}`, also as the first member of a candidate.
    public mutating func customer(_ customer: borrowing Customer) {
        key("customer")
        raw("{\"number\":")
        string(customer.number.span)
        raw(",\"name\":")
        string(customer.name.span)
        raw(",\"kind\":\"")
        raw(customer.kind.rawValue)
        raw("\",\"status\":\"")
        raw(customer.status.rawValue)
        raw("\"}")
    }

    public mutating func shopper(_ shopper: borrowing Shopper) {
        raw(",\"shopper\":{\"number\":")
        integer(Int64(shopper.number))
        raw(",\"name\":")
        string(shopper.name.span)
        raw("}")
    }

    /// `"representative":{…}`: the person who came for an organisation.
    public mutating func representative(_ shopper: borrowing Shopper) {
        raw(",\"representative\":{\"number\":")
        integer(Int64(shopper.number))
        raw(",\"name\":")
        string(shopper.name.span)
        raw("}")
    }

    /// What an event shows of a customer beside who it is; nothing of what is empty.
    public mutating func details(_ details: HoldingDetails) {
        standing(details)
        if !details.messages.isEmpty {
            member("message", string: details.messages.joined(separator: "\n"))
        }
        if !details.receiptMessages.isEmpty {
            member("receiptMessage", string: details.receiptMessages.joined(separator: "\n"))
        }
    }

    /// Household, categories and limit of today.
    mutating func standing(_ details: HoldingDetails) {
        if !details.household.isEmpty { member("household", string: details.household) }
        if !details.categories.isEmpty {
            key("categories")
            raw("[")
            for (index, category) in details.categories.enumerated() {
                if index > 0 { raw(",") }
                string(category)
            }
            raw("]")
        }
        if !details.tabLimit.isEmpty { member("tabLimit", string: details.tabLimit) }
    }

    public mutating func employee(name: borrowing Span<UInt8>) {
        key("employee")
        raw("{")
        member("name", string: name)
        raw("}")
    }

    /// `"reason":…,"level":…,"since":…` of a `refused`.
    public mutating func refusal(_ refusal: Refusal) {
        member("reason", word: refusal.reason.rawValue)
        if let level = refusal.level { member("level", word: level.rawValue) }
        if let since = refusal.since { member("since", string: since.iso8601.span) }
    }

    /// `"candidates":[…]` of a `choose`, in order.
    public mutating func candidates(_ candidates: [Candidate]) {
        key("candidates")
        raw("[")
        for (index, candidate) in candidates.enumerated() {
            raw(index == 0 ? "{" : ",{")
            member("id", string: candidate.id.span)
            customer(candidate.customer)
            if let shopper = candidate.shopper { self.shopper(shopper) }
            raw("}")
        }
        raw("]")
    }

    /// The whole notification for one subscription.
    public mutating func event(
        sequence: Int64, previous: Int64?, stale: Bool, journaled: Bool,
        body: borrowing Span<UInt8>
    ) {
        raw("{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"seq\":")
        integer(sequence)
        if let previous {
            raw(",\"previous\":")
            integer(previous)
        }
        if stale { member("stale", bool: true) }
        if !journaled { member("journaled", bool: false) }
        raw(",")
        raw(body)
        raw("}}\n")
    }
}
