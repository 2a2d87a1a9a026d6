public import Identity

/// A ticket that is no longer open.
public struct EndedTicket: Sendable {
    /// As it was last.
    public var ticket: Ticket
    public var end: TicketEnd
}

/// Why a ticket could not be opened, found or changed.
public enum TicketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The lane has no current ticket, and no key was given.
    case noCurrent
    case noSuchTicket
    /// A ticket of that key is open on the lane.
    case isOpen
    case noSuchPlace
    case sameTicket
    /// Joined, more members would be on the ticket than it takes.
    case full
    case tooManyTickets
    /// So many tickets ended that nobody has kept yet that no other is opened.
    case tooManyUnkept
    case tooManyBearers

    public var description: String {
        switch self {
        case .noCurrent: "the lane has no current ticket: open or select one, or give a key"
        case .noSuchTicket: "the lane has no open ticket of that key"
        case .isOpen: "the lane has an open ticket of that key already: select it, or close it"
        case .noSuchPlace: "nobody is at that place of the ticket"
        case .sameTicket: "a ticket cannot be joined to itself"
        case .full: "together they are more members than the ticket takes"
        case .tooManyTickets:
            "the lane has \(TicketBook.maxTickets) open tickets, and may not have more: close some"
        case .tooManyUnkept:
            "\(TicketBook.maxEnded) closed tickets wait to be kept, and nothing takes them"
        case .tooManyBearers:
            "together they have more than \(TicketBook.maxBearers) bearer identifiers"
        }
    }
}
