public import Identity
public import SQLite

/// The events that were sent, so that a lane can ask for what it missed. One connection, one owner,
/// one thread; while it is open, no other program can use the file.
///
/// Events are appended in a transaction that `append` opens and `commit()` ends: one commit for a
/// burst. What is committed survives the death of the program at any moment; with `Durability.full`
/// also a power cut.
public final class EventJournal {
    /// When a commit is safe from what.
    public enum Durability: Sendable {
        /// Safe from the death of the program; a power cut may take the last commits, never the
        /// file.
        case normal
        /// On the disk before `commit()` returns.
        case full
    }

    /// Names this journal: 32 random hex digits, made with the file. Sequence numbers count within
    /// it.
    public let instance: Bytes<32>
    /// Whether it was begun in the place of a journal that was damaged or gone: whoever is new to
    /// it may have missed events.
    public let followsLost: Bool
    /// The highest sequence number ever given to `append`, over all lanes; 0 when there was none.
    /// It never goes back, also when events are pruned.
    public private(set) var lastSequence: Int64

    let database: Database
    /// What ends a query that takes too long. Nothing that writes is ended by it.
    let limit: QueryLimit
    let statements: JournalStatements
    private let keepEvents: Int64
    private let keepMs: Int64
    /// Where the wall clock was set.
    var jumps: ClockJumps
    /// Which file it is, as it was last.
    private var file: FileStamp?
    private var isOpen = false
    /// Whether nobody else may use the file, not even to look at it.
    private var holdsFile = false
    private var lanes = NameTable()
    private var devices = NameTable()
    private var tickets: TicketStatements?

    /// Opens the journal, makes it when there is none, and brings an older one up to date. It keeps
    /// at most `keepEvents` events, none older than `keepHours`. Waits at most 5 ms for another
    /// program's lock.
    /// - Parameter followsLost: Whether a new one is begun in the place of one that is lost.
    public init(
        path: String, durability: Durability, keepEvents: Int, keepHours: Int,
        followsLost: Bool = false
    ) throws(DatabaseError) {
        let database = try Database(path: path, mode: .create, busyTimeoutMs: 5)
        try Schema.journal.migrate(database)
        let synchronous = durability == .full ? "FULL" : "NORMAL"
        try database.run("PRAGMA synchronous = \(synchronous); PRAGMA cache_size = -128")
        if followsLost { try database.run("UPDATE journal SET follows_lost = 1") }
        let identity = try database.prepare("SELECT instance, pruned, follows_lost FROM journal")
        guard try identity.step() else { throw .corrupt(path: path) }
        instance = identity.bytes(0)
        let newest = try database.integer("SELECT max(sequence) FROM event") ?? 0
        lastSequence = max(newest, identity.integer(1))
        self.followsLost = identity.integer(2) != 0
        identity.reset()
        statements = try JournalStatements(database)
        jumps = try ClockJumps(database)
        file = FileStamp(path)
        self.database = database
        limit = QueryLimit(of: database)
        self.keepEvents = Int64(max(0, keepEvents))
        // A hundred years at most, so that nothing overflows.
        keepMs = Int64(min(max(0, keepHours), 876_000)) * 3_600_000
        // Checkpoints write the disk; they are made where nobody waits, in `prune`.
        database.countLogFrames()
        try holdFile()
    }

    /// Keeps the file's locks from one commit to the next: taking and giving back six locks costs
    /// as much as writing an event does. Another program that has the file open keeps its share of
    /// them; then each commit takes its own.
    private func holdFile() throws(DatabaseError) {
        try database.run("PRAGMA locking_mode = EXCLUSIVE")
        holdsFile = true
    }

    private func shareFile() throws(DatabaseError) {
        holdsFile = false
        // Takes effect with the next read.
        try database.run("PRAGMA locking_mode = NORMAL; SELECT pruned FROM journal")
    }

    private func begin() throws(DatabaseError) {
        do throws(DatabaseError) {
            try statements.begin.run()
        } catch {
            guard case .locked = error, holdsFile else { throw error }
            try shareFile()
            try statements.begin.run()
        }
    }

    /// Adds an event; opens a transaction when none is open. `sequence` must be above
    /// `lastSequence`: another is refused and changes nothing.
    ///
    /// After any other error nothing of the open transaction is in the journal: neither this event
    /// nor those appended since the last commit. Their numbers count as used all the same.
    public func append(
        _ event: borrowing EventColumns, sequence: Int64, body: borrowing Span<UInt8>
    ) throws(DatabaseError) {
        guard sequence > lastSequence else {
            throw .constraint(rule: "sequence numbers only grow")
        }
        lastSequence = sequence
        try insert(event, sequence: sequence, body: body)
    }

    /// Puts events into the journal that were promised to be there: those that are not, in one
    /// transaction of their own.
    public func recover(_ events: [JournaledEvent]) throws(DatabaseError) {
        try commit()
        for event in events where try self.event(event.sequence) == nil {
            try insert(event.columns, sequence: event.sequence, body: event.body.span)
            lastSequence = max(lastSequence, event.sequence)
        }
        try commit()
    }

    /// Whether something was changed since the last commit.
    public var hasChanges: Bool { isOpen }

