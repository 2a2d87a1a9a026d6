import SQLite

/// The prepared statements of the journal. Owned by the journal.
final class JournalStatements {
    /// How many events one pruning lets go at most.
    static let maxPruned = 512

    let begin: Statement
    let commit: Statement
    let insert: Statement
    let lane: Statement
    let addLane: Statement
    let device: Statement
    let addDevice: Statement
    let replay: Statement
    let event: Statement
    let answer: Statement
    let acknowledge: Statement
    let acknowledged: Statement
    let oldest: Statement
    let prunedLane: Statement
    let notePrunedLanes: Statement
    let notePruned: Statement
    let delete: Statement
    let deleteTickets: Statement

    init(_ database: Database) throws(DatabaseError) {
        begin = try database.prepare("BEGIN IMMEDIATE", longLived: true)
        commit = try database.prepare("COMMIT", longLived: true)
        insert = try database.prepare(
            """
            INSERT INTO event
                (sequence, lane_id, device_id, outcome, time, body, reply_to, customer)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """, longLived: true)
        lane = try database.prepare("SELECT id FROM lane WHERE name = ?1", longLived: true)
        addLane = try database.prepare(
            "INSERT INTO lane (name) VALUES (?1) RETURNING id", longLived: true)
        device = try database.prepare("SELECT id FROM device WHERE name = ?1", longLived: true)
        addDevice = try database.prepare(
            "INSERT INTO device (name) VALUES (?1) RETURNING id", longLived: true)
        replay = try database.prepare(
            """
            SELECT e.sequence, e.time, e.outcome, d.name, e.body
            FROM event e JOIN device d ON d.id = e.device_id
            WHERE e.lane_id = (SELECT id FROM lane WHERE name = ?1)
                AND e.sequence > ?2 AND e.sequence <= ?3
            ORDER BY e.sequence
            """, longLived: true)
        event = try database.prepare(
            """
            SELECT l.name, d.name, e.outcome, e.time, e.body, e.reply_to, e.customer
            FROM event e JOIN lane l ON l.id = e.lane_id JOIN device d ON d.id = e.device_id
            WHERE e.sequence = ?1
            """, longLived: true)
        answer = try database.prepare(
            "SELECT 1 FROM event WHERE reply_to = ?1 LIMIT 1", longLived: true)
        acknowledge = try database.prepare(
            """
            INSERT INTO acknowledgement (lane_id, client, sequence, known)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence),
                known = max(known, excluded.known)
            WHERE excluded.sequence > sequence OR excluded.known > known
            """, longLived: true)
        acknowledged = try database.prepare(
            """
            SELECT sequence FROM acknowledgement
            WHERE lane_id = (SELECT id FROM lane WHERE name = ?1) AND client = ?2
            """, longLived: true)
        oldest = try database.prepare(
            """
            SELECT sequence, time, (SELECT min(a.sequence) FROM acknowledgement a
                WHERE a.lane_id = event.lane_id AND a.known)
            FROM event ORDER BY sequence LIMIT \(Self.maxPruned)
            """, longLived: true)
        prunedLane = try database.prepare(
            "SELECT pruned FROM lane WHERE name = ?1", longLived: true)
        notePrunedLanes = try database.prepare(
            """
            UPDATE lane SET pruned = coalesce(
                (SELECT max(sequence) FROM event WHERE lane_id = lane.id AND sequence <= ?1), pruned)
            """, longLived: true)
        notePruned = try database.prepare("UPDATE journal SET pruned = ?1", longLived: true)
        delete = try database.prepare("DELETE FROM event WHERE sequence <= ?1", longLived: true)
        deleteTickets = try database.prepare(
            "DELETE FROM ticket WHERE last_event <= ?1 AND closed IS NOT NULL", longLived: true)
    }
}
