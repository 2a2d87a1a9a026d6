package import Identity
package import LaneLink
import SQLite
package import Transport

/// Numbers events, puts them into the journal, and hands them on for delivery: journal before
/// socket.
///
/// Events of one turn of the loop are committed together. Few of them are first kept in the
/// journal's tail, which is quick, and put into the journal itself when they are on their way (see
/// `JournalTail`). When the journal cannot take them, identification goes on: they are delivered as
/// not journaled, and the highest number used is kept in a small file of its own, so that no number
/// is ever used twice.
package final class EventLog {
    /// An event of this turn.
    package struct Pending {
        package var sequence: Int64
        /// The columns that the journal has of it.
        package var columns: EventColumns
        /// Where its body stands in the log's `bodies`.
        package var body: Range<Int>
    }

    /// The bodies of this turn's events, one after the other.
    package var bodies = LineBuffer(capacity: 65_536)
    package private(set) var pending: [Pending] = []
    /// The number of the last event; 0 before the first.
    package private(set) var last: Int64
    /// The number of the last event that was handed on.
    package var committed: Int64 { turn == .open ? last - Int64(pending.count) : last }
    /// The latest choices, so that they can be answered also when the journal fails.
    private(set) var recentChoices: [(sequence: Int64, event: Event)] = []
    /// The latest choices answered.
    private(set) var recentAnswers: [Int64] = []
    private static let maxRecent = 64
    /// The journal's name, within which numbers count; one of its own while none can be opened.
    package private(set) var instance: String

    /// Where the events of this turn stand.
    private enum Turn {
        /// They may become more.
        case open
        /// They are in the tail, and not in the journal yet.
        case promised
        /// They are in the journal, or cannot be.
        case settled
    }

    private var turn = Turn.open
    private(set) var journal: EventJournal?
    /// How often a journal was opened.
    package private(set) var openings = 0
    /// The wall clock and the time since the machine's start, as they were last.
    var clockSeen: (wall: WallTime, instant: Instant)?
    /// The time of the last event that the journal had when it was opened.
    private(set) var timeAtOpening: Int64?
    private var tail: JournalTail?
    /// Whether the tail holds events that the journal did not take.
    private(set) var isTailOwed = false
    private var mark: PersistentNumber?
    /// The highest number of a ticket that lanes were told of while the journal did not take it.
    var ticketMark: PersistentNumber?
    /// When a query of a lane's is interrupted, in nanoseconds of the monotonic clock; `.max` for
    /// never.
    package var deadline = Int64.max
    let settings: JournalOptions
    let log: Log
    private var appendedSinceTidying = 0
    private(set) var failure: String?
    /// When a journal that could not be opened is tried again.
    private var nextTry = WallTime(milliseconds: 0)
    private static let pauseBetweenTriesMs: Int64 = 1000

    package init(settings: JournalOptions, log: Log) {
        self.settings = settings
        self.log = log
        pending.reserveCapacity(256)
        instance = String(UInt64.random(in: .min ... .max), radix: 16)
        last = 0
        open()
    }

    /// The highest number of an event that was delivered and is in no journal; 0 when there is
    /// none.
    var lastUnjournaled: Int64 { Int64(clamping: mark?.value ?? 0) }

    /// Opens the journal, and goes on with numbers above all that were used.
    private func open() {
        if mark == nil { mark = Self.openMark(settings.path + ".mark", log) }
        if ticketMark == nil { ticketMark = Self.openMark(settings.path + ".tickets", log) }
        last = max(last, lastUnjournaled)
        do throws(DatabaseError) {
            let journal = try Self.open(settings, log)
            instance = String(journal.instance)
            self.journal = journal
            openings += 1
            timeAtOpening = try journal.newestTime()
            // A backup lacks what came after it was made.
            if openings > 1, last > journal.lastSequence { noteUnjournaled(through: last) }
            last = max(last, journal.lastSequence)
            openTail(journal)
        } catch {
            failed(error)
        }
    }

    /// Lets go of the journal's files; the next turn opens those that are there then.
    func close() {
        keepPromise()
        journal = nil
        tail = nil
        isTailOwed = false
        mark = nil
        ticketMark = nil
    }

    /// Opens the tail, and puts into the journal what a kill kept from coming there.
    private func openTail(_ journal: EventJournal) {
        do throws(PersistentFileError) {
            if tail == nil { tail = try JournalTail(path: settings.path + ".tail") }
        } catch {
            return log.warning("\(error); each event waits for the journal itself")
        }
        let events = tail?.events(of: instance).filter { $0.sequence > journal.lastSequence } ?? []
        guard let first = events.first, let newest = events.last else { return }
        let before = max(journal.lastSequence, lastUnjournaled)
        last = max(last, newest.sequence)
        // After a power cut the journal may lack what came before: that is never called complete.
        if first.sequence > before + 1 { noteUnjournaled(through: first.sequence - 1) }
        do throws(DatabaseError) {
            try recoverTail(journal)
        } catch {
            isTailOwed = true
            failed(error)
        }
    }

    package var hasJournal: Bool { journal != nil }

    package var path: String { settings.path }

    /// Why events are not journaled; nil where they are.
    package var obstacle: String? { failure ?? (journal == nil ? "it is not open" : nil) }

    /// The number of the last event that is in the journal.
    package var journaled: Int64 { journal?.lastSequence ?? 0 }

    /// Whether events reach the journal.
    var isJournaling: Bool { failure == nil && journal != nil }

    /// Writes an event and gives it its number.
    /// - Parameter text: The reading's text, which a `read` shows.
    package func publish(_ event: borrowing Event, reading text: Span<UInt8>) -> Int64 {
        last += 1
        let start = bodies.count
        bodies.body(of: event, reading: text)
        pending.append(
            Pending(
                sequence: last, columns: EventColumns(event), body: start..<bodies.count))
        if case .choose = event.outcome { remember(copy event) }
        if let answered = event.replyTo {
            recentAnswers.append(answered)
            if recentAnswers.count > Self.maxRecent { recentAnswers.removeFirst() }
        }
        return last
    }

    private func remember(_ choice: Event) {
        recentChoices.append((last, choice))
        if recentChoices.count > Self.maxRecent { recentChoices.removeFirst() }
    }

    /// Puts this turn's events where a kill cannot undo them.
    /// - Returns: Whether they are in the journal, or sure to come there.
    package func commit() -> Bool {
        if promise() { return true }
        turn = .settled
        if save() { return true }
        if !pending.isEmpty { noteUnjournaled() }
        return false
    }

    /// Keeps this turn's events in the tail, where that is quicker and as safe.
    private func promise() -> Bool {
        guard let journal, failure == nil, !pending.isEmpty, !journal.hasChanges,
            !settings.isFullyDurable
        else { return false }
        do throws(PersistentFileError) {
            guard try tail?.keep(pending, bodies.span, instance: instance) == true else {
                return false
            }
        } catch {
            log.warning("\(error); each event waits for the journal itself")
            tail = nil
            return false
        }
        turn = .promised
        return true
    }

    /// Puts promised events into the journal.
    func keepPromise() {
        guard turn == .promised else { return }
        turn = .settled
        if !save() { isTailOwed = true }
    }

    /// Puts this turn's events into the journal itself; whether they are there.
    private func save() -> Bool {
        guard let journal else { return false }
        do throws(DatabaseError) {
            if isTailOwed { try recoverTail(journal) }
            for event in pending {
                try journal.append(
                    event.columns, sequence: event.sequence,
                    body: bodies.span.extracting(event.body))
            }
            try journal.commit()
            if !pending.isEmpty { recovered() }
            return true
        } catch {
            failed(error)
            return false
        }
    }

    func recoverTail(_ journal: EventJournal) throws(DatabaseError) {
        try journal.recover(tail?.events(of: instance) ?? [])
        isTailOwed = false
    }

    /// After the delivery of this turn's events: keeps what was promised, forgets them, and now and
    /// then tidies the journal or opens one again that could not be opened. Nobody waits for it.
    /// - Parameter instant: The time since the machine's start.
    package func endTurn(now: WallTime, at instant: Instant = .sinceBoot) {
        keepPromise()
        turn = .open
        guard !pending.isEmpty else { return }
        watchClock(now, at: instant)
        leaveLostFile()
        appendedSinceTidying += pending.count
        pending.removeAll(keepingCapacity: true)
        bodies.removeAll()
        if journal == nil { openAgain(now: now) }
        guard appendedSinceTidying >= 256, isJournaling else { return }
        appendedSinceTidying = 0
        do throws(DatabaseError) {
            try journal?.prune(now: now)
        } catch {
            failed(error)
        }
    }

    private func openAgain(now: WallTime) {
        guard now.milliseconds >= nextTry.milliseconds else { return }
        nextTry = WallTime(milliseconds: now.milliseconds + Self.pauseBetweenTriesMs)
        open()
    }

    // MARK: Failing and recovering

    func failed(_ error: DatabaseError) {
        guard failure != error.description else { return }
        failure = error.description
        log.error("\(error); events are delivered, but not journaled")
    }

    private func recovered() {
        guard failure != nil else { return }
        failure = nil
        log.notice("the journal takes events again")
    }

    private func noteUnjournaled() {
        noteUnjournaled(through: last)
    }

    private func noteUnjournaled(through sequence: Int64) {
        do throws(PersistentFileError) {
            try mark?.store(UInt64(sequence))
        } catch {
            log.error("\(error); a number could be used twice after a restart")
        }
    }
}
