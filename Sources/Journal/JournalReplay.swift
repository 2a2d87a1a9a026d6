public import Identity
public import SQLite

/// An event as the journal keeps it.
public struct JournaledEvent: Sendable {
    public var sequence: Int64
    public var lane: String
    public var device: String
    public var outcome: OutcomeKind
    /// When it was read.
    public var time: WallTime
    /// As `append` was given it.
    public var body: [UInt8]

    public init(
        sequence: Int64, lane: String, device: String, outcome: OutcomeKind, time: WallTime,
        body: [UInt8]
    ) {
        self.sequence = sequence
        self.lane = lane
        self.device = device
        self.outcome = outcome
        self.time = time
        self.body = body
    }
}

extension EventJournal {
    /// How many numbers one piece of a replay looks at. They are those of all lanes, so that a piece takes a bounded
    /// time, however few of them are this lane's.
    public static let numbersInPiece: Int64 = 512

    /// Lends the events of a lane after a sequence number, oldest first, at most `limit`, until `each` says
    /// false: number, time, outcome, device, body. What is open is committed first: only what lasts is told.
    /// `each` must not use the journal.
    public func replay(
        lane: String, after: Int64, limit: Int,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Bool
    ) throws(DatabaseError) {
        try replay(lane: lane, after: after, through: lastSequence, limit: limit, each)
    }

    /// A piece of a replay, for whoever has other things to do in between; `each` as above.
    /// - Returns: Where the next piece begins: all of the lane's events up to this number were told.
    public func replayPiece(
        lane: String, after: Int64,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void
    ) throws(DatabaseError) -> Int64 {
        let oldest = try oldestSequence() ?? lastSequence
        let start = max(after, oldest - 1)
        let end = min(lastSequence, start.addingReportingOverflow(Self.numbersInPiece).partialValue)
        guard end > start else { return max(after, lastSequence) }
        try replay(lane: lane, after: start, through: end, limit: .max) {
            each($0, $1, $2, $3, $4)
            return true
        }
        return end
    }

    private func replay(
        lane: String, after: Int64, through last: Int64, limit: Int,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Bool
    ) throws(DatabaseError) {
        try commit()
        defer { statements.replay.reset() }
        statements.replay.bind(1, lane)
        statements.replay.bind(2, after)
        statements.replay.bind(3, limit)
        statements.replay.bind(4, last)
        while try statements.replay.step() {
            guard let outcome = OutcomeKind(code: statements.replay.integer(2)) else {
                throw .corrupt(path: database.path)
            }
            let time = WallTime(milliseconds: statements.replay.integer(1))
            let goesOn = statements.replay.withBytes(3) { device in
                statements.replay.withBytes(4) { body in
                    each(statements.replay.integer(0), time, outcome, device, body)
                }
            }
            guard goesOn else { return }
        }
    }

    /// The lowest sequence number that is still held, over all lanes; nil when none is.
    public func oldestSequence() throws(DatabaseError) -> Int64? {
        try database.integer("SELECT min(sequence) FROM event")
    }

    /// The highest sequence number of this lane whose event was let go; 0 when none was. A replay after this
    /// number, or after a higher one, is complete; after a lower one it is not.
    public func prunedSequence(lane: String) throws(DatabaseError) -> Int64 {
        defer { statements.prunedLane.reset() }
        statements.prunedLane.bind(1, lane)
        guard try statements.prunedLane.step() else { return 0 }
        return statements.prunedLane.integer(0)
    }

    /// The event of a sequence number; nil when there is none, or no longer.
    public func event(_ sequence: Int64) throws(DatabaseError) -> JournaledEvent? {
        defer { statements.event.reset() }
        statements.event.bind(1, sequence)
        guard try statements.event.step() else { return nil }
        guard let outcome = OutcomeKind(code: statements.event.integer(2)) else {
            throw .corrupt(path: database.path)
        }
        return JournaledEvent(
            sequence: sequence, lane: statements.event.text(0), device: statements.event.text(1),
            outcome: outcome,
            time: WallTime(milliseconds: statements.event.integer(3)),
            body: statements.event.withBytes(4) { bytes in bytes.indices.map { bytes[$0] } })
    }
}
