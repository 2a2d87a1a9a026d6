public import Identity
public import SQLite

/// A ticket as the journal keeps it.
public struct JournaledTicket: Sendable {
    /// Counts all tickets; never used twice in a journal.
    public var number: Int64
    public var lane: Bytes<32>
    public var key: Bytes<64>
    public var mode: TicketMode
    public var maximum: Int
    public var opened: WallTime
    /// The number of the first event that could belong to it.
    public var firstEvent: Int64
    /// Whether it is its lane's current one.
    public var isCurrent: Bool
    /// In order of reading; nothing where it has ended.
    public var members: [TicketMember] = []
    /// The bearer identifiers that no member came with.
    public var bearers: [Identifier] = []
    /// Who was taken off it since it was kept last.
    public var removed: [RemovedMember] = []
    public var end: TicketEnd?

    public init(
        number: Int64, lane: Bytes<32>, key: Bytes<64>, mode: TicketMode, maximum: Int,
        opened: WallTime, firstEvent: Int64, isCurrent: Bool, end: TicketEnd? = nil
    ) {
        self.number = number
        self.lane = lane
        self.key = key
        self.mode = mode
        self.maximum = maximum
        self.opened = opened
        self.firstEvent = firstEvent
        self.isCurrent = isCurrent
        self.end = end
    }
}

extension EventJournal {
    /// Keeps a ticket as it is now, or that it has ended; lasting with the next commit. Those that
    /// ended go before those that are open, for a bearer identifier is on one ticket.
    public func keep(_ ticket: JournaledTicket) throws(DatabaseError) {
        try change { () throws(DatabaseError) in
            let statements = try ticketStatements()
            let lane = try laneKey(of: ticket.lane.span)
            statements.put(ticket, lane: lane)
            try statements.put.run()
            try statements.clear(ticket.number)
            for removed in ticket.removed {
                statements.addRemoval.bind(1, ticket.number)
                statements.addRemoval.bind(2, text: removed.customer.span)
                statements.addRemoval.bind(3, removed.lastEvent)
                try statements.addRemoval.run()
            }
            if let end = ticket.end { return try finish(ticket, end, statements) }
            for member in ticket.members { try keep(member, of: ticket.number, statements) }
            for bearer in ticket.bearers {
                try keep(bearer, customer: nil, of: ticket.number, statements)
            }
        }
    }

    private func keep(
        _ member: TicketMember, of ticket: Int64, _ statements: TicketStatements
    ) throws(DatabaseError) {
        statements.addMember(member, of: ticket)
        try statements.addMember.run()
        for (place, shopper) in member.shoppers.enumerated() {
            statements.addShopper.bind(1, ticket)
            statements.addShopper.bind(2, text: member.customer.number.span)
            statements.addShopper.bind(3, place)
            statements.addShopper.bind(4, shopper.number)
            statements.addShopper.bind(5, text: shopper.name.span)
            try statements.addShopper.run()
        }
        for bearer in member.bearers {
            try keep(bearer, customer: member.customer.number, of: ticket, statements)
        }
    }

    private func keep(
        _ bearer: Identifier, customer: Bytes<32>?, of ticket: Int64,
        _ statements: TicketStatements
    ) throws(DatabaseError) {
        statements.addBearer.bind(1, bearer.kind.code)
        statements.addBearer.bind(2, text: bearer.value.span)
        statements.addBearer.bind(3, ticket)
        statements.addBearer.bind(4, textOrNull: (customer ?? Bytes()).span)
        try statements.addBearer.run()
    }

    /// What was joined to a ticket before ends with it, or is joined to the same one. A ticket in
    /// whose time there was no event is let go of: no visit asks for its total, and no event's end
    /// would ever take it along.
    private func finish(
        _ ticket: JournaledTicket, _ end: TicketEnd, _ statements: TicketStatements
    ) throws(DatabaseError) {
        if let into = end.into {
            statements.rejoin.bind(1, ticket.number)
            statements.rejoin.bind(2, into)
            try statements.rejoin.run()
        } else {
            statements.completeJoined.bind(1, ticket.number)
            statements.completeJoined.bind(2, end.time.milliseconds)
            statements.completeJoined.bind(3, textOrNull: (end.total ?? Bytes()).span)
            try statements.completeJoined.run()
        }
        guard end.lastEvent < ticket.firstEvent else { return }
        statements.forget.bind(1, ticket.number)
        try statements.forget.run()
    }

