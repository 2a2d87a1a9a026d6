import Configuration
import Identity
import Journal
import LaneLink
import Pipeline
import Recognition
import Tickets
import Transport

/// `ticket.*`. Each is answered when its change is as lasting as an event that is sent.
package struct TicketHandler {
    let rules: HouseRules
    let tickets: TicketDesk
    let events: EventLog
    let clock: WallClock

    func answer(
        _ call: Request.TicketCall, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        if case .find(let sought) = call { return try find(sought, caller) }
        let lane = try rules.lane(call.lane ?? "", of: caller)
        if case .list = call { return try list(lane) }
        let shown = ShownTicket(try changed(call, lane))
        return Reply(.whenKept) { line, id, isKept in
            line.reply(id, ticket: shown, journaled: isKept)
        }
    }

    /// The ticket as it is after the call.
    private func changed(_ call: Request.TicketCall, _ lane: Lane) throws(LaneError) -> Ticket {
        let (name, time, last) = (lane.bytes, clock.now, events.last)
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
                return try book.remove(
                    place: place, lane: name, key: key.map { Bytes($0) }, lastEvent: last)
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

    private func list(_ lane: Lane) throws(LaneError) -> Reply {
        let (open, current) = try tickets.change(at: clock.now) { (book) throws(TicketError) in
            (book.tickets(of: lane.bytes), book.current(of: lane.bytes))
        }
        // Made when it is sent: many may ask in one turn.
        return Reply(.whenKept) { line, id, isKept in
            line.reply(
                id, tickets: open.map { ShownTicket($0) }, current: current?.key ?? Bytes(),
                journaled: isKept)
        }
    }

    /// Open tickets of any lane: those that a code bears, whichever reader reads it, or that a
    /// customer is on; of the lanes that the caller is a user of.
    private func find(
        _ sought: Request.Sought, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let all = try tickets.change(at: clock.now) { (book) throws(TicketError) in book.tickets }
        let open = all.filter { rules.lets(caller.peer, see: String($0.lane)) }
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
        return Reply(.whenKept) { line, id, isKept in
            line.reply(
                id, tickets: found.map { ShownTicket($0.ticket, bearers: $0.bearers) },
                current: Bytes(), journaled: isKept)
        }
    }

    /// What a code may be looked up as, whichever reader it comes from; nothing for a payment card.
    private func identifiers(of code: String) -> [Identifier] {
        var found: [Identifier] = []
        for kind in ReadingKind.allCases {
            var reading = Reading(kind: kind, entryMode: .keyed, text: Array(code.utf8).span)
            if kind == .magstripe {
                reading.tracks[2] = .init(start: 0, end: reading.text.count)
            }
            switch rules.pipeline.recogniser.recognise(ReadingView(reading)) {
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
    /// The lane whose tickets are meant; nil where none is named.
    var lane: String? {
        switch self {
        case .open(let lane, _, _), .list(let lane), .select(let lane, _), .members(let lane, _),
            .remove(let lane, _, _), .join(let lane, _, _), .close(let lane, _, _):
            lane
        case .find: nil
        }
    }
}

extension ShownTicket {
    /// A ticket that somebody looks for: with its lane, and with these bearer identifiers only.
    fileprivate init(_ ticket: Ticket, bearers own: [Identifier]) {
        self.init(ticket)
        lane = ticket.lane
        for index in members.indices { members[index].bearers = [] }
        bearers = own
    }
}
