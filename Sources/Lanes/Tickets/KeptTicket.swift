import Directory
import Identity
import Journal
import LaneLink
import Tickets

/// Tickets as the journal keeps them, and as lanes are told of them.
extension JournaledTicket {
    init(_ ticket: Ticket, isCurrent: Bool) {
        self.init(ticket, isCurrent: isCurrent, end: nil)
        members = ticket.members
        bearers = ticket.bearers
    }

    init(_ ended: EndedTicket) {
        self.init(ended.ticket, isCurrent: false, end: ended.end)
    }

    private init(_ ticket: Ticket, isCurrent: Bool, end: TicketEnd?) {
        self.init(
            number: ticket.number, lane: ticket.lane, key: ticket.key, mode: ticket.policy.mode,
            maximum: ticket.policy.maximum, opened: ticket.opened, firstEvent: ticket.firstEvent,
            isCurrent: isCurrent, end: end)
        removed = ticket.removed
    }
}

extension Ticket {
    init(_ kept: JournaledTicket) {
        self.init(
            number: kept.number, lane: kept.lane, key: kept.key,
            policy: TicketPolicy(mode: kept.mode, maximum: kept.maximum), opened: kept.opened,
            firstEvent: kept.firstEvent, members: kept.members,
            bearers: kept.bearers)
    }
}

extension ShownTicket {
    init(_ ticket: Ticket) {
        self.init(
            key: ticket.key, mode: ticket.policy.mode, opened: ticket.opened,
            members: ticket.members, bearers: ticket.bearers)
    }
}