    private func insert(
        _ event: borrowing EventColumns, sequence: Int64, body: borrowing Span<UInt8>
    ) throws(DatabaseError) {
        do throws(DatabaseError) {
            try openTransaction()
            let laneKey = try lanes.key(
                of: event.lane.span, find: statements.lane, add: statements.addLane)
            let deviceKey = try devices.key(
                of: event.device.span, find: statements.device, add: statements.addDevice)
            statements.insert.bind(1, sequence)
            statements.insert.bind(2, laneKey)
            statements.insert.bind(3, deviceKey)
            statements.insert.bind(4, event.outcome.code)
            statements.insert.bind(5, event.time.milliseconds)
            statements.insert.bind(7, event.replyTo)
            statements.insert.bind(8, textOrNull: event.customer.span)
            try statements.insert.run(6, blob: body)
        } catch {
            giveUp()
            throw error
        }
    }

    /// Makes everything since the last commit lasting; nothing when there is nothing.
    public func commit() throws(DatabaseError) {
        guard isOpen else { return }
        isOpen = false
        do throws(DatabaseError) {
            try statements.commit.run()
        } catch {
            giveUp()
            throw error
        }
        if database.logFrames > Self.maxLogFrames { database.checkpoint() }
    }

    /// Whether the file at the path is still this one, and no shorter than it was.
    public var isAtPath: Bool {
        guard let now = FileStamp(database.path), let file, now.isSameFile(as: file),
            !now.isCut(since: file)
        else { return false }
        self.file = now
        return true
    }

    /// Notes that a client of a lane has taken everything up to `sequence`; never goes back.
    /// Lasting with the next commit.
    /// - Parameter isStart: It only begins there, and may never acknowledge.
    public func acknowledge(
        lane: String, client: String, sequence: Int64, isStart: Bool = false
    ) throws(DatabaseError) {
        let lane = Array(lane.utf8)
        try change { () throws(DatabaseError) in
            let key = try laneKey(of: lane.span)
            statements.acknowledge.bind(1, key)
            statements.acknowledge.bind(2, client)
            statements.acknowledge.bind(3, sequence)
            statements.acknowledge.bind(4, isStart ? 0 : 1)
            try statements.acknowledge.run()
        }
    }

    /// What a client of a lane acknowledged last; nil when it never did.
    public func acknowledged(lane: String, client: String) throws(DatabaseError) -> Int64? {
        defer { statements.acknowledged.reset() }
        statements.acknowledged.bind(1, lane)
        statements.acknowledged.bind(2, client)
        guard try statements.acknowledged.step() else { return nil }
        return statements.acknowledged.integer(0)
    }

    /// Lets go of events that are too many, or too old and taken by every client of the lane that
    /// acknowledges: at most 512 a call, and now and then the
    /// copying of the log into the file. Call it where nobody waits, every few hundred events; true
    /// when more is left to do.
    @discardableResult
    public func prune(now: WallTime) throws(DatabaseError) -> Bool {
        try commit()
        let oldestTime = now.milliseconds.subtractingReportingOverflow(keepMs).partialValue
        let oldestKept = lastSequence - keepEvents
        var last: Int64 = 0
        var count = 0
        while try statements.oldest.step() {
            let sequence = statements.oldest.integer(0)
            let time = jumps.time(statements.oldest.integer(1), of: sequence)
            let isTaken = sequence <= statements.oldest.optionalInteger(2) ?? .max
            guard sequence <= oldestKept || isTaken && time < oldestTime else { break }
            last = sequence
            count += 1
        }
        statements.oldest.reset()
        if last > 0 {
            var kept = jumps
            kept.forget(through: last)
            try change { () throws(DatabaseError) in
                try forget(through: last)
                if !jumps.isEmpty { try kept.write(to: database) }
            }
            try commit()
            jumps = kept
        }
        if database.logFrames > Self.logFramesToCopy {
            database.checkpoint()
            if !holdsFile { try holdFile() }
        }
        return count == JournalStatements.maxPruned
    }

    /// Pages in the write-ahead log (4 KiB each) above which `prune` copies them into the file.
    private static let logFramesToCopy: Int32 = 4000
    /// Pages in the log above which `commit` does, because `prune` was not called.
    private static let maxLogFrames: Int32 = 16_384

    private func forget(through last: Int64) throws(DatabaseError) {
        statements.notePrunedLanes.bind(1, last)
        try statements.notePrunedLanes.run()
        statements.notePruned.bind(1, last)
        try statements.notePruned.run()
        statements.delete.bind(1, last)
        try statements.delete.run()
        statements.deleteTickets.bind(1, last)
        try statements.deleteTickets.run()
    }

    /// The key of a lane's name, which is added where it is new.
    func laneKey(of name: borrowing Span<UInt8>) throws(DatabaseError) -> Int64 {
        try lanes.key(of: name, find: statements.lane, add: statements.addLane)
    }

    /// The statements of tickets, which are made when the first one is kept.
    func ticketStatements() throws(DatabaseError) -> TicketStatements {
        if let tickets { return tickets }
        let made = try TicketStatements(database)
        tickets = made
        return made
    }

    /// Makes a change in the open transaction, or a new one; gives the transaction up when the
    /// change fails.
    func change(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        do throws(DatabaseError) {
            try openTransaction()
            try body()
        } catch {
            giveUp()
            throw error
        }
    }

    private func openTransaction() throws(DatabaseError) {
        guard !isOpen else { return }
        try begin()
        isOpen = true
    }

    private func giveUp() {
        isOpen = false
        database.rollBack()
        // Rows that were added in it are gone, and so are their keys.
        lanes = NameTable()
        devices = NameTable()
    }
}
