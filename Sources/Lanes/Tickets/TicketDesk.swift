package import Configuration
import Directory
package import Identity
package import Journal
import LaneLink
import SQLite
import Tickets
package import Transport

/// The open tickets of all lanes: puts those who are identified on them, and keeps them in the
/// journal. Owned by the gateway.
///
/// What changes in a turn is written in the transaction that the turn's events are committed in,
/// before anything goes to a socket: an event that says that somebody is on a ticket is never let
/// go of without the ticket. As long as no ticket changes, nothing is written and nothing costs
/// anything.
package final class TicketDesk {
    private(set) var book = TicketBook()

    private let events: EventLog
    private let loop: EventLoop
    private let log: Log
    private var policies: [(lane: Bytes<32>, policy: TicketPolicy)] = []
    /// Whether the tickets that the journal kept were read; before, none can be opened.
    private var isLoaded = false
    /// Whether it was tried with the journal that is open.
    private var hasTried = false
    /// Whether the journal took this turn's changes, as far as it has not been committed.
    private var isWritten = true
    /// How often the journal had been opened when tickets were kept in it.
    private var openingSeen = 0
    /// Whether a deadline is set for what is not kept yet.
    private var isRetrying = false

    package init(events: EventLog, loop: EventLoop, lanes: [Lane], log: Log) {
        self.events = events
        self.loop = loop
        self.log = log
        setLanes(lanes)
    }

    /// Takes what settings say of lanes: tickets that are opened from now on go by it.
    package func setLanes(_ lanes: [Lane]) {
        policies = lanes.map { ($0.bytes, $0.ticket) }
    }

    /// The number of the event that is being written.
    private var nextEvent: Int64 { events.last + 1 }

    // MARK: Keeping

    /// Reads what the journal kept, once it is open.
    package func loadWhenOpen(at time: @autoclosure () -> WallTime) {
        guard !isLoaded, !hasTried, events.hasJournal else { return }
        do throws(LaneError) {
            try load(at: time())
        } catch {
            log.error("the open tickets of before cannot be read: \(error.message)")
        }
    }

    private func load(at time: WallTime) throws(LaneError) {
        hasTried = events.hasJournal
        openingSeen = events.openings
        let kept = try events.keptTickets(joined: TicketBook.maxJoined)
        book = TicketBook(
            kept.open.map { (Ticket($0), $0.isCurrent) }, joined: kept.joined, last: kept.last)
        isLoaded = true
        let lanes = policies.map(\.lane)
        for ticket in book.endAll(butOf: lanes, time: time, lastEvent: events.last) {
            log.warning(
                "a ticket of lane \(String(ticket.lane)) was closed: settings no longer name that lane"
            )
        }
    }

    /// Writes what changed into the journal's open transaction, which the turn's events join.
    /// - Returns: Whether nothing is missing there now: what the turn's events say of tickets holds
    ///   only with it.
    package func write() -> Bool {
        if isLoaded, openingSeen != events.openings {
            openingSeen = events.openings
            book.unsettle()
        }
        guard book.hasChanges else { return true }
        do throws(LaneError) {
            let changed = book.tickets.filter { book.changed.contains($0.number) }
            // First those that ended, because their bearers may bear others by now.
            try events.keep(
                book.ended.map { JournaledTicket($0) }
                    + changed.map { JournaledTicket($0, isCurrent: book.isCurrent($0)) })
            if !isWritten { log.notice("tickets are kept again") }
            isWritten = true
        } catch {
            if isWritten { log.error("tickets are not kept for now: \(error.message)") }
            isWritten = false
        }
        return isWritten
    }

    /// Takes note of how the turn ended.
    /// - Parameter journaled: Whether the turn's transaction was committed.
    /// - Returns: Whether every change of tickets is kept.
    package func settle(_ journaled: Bool) -> Bool {
        if book.hasChanges, isWritten, journaled { book.settle() }
        if book.hasChanges, !isRetrying {
            isRetrying = true
            loop.schedule(at: loop.now + .seconds(1), self, tag: 0)
        }
        let isKept = !book.hasChanges
        if !isKept { events.noteUnkeptTicket(book.lastNumber) }
        return isKept
    }

    /// Changes the tickets.
    /// - Throws: Also `journalUnavailable` where those of before are not known.
    func change<Result>(
        at time: WallTime, _ body: (inout TicketBook) throws(TicketError) -> Result
    ) throws(LaneError) -> Result {
        if !isLoaded { try load(at: time) }
        do throws(TicketError) {
            return try body(&book)
        } catch {
            throw LaneError(error)
        }
    }

    /// What settings say of a lane's tickets.
    private func policy(of lane: Bytes<32>) -> TicketPolicy {
        policies.first { $0.lane == lane }?.policy ?? TicketPolicy()
    }

    // MARK: What events bring

    /// Says in an event what the lane's ticket makes of it, and changes the ticket. Without an open
    /// ticket nothing changes.
    func amend(_ event: inout Event) {
        switch event.outcome.kind {
        case .identified:
            // The outcome is looked into only where there is a ticket, because that copies it.
            let isAnswer = event.replyTo != nil && event.ticket != nil
            guard isLoaded, !book.tickets.isEmpty || isAnswer,
                case .identified(let identification) = event.outcome
            else {
                event.ticket = nil
                return
            }
            event.ticket = note(identification, event)
        case .bearer: event.ticket = event.identifier.flatMap { note(bearer: $0, event) }
        case .choose:
            guard book.hasCurrent, let ticket = book.current(of: event.source.lane) else { return }
            event.ticket = TicketNote(key: ticket.key, .choice)
        default: event.ticket = nil
        }
    }

    /// Puts somebody who was identified on a ticket. An answer joins the ticket that was current
    /// when the choice was read.
    private func note(_ who: Identification, _ event: borrowing Event) -> TicketNote? {
        let key = event.replyTo == nil ? nil : event.ticket?.key
        // Only an answer that belongs to a ticket keeps the place of the reading; any other is an
        // identification of now.
        let order = key == nil ? nextEvent : event.replyTo ?? nextEvent
        let member = TicketMember(
            order: order, customer: who.customer, shoppers: who.shopper.map { [$0] } ?? [],
            entryMode: event.entryMode, time: event.source.time)
        var joined: Bytes<64>?
        if let key {
            guard let open = book.ticket(of: event.source.lane, key: key, at: order) else {
                return TicketNote(key: key, .refused(.closed, count: nil, lane: Bytes()))
            }
            joined = open.key
        }
        guard
            let (ticket, joining) = book.join(
                member, lane: event.source.lane, key: joined, lastEvent: events.last)
        else { return nil }
        return TicketNote(
            key: ticket.key,
            {
                switch joining {
                case .joined(let place, let count): .place(place, count: count, isAlready: false)
                case .already(let place, let count): .place(place, count: count, isAlready: true)
                case .refused(let refusal, let count):
                    .refused(refusal, count: count, lane: Bytes())
                }
            }())
    }

    /// A bearer identifier finds its ticket, or opens one.
    private func note(bearer: Identifier, _ event: borrowing Event) -> TicketNote? {
        guard isLoaded else { return nil }
        let lane = event.source.lane
        let presented = book.present(
            bearer, lane: lane, policy: policy(of: lane), time: event.source.time,
            firstEvent: nextEvent)
        switch presented {
        case .opened(let ticket):
            return TicketNote(key: ticket.key, .bearer(count: ticket.count, isFound: false))
        case .found(let ticket):
            return TicketNote(key: ticket.key, .bearer(count: ticket.count, isFound: true))
        case .otherLane(let ticket):
            return TicketNote(
                key: ticket.key, .refused(.otherLane, count: ticket.count, lane: ticket.lane))
        case .refused:
            return TicketNote(key: Bytes(), .refused(.tooMany, count: nil, lane: Bytes()))
        }
    }
}

extension TicketDesk: TimerHandler {
    /// What was not kept is tried again with the turn that this begins.
    package func timerFired(tag: Int) {
        isRetrying = false
    }
}

extension LaneError {
    init(_ error: TicketError) {
        switch error {
        case .noCurrent, .noSuchTicket: self = .noSuchTicket(error.description)
        case .isOpen: self = .ticketExists(error.description)
        case .noSuchPlace: self = .invalidParameter(field: "place", error.description)
        case .sameTicket: self = .invalidParameter(field: "into", error.description)
        case .full, .tooManyBearers: self = .ticketFull(error.description)
        case .tooManyTickets: self = .tooMany("open tickets: \(error)")
        case .tooManyUnkept: self = .journalUnavailable(error.description)
        }
    }
}
