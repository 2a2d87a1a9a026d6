import Directory
import Identity
import Journal
import LaneLink
import SQLite

/// What lanes ask of past events: replay, acknowledgement, the choice they answer.
extension EventLog {
    /// Events of a lane after number `after`, oldest first.
    func replay(
        lane: String, after: Int64, limit: Int,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void
    ) throws(LaneError) {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.replay(lane: lane, after: after, limit: limit) {
                each($0, $1, $2, $3, $4)
                return true
            }
        }
    }

    /// A piece of what `replay` tells, so that others are served in between.
    /// - Returns: Where the next piece begins; nil when there is none.
    func replayPiece(
        lane: String, after: Int64,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void
    ) throws(LaneError) -> Int64? {
        try withJournal { (journal) throws(DatabaseError) in
            let end = try journal.replayPiece(lane: lane, after: after, each)
            return end < journal.lastSequence ? end : nil
        }
    }

    /// Whether the journal still has every event of the lane after `sequence`.
    func holdsEverything(of lane: String, after sequence: Int64) throws(LaneError) -> Bool {
        guard sequence < committed else { return true }
        guard isJournaling else { return false }
        return try lost(of: lane, after: sequence) == nil
    }

    /// The last number after `sequence` up to which events of the lane are not in the journal, be it that they were let
    /// go of or never came there; nil when none is missing.
    func lost(of lane: String, after sequence: Int64) throws(LaneError) -> Int64? {
        let pruned = try withJournal { (journal) throws(DatabaseError) in
            try journal.prunedSequence(lane: lane)
        }
        let last = max(pruned, lastUnjournaled)
        return last > sequence ? last : nil
    }

    /// What this lane and client acknowledged last; nil when they are new.
    func acknowledged(lane: String, client: String) throws(LaneError) -> Int64? {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.acknowledged(lane: lane, client: client)
        }
    }

    func acknowledge(lane: String, client: String, sequence: Int64) throws(LaneError) {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.acknowledge(lane: lane, client: client, sequence: sequence)
        }
    }

    /// Notes where a client began that has acknowledged nothing yet, so that its first `"after":"ack"` misses nothing.
    func rememberStart(lane: String, client: String) throws(LaneError) {
        guard isJournaling, try acknowledged(lane: lane, client: client) == nil else { return }
        try acknowledge(lane: lane, client: client, sequence: committed)
    }

    /// An event by its number, from memory or from the journal.
    func event(_ sequence: Int64) throws(LaneError) -> StoredEvent? {
        if let recent = recentChoices.first(where: { $0.sequence == sequence }) { return recent }
        let journaled = try withJournal { (journal) throws(DatabaseError) in
            try journal.event(sequence)
        }
        return journaled.map {
            StoredEvent(sequence: sequence, lane: $0.lane, body: $0.body)
        }
    }

    /// Whether a later event of the lane answers event `sequence` already.
    func isAnswered(_ sequence: Int64, lane: String) throws(LaneError) -> Bool {
        let bodies = bodies
        let inThisTurn = pending.contains {
            StoredChoice.answers(sequence, body: bodies.span.extracting($0.body))
        }
        if inThisTurn || recentAnswers.contains(sequence) { return true }
        guard isJournaling else { return false }
        var found = false
        try replay(lane: lane, after: sequence, limit: .max) { _, _, _, _, body in
            if !found { found = StoredChoice.answers(sequence, body: body) }
        }
        return found
    }
}

/// An event that was sent: its lane and its body.
struct StoredEvent {
    var sequence: Int64
    var lane: String
    var body: [UInt8]
}
