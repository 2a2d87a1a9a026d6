package import Identity
package import LaneLink
import SQLite

/// What lanes ask of past events: replay, acknowledgement, the choice they answer.
extension EventLog {
    /// Runs `body` on the journal.
    /// - Throws: `LaneError.journalUnavailable` when there is none or it cannot answer.
    func withJournal<Result>(
        _ body: (EventJournal) throws(DatabaseError) -> Result
    ) throws(LaneError) -> Result {
        guard let journal else { throw .journalUnavailable(failure ?? "it is not open") }
        keepPromise()
        do throws(DatabaseError) {
            // What is written now must not be lasting before the events that came before it.
            if isTailOwed { try recoverTail(journal) }
            return try body(journal)
        } catch {
            throw error.isInterruption
                ? .tooMuch("ask for less of the journal") : .journalUnavailable(error.description)
        }
    }

    /// Runs queries of a lane on the journal, until the deadline.
    func query<Result>(
        _ body: (EventJournal) throws(DatabaseError) -> Result
    ) throws(LaneError) -> Result {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.commit()
            journal.limit.deadline = deadline
            defer { journal.limit.deadline = .max }
            return try body(journal)
        }
    }

    /// A piece of a lane's events after number `after`, oldest first, so that others are served in
    /// between.
    /// - Returns: Where the next piece begins.
    package func replayPiece(
        lane: String, after: Int64, through last: Int64 = .max,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void
    ) throws(LaneError) -> Int64 {
        try query { (journal) throws(DatabaseError) in
            try journal.replayPiece(lane: lane, after: after, through: last, each)
        }
    }

    /// Whether the journal still has every event of the lane after `sequence`.
    package func holdsEverything(of lane: String, after sequence: Int64) throws(LaneError) -> Bool {
        guard sequence < committed else { return true }
        guard isJournaling else { return false }
        return try lost(of: lane, after: sequence) == nil
    }

    /// Whether a client that has acknowledged nothing may have missed events all the same, because
    /// the journal that knew it is lost.
    package var followsLost: Bool { journal?.followsLost ?? false }

    /// The last number after `sequence` up to which events of the lane are not in the journal, be
    /// it that they were let go of or never came there; nil when none is missing.
    package func lost(of lane: String, after sequence: Int64) throws(LaneError) -> Int64? {
        let pruned = try withJournal { (journal) throws(DatabaseError) in
            try journal.prunedSequence(lane: lane)
        }
        let last = max(pruned, lastUnjournaled)
        return last > sequence ? last : nil
    }

    /// What this lane and client acknowledged last; nil when they are new.
    package func acknowledged(lane: String, client: String) throws(LaneError) -> Int64? {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.acknowledged(lane: lane, client: client)
        }
    }

    package func acknowledge(
        lane: String, client: String, sequence: Int64, isStart: Bool = false
    ) throws(LaneError) {
        try withJournal { (journal) throws(DatabaseError) in
            try journal.acknowledge(
                lane: lane, client: client, sequence: sequence, isStart: isStart)
        }
    }

    /// Notes where a client began that has acknowledged nothing yet, so that its first
    /// `"after":"ack"` misses nothing.
    package func rememberStart(lane: String, client: String) throws(LaneError) {
        guard isJournaling, try acknowledged(lane: lane, client: client) == nil else { return }
        try acknowledge(lane: lane, client: client, sequence: committed, isStart: true)
    }

    /// Notes that a client resumes by what it acknowledged: what it has not taken is kept for it.
    package func rememberKnown(lane: String, client: String, from start: Int64) throws(LaneError) {
        guard isJournaling else { return }
        try acknowledge(lane: lane, client: client, sequence: start)
    }

    /// An event by its number, from memory or from the journal; nil when there is none, or no
    /// longer.
    package func event(_ sequence: Int64) throws(LaneError) -> Event? {
        if let recent = recentChoices.first(where: { $0.sequence == sequence }) {
            return recent.event
        }
        return try withJournal { (journal) throws(DatabaseError) in
            try journal.event(sequence).flatMap { Event(body: $0.body.span) }
        }
    }

    /// Whether an event answers the choice of that number already.
    package func isAnswered(_ sequence: Int64) throws(LaneError) -> Bool {
        if recentAnswers.contains(sequence) { return true }
        guard isJournaling else { return false }
        return try withJournal { (journal) throws(DatabaseError) in
            try journal.isAnswered(sequence)
        }
    }
}
