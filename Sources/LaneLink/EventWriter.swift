public import Identity

/// The members of an `event` notification, in the order of the protocol.
///
/// A body is what all clients get alike and what the journal keeps; `seq`, `previous`, `stale` and
/// `journaled` differ from one subscription to another and stand before it.
extension LineBuffer {
    /// The body of an event: the one place where an event becomes JSON.
    /// - Parameter text: The reading's text, for a `read`.
    public mutating func body(of event: borrowing Event, reading text: Span<UInt8>) {
        begin(event)
        switch event.outcome {
        case .identified(let identification):
            identifier(of: event)
            customer(identification.customer)
            if let shopper = identification.shopper {
                if identification.customer.kind == .organisation {
                    representative(shopper)
                } else {
                    self.shopper(shopper)
                }
            }
            if identification.needsApproval { member("approval", bool: true) }
            if let details = identification.details { self.details(details) }
        case .choose(let candidates, let messages):
            identifier(of: event)
            self.candidates(candidates)
            if event.isCut { member("more", bool: true) }
            let cut = "Only \(candidates.count) are shown: type more of the name"
            let shown = event.isCut ? messages + [cut] : messages
            if !shown.isEmpty { member("message", string: shown.joined(separator: "\n")) }
        case .unknown(let isPending):
            identifier(of: event)
            if let identifier = event.identifier { value(identifier.value.span) }
            if isPending {
                member("pending", bool: true)
                member("message", word: "Captured, and not taken over into the directory yet")
            }
        case .refused(let refusal, let customer):
            identifier(of: event)
            if let customer { self.customer(customer) }
            self.refusal(refusal)
            member("message", word: refusal.message)
        case .bearer: identifier(of: event)
        case .staff(let name):
            identifier(of: event)
            if let name { employee(name: name.span) }
        case .coupon(let value):
            let masked = value.masked
            identifier(kind: nil, masked: masked.span, symbology: event.symbology)
            self.value(value.span)
        case .read:
            if let symbology = event.symbology { self.symbology(symbology) }
            value(text)
        case .noNumber(let reason): member("reason", word: reason.rawValue)
        case .malformed(let fault):
            member("fault", word: fault.rawValue)
            member("message", word: "Not read: \(fault.sentence)")
        case .suppressed: member("message", word: "Payment card: not read here")
        case .removed: identifier(of: event)
        }
        end(event)
    }

    /// `"lane":…,"time":…,"device":…,"outcome":…,"entryMode":…,"assurance":…,"reading":…`.
    ///
    /// Here, and in the other members of an `identified`, the constant text between two values is
    /// written in one piece, because half of an event's time would else go into quotation marks.
    private mutating func begin(_ event: borrowing Event) {
        raw("\"lane\":")
        string(event.source.lane.span)
        raw(",\"time\":\"")
        let stamp = event.source.time.rfc3339
        raw(stamp.span)
        if !event.source.device.isEmpty {
            raw("\",\"device\":")
            string(event.source.device.span)
            raw(",\"outcome\":\"")
        } else {
            raw("\",\"outcome\":\"")
        }
        raw(event.outcome.kind.rawValue)
        raw("\",\"entryMode\":\"")
        raw(event.entryMode.rawValue)
        raw("\",\"assurance\":\"")
        raw(event.assurance.rawValue)
        raw("\"")
        if let kind = event.kind {
            raw(",\"reading\":\"")
            raw(kind.rawValue)
            raw("\"")
        }
        if let replyTo = event.replyTo { member("replyTo", integer: replyTo) }
    }

    private mutating func end(_ event: borrowing Event) {
        if event.isDirectoryUnavailable {
            member("directory", word: "unavailable")
            member("message", word: "The customer directory cannot be read")
        }
        if let note = event.ticket { ticket(note) }
        if let fallback = event.fallback { member("source", word: fallback.rawValue) }
    }

    private mutating func identifier(of event: borrowing Event) {
        guard let identifier = event.identifier else { return }
        let masked = identifier.value.masked
        self.identifier(kind: identifier.kind, masked: masked.span, symbology: event.symbology)
    }

    /// `"identifier":{…}`: its kind where it has one, at most its last four characters, its
    /// symbology.
    private mutating func identifier(
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
    private mutating func symbology(_ symbology: Symbology) {
        key("identifier")
        raw("{")
        member("symbology", word: symbology.rawValue)
        raw("}")
    }

    /// `"value":…`: the full text, for `read`, `coupon` and `unknown` only. Bytes that are not
    /// UTF-8 are written as Latin-1 and `"encoding":"latin1"` says so.
    private mutating func value(_ text: borrowing Span<UInt8>) {
        if !member("value", string: text) { member("encoding", word: "latin1") }
    }

    /// `"customer":{…}`, also as the first member of a candidate.
    mutating func customer(_ customer: borrowing Customer) {
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

    private mutating func shopper(_ shopper: borrowing Shopper) {
        raw(",\"shopper\":{\"number\":")
        integer(Int64(shopper.number))
        raw(",\"name\":")
        string(shopper.name.span)
        raw("}")
    }

    /// `"representative":{…}`: the person who came for an organisation.
    private mutating func representative(_ shopper: borrowing Shopper) {
        raw(",\"representative\":{\"number\":")
        integer(Int64(shopper.number))
        raw(",\"name\":")
        string(shopper.name.span)
        raw("}")
    }

    /// What an event shows of a customer beside who it is; nothing of what is empty.
    private mutating func details(_ details: HoldingDetails) {
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

    private mutating func employee(name: borrowing Span<UInt8>) {
        key("employee")
        raw("{")
        member("name", string: name)
        raw("}")
    }

    /// `"reason":…,"level":…,"since":…` of a `refused`.
    mutating func refusal(_ refusal: Refusal) {
        member("reason", word: refusal.reason.rawValue)
        if let level = refusal.level { member("level", word: level.rawValue) }
        if let since = refusal.since { member("since", string: since.iso8601.span) }
    }

    /// `"candidates":[…]` of a `choose`, in order.
    private mutating func candidates(_ candidates: [Candidate]) {
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

extension Refusal {
    /// What the cashier should be shown.
    fileprivate var message: String {
        switch reason {
        case .licence: "Driving licence: not taken as a customer card"
        case .suspended:
            switch level {
            case .identifier: "Card suspended"
            case .group: "Card group suspended"
            case .customer, nil: "Customer suspended"
            }
        case .inactive: level == .identifier ? "Card inactive" : "Customer inactive"
        case .terminated: "Membership ended"
        case .lost: "Card reported lost"
        case .blocked: "Card blocked"
        case .retain: "Keep this card"
        case .expired: "Card expired"
        case .notYetValid: "Card not valid yet"
        case .used: "Code already used"
        case .identityDocument: "Identity document: not taken as a customer card"
        case .randomUID: "This card or phone shows another number each time"
        case .truncatedUID: "The reader shows only the beginning of this card's number"
        case .noIdentifier: "This card holds no customer number"
        case .ambiguous: "Several have this number: use a reader that shows all of it"
        }
    }
}
