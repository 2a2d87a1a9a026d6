import Directory
import Identity
import LaneLink
import Tickets

/// Tickets as the journal keeps them, and as lanes are told of them.
extension JournaledTicket {
    init(_ ticket: Ticket, isCurrent: Bool) {
        self.init(ticket, isCurrent: isCurrent, end: nil)
        members = ticket.members.map {
            Member(
                order: $0.order, customer: $0.customer, shoppers: $0.shoppers,
                bearers: $0.bearers, entryMode: $0.entryMode, time: $0.time)
        }
        bearers = ticket.bearers
    }

    init(_ ended: EndedTicket) {
        let end = ended.end
        self.init(
            ended.ticket, isCurrent: false,
            end: End(
                time: end.time, lastEvent: end.lastEvent, total: end.total, into: end.into))
    }

    private init(_ ticket: Ticket, isCurrent: Bool, end: End?) {
        self.init(
            number: ticket.number, lane: ticket.lane, key: ticket.key, mode: ticket.policy.mode,
            maximum: ticket.policy.maximum, opened: ticket.opened, firstEvent: ticket.firstEvent,
            isCurrent: isCurrent, end: end)
    }
}

extension Ticket {
    init(_ kept: JournaledTicket) {
        self.init(
            number: kept.number, lane: kept.lane, key: kept.key,
            policy: TicketPolicy(mode: kept.mode, maximum: kept.maximum), opened: kept.opened,
            firstEvent: kept.firstEvent, members: kept.members.map(Member.init),
            bearers: kept.bearers)
    }
}

extension Member {
    fileprivate init(_ kept: JournaledTicket.Member) {
        self.init(
            order: kept.order, customer: kept.customer, entryMode: kept.entryMode, time: kept.time)
        shoppers = kept.shoppers
        bearers = kept.bearers
    }
}

extension ShownTicket {
    init(_ ticket: Ticket) {
        self.init(
            key: ticket.key, mode: ticket.policy.mode, opened: ticket.opened,
            members: ticket.members.map {
                Member(
                    customer: $0.customer, shoppers: $0.shoppers, bearers: $0.bearers,
                    entryMode: $0.entryMode, time: $0.time)
            }, bearers: ticket.bearers)
    }
}
