import Identity
public import SQLite

/// A visit: somebody, or a bearer's identifier, was identified at a lane.
public struct Visit: Codable, Equatable, Sendable {
    /// The event's number.
    public var sequence: Int64
    /// Milliseconds since 1970.
    public var time: Int64
    public var lane: String
    public var device: String
    public var outcome: String
    /// The kind of identifier presented, and at most its last four characters.
    public var kind: String?
    public var masked: String?
    public var customer: String?
    public var shopper: Int?
    /// The key of the ticket that it belongs to.
    public var ticket: String?
    /// When that ticket was closed, in milliseconds since 1970; nil as long as it is open.
    public var closed: Int64?
    /// What it came to, as decimal text, where the lane said it.
    public var total: String?

    public init(
        sequence: Int64, time: Int64, lane: String, device: String, outcome: String,
        kind: String? = nil, masked: String? = nil, customer: String? = nil, shopper: Int? = nil,
        ticket: String? = nil, closed: Int64? = nil, total: String? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.lane = lane
        self.device = device
        self.outcome = outcome
        self.kind = kind
        self.masked = masked
        self.customer = customer
        self.shopper = shopper
        self.ticket = ticket
        self.closed = closed
        self.total = total
    }
}

extension EventJournal {
    /// The visits of a customer, or of everybody, the last ones first: of the events that the journal still holds. A daemon
    /// that runs keeps its journal to itself, which is locked then: ask the daemon.
    /// - Parameter path: The journal's file, which is only read.
    public static func visits(
        path: String, customer: String?, limit: Int
    ) throws(DatabaseError) -> [Visit] {
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 1000)
        try Schema.journal.check(database)
        return try visits(in: database, customer, numbers: 1...Int64.max, limit: limit)
    }

    /// A piece of the visits, for whoever has other things to do in between: those among the numbers just before `number`,
    /// the last ones first.
    /// - Returns: The visits, and before which number the next piece begins; nil where nothing is left.
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
        var found: [Visit] = []
        try database.rows(
            """
            WITH held AS (SELECT sequence, time, lane_id, device_id, outcome,
                '{' || CAST(body AS TEXT) || '}' AS body FROM event
                WHERE outcome IN (1, 5) AND sequence BETWEEN ?3 AND ?4)
            SELECT v.sequence, v.time, l.name, d.name, v.outcome, body ->> '$.identifier.kind',
                body ->> '$.identifier.masked', body ->> '$.customer.number',
                coalesce(body ->> '$.shopper.number', body ->> '$.representative.number'),
                iif(body ->> '$.ticket.joined' IS NULL, body ->> '$.ticket.key', NULL) AS ticket,
                t.closed, t.total
            FROM held v JOIN lane l ON l.id = v.lane_id JOIN device d ON d.id = v.device_id
            LEFT JOIN ticket t ON t.id = (SELECT max(o.id) FROM ticket o
                WHERE o.lane_id = v.lane_id AND o.key = body ->> '$.ticket.key'
                    AND body ->> '$.ticket.joined' IS NULL AND o.first_event <= v.sequence
                    AND (o.last_event IS NULL OR o.last_event >= v.sequence))
            WHERE json_valid(body) AND (?1 IS NULL OR body ->> '$.customer.number' = ?1)
            ORDER BY v.sequence DESC LIMIT ?2
            """, .init(customer), .init(limit), .integer(numbers.lowerBound),
            .integer(numbers.upperBound)
        ) { row throws(DatabaseError) in
            found.append(
                Visit(
                    sequence: row.integer(0), time: row.integer(1), lane: row.text(2),
                    device: row.text(3),
                    outcome: OutcomeKind(code: row.integer(4))?.rawValue ?? "unknown",
                    kind: row.optionalText(5), masked: row.optionalText(6),
                    customer: row.optionalText(7), shopper: row.optionalInteger(8).map(Int.init),
                    ticket: row.optionalText(9), closed: row.optionalInteger(10),
                    total: row.optionalText(11)))
        }
        return found
    }
}
