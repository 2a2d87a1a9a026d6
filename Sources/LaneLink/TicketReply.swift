public import Identity

/// An open ticket as lanes are told of it.
public struct ShownTicket: Sendable {
    /// Empty where the lane was asked for.
    public var lane: Bytes<32>
    public var key: Bytes<64>
    public var mode: TicketMode
    public var opened: WallTime
    /// In order of reading.
    public var members: [TicketMember]
    /// The bearer identifiers that no member came with.
    public var bearers: [Identifier]

    public init(
        lane: Bytes<32> = Bytes(), key: Bytes<64>, mode: TicketMode, opened: WallTime,
        members: [TicketMember], bearers: [Identifier]
    ) {
        self.lane = lane
        self.key = key
        self.mode = mode
        self.opened = opened
        self.members = members
        self.bearers = bearers
    }
}

extension LineBuffer {
    /// `"ticket":{…}` of an event.
    mutating func ticket(_ note: TicketNote) {
        self.key("ticket")
        raw("{")
        if !note.key.isEmpty { member("key", string: note.key.span) }
        switch note.standing {
        case .place(let place, let count, let isAlready):
            member("place", integer: Int64(place))
            member("count", integer: Int64(count))
            if isAlready { member("already", bool: true) }
        case .bearer(let count, let isFound):
            member("count", integer: Int64(count))
            if isFound { member("found", bool: true) }
        case .refused(let refusal, let count, let lane):
            if let count { member("count", integer: Int64(count)) }
            if !lane.isEmpty { member("lane", string: lane.span) }
            member("joined", bool: false)
            member("why", word: refusal.rawValue)
        case .choice: break
        }
        raw("}")
    }

    /// Answers every method that is about one ticket.
    public mutating func reply(_ id: RequestID, ticket: ShownTicket, journaled: Bool) {
        beginReply(id)
        member("key", string: ticket.key.span)
        member("mode", word: ticket.mode.rawValue)
        member("opened", string: ticket.opened.rfc3339.span)
        member("count", integer: Int64(ticket.members.count))
        list("members", Array(ticket.members.enumerated())) { line, member in
            line.member("place", integer: Int64(member.offset + 1))
            line.customer(member.element.customer)
            line.list("shoppers", member.element.shoppers) { line, shopper in
                line.member("number", integer: Int64(shopper.number))
                line.member("name", string: shopper.name.span)
            }
            line.bearers(member.element.bearers)
            line.member("entryMode", word: member.element.entryMode.rawValue)
            line.member("time", string: member.element.time.rfc3339.span)
        }
        bearers(ticket.bearers)
        notJournaled(journaled)
        endReply()
    }

    /// Answers `ticket.list` and `ticket.find`.
    /// - Parameter current: The key of the lane's current ticket; empty where it has none.
    public mutating func reply(
        _ id: RequestID, tickets: [ShownTicket], current: Bytes<64>, journaled: Bool
    ) {
        beginReply(id)
        list("tickets", tickets) { line, ticket in
            if !ticket.lane.isEmpty { line.member("lane", string: ticket.lane.span) }
            line.member("key", string: ticket.key.span)
            line.member("mode", word: ticket.mode.rawValue)
            line.member("opened", string: ticket.opened.rfc3339.span)
            line.member("count", integer: Int64(ticket.members.count))
            line.bearers(ticket.members.flatMap(\.bearers) + ticket.bearers)
        }
        if !current.isEmpty { member("current", string: current.span) }
        notJournaled(journaled)
        endReply()
    }

    private mutating func notJournaled(_ journaled: Bool) {
        if !journaled { member("journaled", bool: false) }
    }

    private mutating func bearers(_ bearers: [Identifier]) {
        list("bearers", bearers) { line, bearer in
            line.member("kind", word: bearer.kind.rawValue)
            line.member("masked", string: bearer.value.masked.span)
        }
    }
}
