import Identity
public import LaneLink
public import SQLite

extension EventJournal {
    /// The visits of a customer, or of everybody, the last ones first: of the events that the
    /// journal still holds. A daemon that runs keeps its journal to itself, which is locked then:
    /// ask the daemon.
    /// - Parameter path: The journal's file, which is only read.
    public static func visits(
        path: String, customer: String?, limit: Int
    ) throws(DatabaseError) -> [Visit] {
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 1000)
        try Schema.journal.check(database)
        return try visits(in: database, customer, numbers: 1...Int64.max, limit: limit)
    }

    /// A piece of the visits, for whoever has other things to do in between: those among the
    /// numbers just before `number`, the last ones first.
    /// - Returns: The visits, and before which number the next piece begins; nil where nothing is
    ///   left.
    public func visitsPiece(
        of customer: String?, before number: Int64
    ) throws(DatabaseError) -> (visits: [Visit], next: Int64?) {
        let oldest = try oldestSequence() ?? lastSequence
        let last = min(number - 1, lastSequence)
        let first = max(oldest, last - Self.numbersInPiece + 1)
        guard first <= last else { return ([], nil) }
        let found = try Self.visits(
            in: database, customer, numbers: first...last, limit: Int(Self.numbersInPiece))
        return (found, first > oldest ? first : nil)
    }

    private static func visits(
        in database: Database, _ customer: String?, numbers: ClosedRange<Int64>, limit: Int
    ) throws(DatabaseError) -> [Visit] {
        let ticket = try database.prepare(
            """
            SELECT closed, total, EXISTS (SELECT 1 FROM ticket_removal r
                WHERE r.ticket_id IN (ticket.id, ticket.joined_into) AND r.customer = ?4
                    AND r.last_event >= ?3)
            FROM ticket WHERE lane_id = (SELECT id FROM lane WHERE name = ?1) AND key = ?2
                AND first_event <= ?3 AND (last_event IS NULL OR last_event >= ?3)
            ORDER BY id DESC LIMIT 1
            """)
        var found: [Visit] = []
        try database.rows(
            """
            SELECT sequence, body FROM event
            WHERE outcome IN (\(OutcomeKind.identified.code), \(OutcomeKind.bearer.code))
                AND sequence BETWEEN ?3 AND ?4 AND (?1 IS NULL OR customer = ?1)
            ORDER BY sequence DESC LIMIT ?2
            """, .init(customer), .init(limit), .integer(numbers.lowerBound),
            .integer(numbers.upperBound)
        ) { row throws(DatabaseError) in
            guard let event = row.withBytes(1, { Event(body: $0) }) else { return }
            var visit = Visit(event, sequence: row.integer(0))
            if let key = visit.ticket {
                ticket.bind(1, visit.lane)
                ticket.bind(2, key)
                ticket.bind(3, visit.sequence)
                ticket.bind(4, visit.customer)
                if try ticket.step() {
                    let isRemoved = ticket.integer(2) == 1
                    // The total of a ticket that one was taken off is that of others.
                    if isRemoved { visit.ticket = nil }
                    visit.closed = isRemoved ? nil : ticket.optionalInteger(0)
                    visit.total = isRemoved ? nil : ticket.optionalText(1)
                }
                ticket.reset()
            }
            found.append(visit)
        }
        return found
    }
}
