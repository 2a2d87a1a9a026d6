import Identity
import LaneLink
import Recognition

/// Writes the body of one event, outcome by outcome.
struct EventBody {
    let origin: Pipeline.Origin
    private let entryMode: EntryMode
    private let assurance: Assurance
    let kind: ReadingKind?
    private let symbology: Symbology?
    /// The event that this one answers.
    var replyTo: Int64?
    /// The key of the ticket that was current when that one was read.
    var ticket: Bytes<64>?

    init(origin: borrowing Pipeline.Origin, reading: borrowing Reading) {
        self.init(
            origin: copy origin, entryMode: reading.entryMode, kind: reading.kind,
            symbology: reading.symbology)
    }

    init(
        origin: Pipeline.Origin, entryMode: EntryMode, kind: ReadingKind?,
        symbology: Symbology? = nil
    ) {
        self.origin = copy origin
        self.entryMode = entryMode
        self.kind = kind
        self.symbology = symbology
        assurance =
            switch entryMode {
            case .keyed: .operator
            case .incomingCall: .claim
            default: .possession
            }
    }

    /// The members every event begins with.
    func begin(_ outcome: OutcomeKind, _ body: inout LineBuffer) {
        body.beginEvent(
            lane: origin.lane.span, time: origin.time, device: origin.device.span,
            outcome: outcome, entryMode: entryMode, assurance: assurance)
        if let kind { body.reading(kind) }
        if let replyTo { body.member("replyTo", integer: replyTo) }
    }

    func suppressed(into body: inout LineBuffer) -> OutcomeKind {
        begin(.suppressed, &body)
        body.member("message", word: "Payment card: not read here")
        return .suppressed
    }

    func malformed(_ fault: Fault, into body: inout LineBuffer) -> OutcomeKind {
        begin(.malformed, &body)
        body.member("fault", word: fault.rawValue)
        body.member("message", word: "Not read: \(fault.sentence)")
        return .malformed
    }

    func removed(_ value: Bytes<128>?, into body: inout LineBuffer) -> OutcomeKind {
        begin(.removed, &body)
        if let value { identifier(kind: kind?.identifierKind, value, &body) }
        return .removed
    }

    func noNumber(_ reason: NumberAbsence, into body: inout LineBuffer) -> OutcomeKind {
        begin(.noNumber, &body)
        body.member("reason", word: reason.rawValue)
        return .noNumber
    }

    func refused(_ refusal: Refusal, into body: inout LineBuffer) -> OutcomeKind {
        begin(.refused, &body)
        body.refusal(refusal)
        body.member("message", word: refusal.message)
        return .refused
    }

    func coupon(_ value: Bytes<128>, into body: inout LineBuffer) -> OutcomeKind {
        begin(.coupon, &body)
        identifier(kind: nil, value, &body)
        body.value(value.span)
        return .coupon
    }

    /// A reading that no rule claims and nobody holds: the text as the reader sent it.
    func read(_ text: borrowing Span<UInt8>, into body: inout LineBuffer) -> OutcomeKind {
        begin(.read, &body)
        if let symbology { body.symbology(symbology) }
        body.value(text)
        return .read
    }

    func bearer(_ identifier: Identifier, into body: inout LineBuffer) -> OutcomeKind {
        begin(.bearer, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        origin.desk?.present(identifier, origin: origin, into: &body)
        return .bearer
    }

    func unknown(
        _ identifier: Identifier, into body: inout LineBuffer
    ) -> OutcomeKind {
        begin(.unknown, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        body.value(identifier.value.span)
        return .unknown
    }

    /// The directory could not be asked: that nobody holds the identifier is then not known, and the event says so.
    func unavailable(_ body: inout LineBuffer) {
        body.member("directory", word: "unavailable")
        body.member("message", word: "The customer directory cannot be read")
    }

    func identified<R: Resolver>(
        _ identifier: Identifier, _ holding: Holding, resolver: inout R,
        into body: inout LineBuffer
    ) throws(ResolverError) -> OutcomeKind {
        let details =
            holding.extras.isDisjoint(with: .shown) ? nil : try resolver.details(of: holding)
        begin(.identified, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        body.customer(holding.customer)
        if let shopper = holding.shopper {
            if holding.customer.kind == .organisation {
                body.representative(shopper)
            } else {
                body.shopper(shopper)
            }
        }
        if holding.needsApproval { body.member("approval", bool: true) }
        if let details { body.details(details) }
        origin.desk?.join(
            holding.customer, holding.shopper, entryMode: entryMode, origin: origin,
            answer: replyTo.map { TicketDesk.Answer(choice: $0, ticket: ticket) }, into: &body)
        return .identified
    }

    /// Refused; the customer where the identifier is one's.
    func refused(
        _ identifier: Identifier, _ customer: Customer?, _ refusal: Refusal,
        into body: inout LineBuffer
    ) -> OutcomeKind {
        begin(.refused, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        if let customer { body.customer(customer) }
        body.refusal(refusal)
        body.member("message", word: refusal.message)
        return .refused
    }

    func identifier(
        kind: IdentifierKind?, _ value: Bytes<128>, _ body: inout LineBuffer
    ) {
        let masked = value.masked
        body.identifier(kind: kind, masked: masked.span, symbology: symbology)
    }
}

extension Refusal {
    /// What the cashier should be shown.
    var message: String {
        switch reason {
        case .licence: "Driving licence: not taken as a customer card"
        case .suspended: "Customer suspended"
        case .inactive: "Customer inactive"
        case .terminated: "Membership ended"
        case .lost: "Card reported lost"
        case .blocked: "Card blocked"
        case .retain: "Keep this card"
        case .expired: "Card expired"
        case .notYetValid: "Card not valid yet"
        case .used: "Code already used"
        case .ambiguous: "Several have this number: use a reader that shows all of it"
        }
    }
}
