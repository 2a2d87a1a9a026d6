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

extension Schema {
    /// Visits stay when the events they come from are let go.
    static let visits = """
        CREATE TABLE visit (
            sequence INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            lane_id INTEGER NOT NULL REFERENCES lane,
            device_id INTEGER NOT NULL REFERENCES device,
            outcome INTEGER NOT NULL,
            kind TEXT,
            masked TEXT,
            customer_number TEXT,
            shopper_number INTEGER,
            ticket TEXT
        ) STRICT;
        CREATE INDEX visit_by_customer ON visit (customer_number, time) WHERE customer_number IS NOT NULL;
        -- What an event, not yet let go, says of a visit; values are masked in the body already.
        CREATE VIEW visit_in_event AS
            SELECT sequence, time, lane_id, device_id, outcome, body ->> '$.identifier.kind' AS kind,
                body ->> '$.identifier.masked' AS masked, body ->> '$.customer.number' AS customer_number,
                coalesce(body ->> '$.shopper.number', body ->> '$.representative.number')
                    AS shopper_number, body ->> '$.ticket.key' AS ticket
            FROM (SELECT sequence, time, lane_id, device_id, outcome,
                    '{' || CAST(body AS TEXT) || '}' AS body
                FROM event WHERE outcome IN (1, 5))
            WHERE json_valid(body);
        """

    /// Keeps the visits of the events up to a number, which are about to be let go.
    static let keepVisits = """
        INSERT OR IGNORE INTO visit (sequence, time, lane_id, device_id, outcome, kind, masked,
            customer_number, shopper_number, ticket)
        SELECT * FROM visit_in_event WHERE sequence <= ?1
        """
}

extension Journal {
    /// The visits of a customer, or of everybody, the last ones first.
    /// - Parameter path: The journal's file, which is only read.
    public static func visits(
        path: String, customer: String?, limit: Int
    ) throws(DirectoryError) -> [Visit] {
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 1000)
        try Schema.journal.check(database)
        var found: [Visit] = []
        try database.rows(
            """
            SELECT v.sequence, v.time, l.name, d.name, v.outcome, v.kind, v.masked, v.customer_number,
                v.shopper_number, v.ticket
            FROM (SELECT * FROM visit UNION ALL SELECT * FROM visit_in_event) v
                JOIN lane l ON l.id = v.lane_id JOIN device d ON d.id = v.device_id
            WHERE ?1 IS NULL OR v.customer_number = ?1
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

    /// Makes a customer's visits nobody's: they still count.
    /// - Returns: How many there were.
    public static func forgetVisits(
        path: String, of customer: String
    ) throws(DirectoryError) -> Int {
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
        try Schema.journal.check(database)
        return try database.change(
            "UPDATE visit SET customer_number = NULL, shopper_number = NULL, masked = NULL WHERE customer_number = ?1",
            .text(customer))
    }
}
