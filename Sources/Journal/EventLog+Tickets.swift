package import Identity
package import LaneLink
import SQLite
import Transport

/// What is kept of tickets and visits.
extension EventLog {
    /// The open tickets that the journal kept, those that were joined to one of them, and the
    /// highest number of a ticket that was used.
    package func keptTickets(
        joined limit: Int
    ) throws(LaneError) -> (open: [JournaledTicket], joined: [JoinedTicket], last: Int64) {
        let marked = Int64(clamping: ticketMark?.value ?? 0)
        return try withJournal { (journal) throws(DatabaseError) in
            (
                try journal.openTickets(), try journal.joinedTickets(limit: limit),
                max(try journal.lastTicket(), marked)
            )
        }
    }

    /// Writes tickets into the journal's open transaction, which the turn's events join.
    package func keep(_ tickets: [JournaledTicket]) throws(LaneError) {
        try withJournal { (journal) throws(DatabaseError) in
            for ticket in tickets { try journal.keep(ticket) }
        }
    }

    /// Notes the highest number of a ticket before a lane is told of one that is not kept, so that
    /// it is not given again after a kill.
    package func noteUnkeptTicket(_ number: Int64) {
        let number = UInt64(clamping: number)
        guard number > ticketMark?.value ?? 0 else { return }
        do throws(PersistentFileError) {
            try ticketMark?.store(number)
        } catch {
            log.error("\(error); a ticket's key could be given twice after a restart")
        }
    }

    /// A piece of the visits of a customer, or of everybody, before the event of that number.
    package func visits(
        of customer: String?, before number: Int64
    ) throws(LaneError) -> (visits: [Visit], next: Int64?) {
        try query { (journal) throws(DatabaseError) in
            try journal.visitsPiece(of: customer, before: number)
        }
    }
}
