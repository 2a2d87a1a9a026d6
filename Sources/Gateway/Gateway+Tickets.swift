import Identity
import LaneLink
import Recognition
import Tickets

/// What lanes ask of their tickets. Each is answered when what it changed is as lasting as an event that is sent.
extension Gateway {
    func ticket(
        _ call: Request.TicketCall, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        if case .find(let sought) = call { return try find(sought, id, connection) }
        let lane = try subscribed(call.lane, connection)
        if case .list = call { return try listTickets(of: lane, id, connection) }
        let ticket = try changed(call, lane)
        guard let id else { return }
        let shown = ShownTicket(ticket)
        tickets.reply(connection) { $0.reply(id, ticket: shown, journaled: $1) }
    }

    /// The ticket that was asked for, as it is after the call.
    private func changed(
        _ call: Request.TicketCall, _ lane: Lane
    ) throws(LaneError) -> Ticket {
        if case .open(_, let key, _) = call { try requireNoPaymentCard(key, in: "key") }
        let (name, time, last) = (lane.bytes, wallTime, events.last)
        return try tickets.change(at: time) { (book) throws(TicketError) in
            switch call {
            case .open(_, let key, let mode):
                var policy = lane.ticket
                if let mode { policy.mode = mode }
                return try book.open(
                    key.map { Bytes($0) }, lane: name, policy: policy, time: time,
                    firstEvent: last + 1)
            case .select(_, let key): return try book.select(lane: name, key: Bytes(key))
            case .remove(_, let key, let place):
                return try book.remove(place: place, lane: name, key: key.map { Bytes($0) })
            case .join(_, let from, let into):
                return try book.join(
                    lane: name, from: Bytes(from), into: Bytes(into), time: time, lastEvent: last)
            case .close(_, let key, let total):
                return try book.close(
                    lane: name, key: key.map { Bytes($0) }, total: total.map { Bytes($0) },
                    time: time, lastEvent: last)
            case .members(_, let key):
                return try book.ticket(of: name, key: key.map { Bytes($0) })
            case .list, .find: throw .noSuchTicket
            }
        }
    }

    private func listTickets(
        of lane: Lane, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        let (open, current) = try tickets.change(at: wallTime) { (book) throws(TicketError) in
            (book.tickets(of: lane.bytes), book.current(of: lane.bytes))
        }
        guard let id else { return }
        // Made when it is sent: many may ask in one turn.
        tickets.reply(connection) {
            $0.reply(
                id, tickets: open.map { ShownTicket($0) }, current: current?.key ?? Bytes(),
                journaled: $1)
        }
    }

    /// Open tickets of whatever lane: those that a code bears, whatever reader it would have been read with, or that a
    /// customer is on. For whoever may list visits.
    private func find(
        _ sought: Request.Sought, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        guard server.allowsTests(connection) else { throw .notAllowed("find tickets") }
        let open = try tickets.change(at: wallTime) { (book) throws(TicketError) in book.tickets }
        let found: [(ticket: Ticket, bearers: [Identifier])]
        switch sought {
        case .code(let code):
            let bearers = identifiers(of: code)
            found = open.compactMap { ticket in
                let own = bearers.filter { ticket.isBorne(by: $0) }
                return own.isEmpty ? nil : (ticket, own)
            }
        case .number(let number):
            found = open.filter { ticket in
                ticket.members.contains { $0.customer.number == number }
            }.map { ($0, []) }
        }
        guard let id else { return }
        tickets.reply(connection) {
            $0.reply(
                id, tickets: found.map { ShownTicket($0.ticket, bearers: $0.bearers) },
                current: Bytes(), journaled: $1)
        }
    }

    /// What a code may be looked up as, whatever reader it comes from; nothing for a payment card.
    private func identifiers(of code: String) -> [Identifier] {
        var found: [Identifier] = []
        for kind in ReadingKind.allCases {
            var reading = Reading(kind: kind, entryMode: .keyed, text: Array(code.utf8).span)
            if kind == .magstripe {
                reading.tracks[2] = .init(start: 0, end: reading.text.count)
            }
            switch pipeline.recogniser.recognise(ReadingView(reading)) {
            case .bearer(let identifier, _), .identifier(let identifier, _):
                found.append(identifier)
            case .lookUp(let spellings):
                for index in 0..<spellings.count { found.append(spellings[index]) }
            default: break
            }
        }
        return found
    }
}

extension Request.TicketCall {
    /// The lane whose tickets are meant; empty where none is named.
    fileprivate var lane: String {
        switch self {
        case .open(let lane, _, _), .list(let lane), .select(let lane, _), .members(let lane, _),
            .remove(let lane, _, _), .join(let lane, _, _), .close(let lane, _, _):
            lane
        case .find: ""
        }
    }
}

extension ShownTicket {
    /// A ticket that somebody looks for: with its lane, and of its bearer identifiers these only.
    fileprivate init(_ ticket: Ticket, bearers own: [Identifier]) {
        self.init(ticket)
        lane = ticket.lane
        for index in members.indices { members[index].bearers = [] }
        bearers = own
    }
}
