import Identity

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
    /// The key of the ticket that was open.
    public var ticket: String?
}

extension Journal {
    /// The visits of a customer, or of everybody, the last ones first: of the events that the journal still holds. A daemon
    /// that runs keeps its journal to itself; it is locked then.
    /// - Parameter path: The journal's file, which is only read.
    public static func visits(
        path: String, customer: String?, limit: Int
    ) throws(DirectoryError) -> [Visit] {
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 1000)
        try Schema.journal.check(database)
        var found: [Visit] = []
        try database.rows(
            """
            WITH held AS (SELECT sequence, time, lane_id, device_id, outcome,
                '{' || CAST(body AS TEXT) || '}' AS body FROM event WHERE outcome IN (1, 5))
            SELECT v.sequence, v.time, l.name, d.name, v.outcome, body ->> '$.identifier.kind',
                body ->> '$.identifier.masked', body ->> '$.customer.number',
                coalesce(body ->> '$.shopper.number', body ->> '$.representative.number'),
                body ->> '$.ticket.key'
            FROM held v JOIN lane l ON l.id = v.lane_id JOIN device d ON d.id = v.device_id
            WHERE json_valid(body) AND (?1 IS NULL OR body ->> '$.customer.number' = ?1)
            ORDER BY v.sequence DESC LIMIT ?2
            """, .init(customer), .init(limit)
        ) { row throws(DirectoryError) in
            found.append(
                Visit(
                    sequence: row.integer(0), time: row.integer(1), lane: row.text(2),
                    device: row.text(3),
                    outcome: OutcomeKind(code: row.integer(4))?.rawValue ?? "unknown",
                    kind: row.optionalText(5), masked: row.optionalText(6),
                    customer: row.optionalText(7), shopper: row.optionalInteger(8).map(Int.init),
                    ticket: row.optionalText(9)))
        }
        return found
    }
}