    /// The highest number that was ever given to a ticket; 0 where none was.
    public func lastTicket() throws(DatabaseError) -> Int64 {
        try database.integer("SELECT seq FROM sqlite_sequence WHERE name = 'ticket'") ?? 0
    }

    /// The open tickets, in the order of their numbers.
    public func openTickets() throws(DatabaseError) -> [JournaledTicket] {
        try commit()
        var tickets: [JournaledTicket] = []
        try database.rows(
            """
            SELECT t.id, l.name, t.key, t.mode, t.maximum, t.opened, t.first_event, t.is_current
            FROM ticket t JOIN lane l ON l.id = t.lane_id WHERE t.last_event IS NULL ORDER BY t.id
            """
        ) { row throws(DatabaseError) in
            guard let mode = TicketMode(rawValue: row.text(3)) else {
                throw .corrupt(path: database.path)
            }
            tickets.append(
                JournaledTicket(
                    number: row.integer(0), lane: row.bytes(1), key: row.bytes(2), mode: mode,
                    maximum: Int(row.integer(4)), opened: WallTime(milliseconds: row.integer(5)),
                    firstEvent: row.integer(6), isCurrent: row.integer(7) == 1))
        }
        for index in tickets.indices { try fill(&tickets[index]) }
        return tickets
    }

    /// The tickets that were joined to one that is still open: the last `limit` of them, in the
    /// order of their numbers.
    public func joinedTickets(limit: Int) throws(DatabaseError) -> [JoinedTicket] {
        var joined: [JoinedTicket] = []
        try database.rows(
            """
            SELECT l.name, t.key, t.first_event, t.last_event, t.joined_into
            FROM ticket t JOIN lane l ON l.id = t.lane_id
            WHERE t.joined_into IS NOT NULL AND t.closed IS NULL AND t.first_event <= t.last_event
            ORDER BY t.id DESC LIMIT ?1
            """, .init(limit)
        ) { row throws(DatabaseError) in
            joined.append(
                JoinedTicket(
                    lane: row.bytes(0), key: row.bytes(1), events: row.integer(2)...row.integer(3),
                    into: row.integer(4)))
        }
        return joined.reversed()
    }

    private func fill(_ ticket: inout JournaledTicket) throws(DatabaseError) {
        var members: [TicketMember] = []
        let path = database.path
        let number = SQLValue.integer(ticket.number)
        try database.rows(
            """
            SELECT reading, customer, name, kind, status, entry_mode, time FROM ticket_member
            WHERE ticket_id = ?1 ORDER BY reading
            """, number
        ) { row throws(DatabaseError) in
            guard let kind = CustomerKind(code: row.integer(3)),
                let status = CustomerStatus(code: row.integer(4)),
                let mode = EntryMode(rawValue: row.text(5))
            else { throw .corrupt(path: path) }
            members.append(
                TicketMember(
                    order: row.integer(0),
                    customer: Customer(
                        number: row.bytes(1), name: row.bytes(2), kind: kind, status: status),
                    shoppers: [], bearers: [], entryMode: mode,
                    time: WallTime(milliseconds: row.integer(6))))
        }
        try database.rows(
            """
            SELECT customer, shopper, name FROM ticket_shopper WHERE ticket_id = ?1
            ORDER BY customer, position
            """, number
        ) { row throws(DatabaseError) in
            let customer: Bytes<32> = row.bytes(0)
            for index in members.indices where members[index].customer.number == customer {
                members[index].shoppers.append(
                    Shopper(number: Int(row.integer(1)), name: row.bytes(2)))
            }
        }
        var bearers: [Identifier] = []
        try database.rows(
            "SELECT kind, value, customer FROM ticket_bearer WHERE ticket_id = ?1 ORDER BY rowid",
            number
        ) { row throws(DatabaseError) in
            guard let kind = IdentifierKind(code: row.integer(0)) else {
                throw .corrupt(path: path)
            }
            let bearer = Identifier(kind: kind, value: row.bytes(1))
            let customer: Bytes<32> = row.bytes(2)
            if let index = members.firstIndex(where: { $0.customer.number == customer }) {
                members[index].bearers.append(bearer)
            } else {
                bearers.append(bearer)
            }
        }
        ticket.members = members
        ticket.bearers = bearers
    }
}
