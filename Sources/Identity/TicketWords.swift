// The words of tickets on the wire and in settings. Raw values are wire words: fixed.

/// What an identification does to a ticket that has a member already.
public enum TicketMode: String, Sendable, CaseIterable {
    /// It joins, after those who were read before, up to the ticket's maximum.
    case append
    /// It takes the former member's place: a ticket has one.
    case replace
    /// It does not join: a ticket has one member, the first.
    case refuse
}

/// Why somebody who was identified did not join a ticket.
public enum TicketRefusal: String, Sendable, CaseIterable {
    /// As many as the ticket takes are on it.
    case maximum
    /// The ticket takes one, and has one.
    case occupied
    /// The ticket that was open when the choice was read is closed.
    case closed
    /// The bearer's ticket is open on another lane.
    case otherLane
    /// The lane has as many open tickets as one may have.
    case tooMany
}
