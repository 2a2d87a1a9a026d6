public import Identity
public import SQLite

/// An event as the journal keeps it.
public struct JournaledEvent: Sendable {
    public var sequence: Int64
    public var columns: EventColumns
    /// As `append` was given it.
    public var body: [UInt8]

    public init(sequence: Int64, columns: EventColumns, body: [UInt8]) {
        self.sequence = sequence
        self.columns = columns
        self.body = body
    }
}

extension EventJournal {
    /// How many numbers one piece of a replay looks at. They are those of all lanes, so that a
    /// piece takes a bounded time, however few of them are this lane's.
    public static let numbersInPiece: Int64 = 512

    /// Lends a piece of a lane's events after a sequence number, oldest first: number, time,
    /// outcome, device, body. What is open is committed first: only what lasts is told. `each` must
    /// not use the journal.
    /// - Returns: Where the next piece begins: all of the lane's events up to this number were
    ///   told.
    public func replayPiece(
        lane: String, after: Int64, through last: Int64 = .max,
        _ each: (Int64, WallTime, OutcomeKind, borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void
    ) throws(DatabaseError) -> Int64 {
        let last = min(last, lastSequence)
        let oldest = try oldestSequence() ?? lastSequence
        let start = max(after, oldest - 1)
        let end = min(last, start.addingReportingOverflow(Self.numbersInPiece).partialValue)
        guard end > start else { return max(after, last) }
        try commit()
        defer { statements.replay.reset() }
        statements.replay.bind(1, lane)
        statements.replay.bind(2, start)
        statements.replay.bind(3, end)
        while try statements.replay.step() {
            guard let outcome = OutcomeKind(code: statements.replay.integer(2)) else {
                throw .corrupt(path: database.path)
            }
            let time = WallTime(milliseconds: statements.replay.integer(1))
            statements.replay.withBytes(3) { device in
                statements.replay.withBytes(4) { body in
                    each(statements.replay.integer(0), time, outcome, device, body)
                }
            }
        }
        return end
    }

    /// The lowest sequence number that is still held, over all lanes; nil when none is.
    public func oldestSequence() throws(DatabaseError) -> Int64? {
        try database.integer("SELECT min(sequence) FROM event")
    }

    /// The highest sequence number of this lane whose event was let go; 0 when none was. A replay
    /// after this number, or after a higher one, is complete; after a lower one it is not.
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
            sequence: sequence,
            columns: EventColumns(
                lane: statements.event.bytes(0), device: statements.event.bytes(1),
                outcome: outcome, time: WallTime(milliseconds: statements.event.integer(3)),
                replyTo: statements.event.optionalInteger(5), customer: statements.event.bytes(6)),
            body: statements.event.withBytes(4) { bytes in bytes.indices.map { bytes[$0] } })
    }

    /// Whether an event answers the choice of that number.
    public func isAnswered(_ sequence: Int64) throws(DatabaseError) -> Bool {
        defer { statements.answer.reset() }
        statements.answer.bind(1, sequence)
        return try statements.answer.step()
    }
}
