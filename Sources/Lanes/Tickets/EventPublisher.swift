import Identity
package import Journal

/// The last station before the journal: tickets amend an event, and it gets its number.
package final class EventPublisher {
    let events: EventLog
    let tickets: TicketDesk
    let directory: DirectoryKeeper

    package init(events: EventLog, tickets: TicketDesk, directory: DirectoryKeeper) {
        self.events = events
        self.tickets = tickets
        self.directory = directory
    }

    /// - Parameter text: The reading's text, which a `read` shows.
    /// - Returns: The event's number.
    @discardableResult
    func publish(_ event: inout Event, reading text: Span<UInt8>) -> Int64 {
        tickets.amend(&event)
        event.fallback = directory.live?.takeFallback()
        return events.publish(event, reading: text)
    }
}
