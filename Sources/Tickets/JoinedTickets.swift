import Identity

extension TicketBook {
    /// How many tickets that were joined to an open one the book remembers; it forgets the oldest
    /// first.
    public static let maxJoined = 256
}

/// The tickets that were joined to one that is still open, in the order in which they were joined.
struct JoinedTickets: Sendable {
    private var all: [JoinedTicket]

    init(_ kept: [JoinedTicket] = []) { all = kept.suffix(TicketBook.maxJoined) }

    /// The number of the open ticket that an event belongs to now, because the event was read on a
    /// ticket of that key before the two were joined.
    func target(of lane: Bytes<32>, _ key: Bytes<64>, at event: Int64) -> Int64? {
        all.first { $0.lane == lane && $0.key == key && $0.events.contains(event) }?.into
    }

    /// Notes that a ticket ended. Tickets that were joined to it follow it into the ticket that it
    /// was joined to; they are forgotten when it was closed.
    mutating func note(_ ticket: Ticket, _ end: TicketEnd) {
        guard let into = end.into else { return all.removeAll { $0.into == ticket.number } }
        for index in all.indices where all[index].into == ticket.number {
            all[index].into = into
        }
        guard ticket.firstEvent <= end.lastEvent else { return }
        if all.count == TicketBook.maxJoined { all.removeFirst() }
        all.append(
            JoinedTicket(
                lane: ticket.lane, key: ticket.key, events: ticket.firstEvent...end.lastEvent,
                into: into))
    }
}
