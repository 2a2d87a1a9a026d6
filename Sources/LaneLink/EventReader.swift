import FoundationEssentials
public import Identity

extension Event {
    /// Reads the body of an event back as `LineBuffer.body(of:reading:)` wrote it.
    ///
    /// The identifier of an `unknown` is whole; any other is its masked form, because bodies hold
    /// no more. Notices, household and categories are not read back.
    /// - Returns: Nil for bytes that are no such body.
    public init?(body: borrowing Span<UInt8>) {
        var line: [UInt8] = [UInt8(ascii: "{")]
        for index in body.indices { line.append(body[index]) }
        line.append(UInt8(ascii: "}"))
        guard let stored = try? JSONDecoder().decode(StoredEvent.self, from: Data(line)),
            let event = stored.event
        else { return nil }
        self = event
    }
}

/// The members of an event's body.
private struct StoredEvent: Decodable {
    var lane: String
    var time: String
    var device: String?
    var outcome: String
    var entryMode: String
    var reading: String?
    var replyTo: Int64?
    var identifier: StoredIdentifier?
    var value: String?
    var encoding: String?
    var customer: StoredCustomer?
    var shopper: StoredShopper?
    var representative: StoredShopper?
    var approval: Bool?
    var employee: StoredEmployee?
    var candidates: [StoredCandidate]?
    var more: Bool?
    var pending: Bool?
    var reason: String?
    var level: String?
    var since: String?
    var fault: String?
    var directory: String?
    var ticket: StoredTicket?
    var source: String?

    var event: Event? {
        guard let time = WallTime(rfc3339: time), let kind = OutcomeKind(rawValue: outcome),
            let mode = EntryMode(rawValue: entryMode), let outcome = outcome(kind)
        else { return nil }
        var event = Event(
            Event.Source(lane: Bytes(lane), device: Bytes(device ?? ""), time: time),
            outcome: outcome, entryMode: mode, kind: reading.flatMap(ReadingKind.init),
            symbology: identifier?.symbology.flatMap(Symbology.init), identifier: shown(kind))
        event.replyTo = replyTo
        event.ticket = ticket?.note
        event.isDirectoryUnavailable = directory != nil
        event.isCut = more ?? false
        event.fallback = source.flatMap(LookUpFallback.init)
        return event
    }

    /// The identifier; nil also where its value is no text and so cannot be looked up.
    private func shown(_ outcome: OutcomeKind) -> Identifier? {
        guard let kind = identifier?.kind.flatMap(IdentifierKind.init),
            let masked = identifier?.masked
        else { return nil }
        guard outcome == .unknown else { return Identifier(kind: kind, masked) }
        return encoding == nil ? value.map { Identifier(kind: kind, $0) } : nil
    }

    private func outcome(_ kind: OutcomeKind) -> Outcome? {
        switch kind {
        case .identified:
            return customer?.customer.map {
                .identified(
                    Identification(
                        customer: $0, shopper: (shopper ?? representative)?.shopper,
                        needsApproval: approval ?? false))
            }
        case .choose:
            return .choose((candidates ?? []).compactMap(\.candidate), messages: [])
        case .unknown: return .unknown(isPending: pending ?? false)
        case .refused:
            guard let reason = reason.flatMap(RefusalReason.init) else { return nil }
            let refusal = Refusal(
                reason: reason, level: level.flatMap(RefusalLevel.init),
                since: since.flatMap { WallTime(rfc3339: "\($0)T00:00:00Z")?.date })
            return .refused(refusal, customer?.customer)
        case .bearer: return .bearer
        case .staff: return .staff(name: employee.map { Bytes($0.name) })
        case .coupon: return value.map { .coupon(Bytes($0)) }
        case .read: return .read
        case .noNumber: return reason.flatMap(NumberAbsence.init).map { .noNumber($0) }
        case .malformed: return fault.flatMap(Fault.init).map { .malformed($0) }
        case .suppressed: return .suppressed
        case .removed: return .removed
        }
    }
}

private struct StoredIdentifier: Decodable {
    var kind: String?
    var masked: String?
    var symbology: String?
}

private struct StoredCustomer: Decodable {
    var number: String
    var name: String
    var kind: String
    var status: String

    var customer: Customer? {
        guard let kind = CustomerKind(rawValue: kind), let status = CustomerStatus(rawValue: status)
        else { return nil }
        return Customer(number: Bytes(number), name: Bytes(name), kind: kind, status: status)
    }
}

private struct StoredShopper: Decodable {
    var number: Int
    var name: String

    var shopper: Shopper { Shopper(number: number, name: Bytes(name)) }
}

private struct StoredEmployee: Decodable {
    var name: String
}

private struct StoredCandidate: Decodable {
    var id: String
    var customer: StoredCustomer
    var shopper: StoredShopper?

    var candidate: Candidate? {
        customer.customer.map {
            Candidate(id: Bytes(id), customer: $0, shopper: shopper?.shopper)
        }
    }
}

private struct StoredTicket: Decodable {
    var key: String?
    var place: Int?
    var count: Int?
    var already: Bool?
    var found: Bool?
    var lane: String?
    var why: String?

    var note: TicketNote {
        let key = Bytes<64>(key ?? "")
        if let refusal = why.flatMap(TicketRefusal.init) {
            return TicketNote(key: key, .refused(refusal, count: count, lane: Bytes(lane ?? "")))
        }
        guard let count else { return TicketNote(key: key, .choice) }
        guard let place else {
            return TicketNote(key: key, .bearer(count: count, isFound: found ?? false))
        }
        return TicketNote(key: key, .place(place, count: count, isAlready: already ?? false))
    }
}
