import Glibc
public import Identity
public import SQLite

/// The regular customers, in one SQLite file. One connection, one owner, one thread.
///
/// A look-up takes no heap. The first one after `endBurst()` opens a read transaction, so that all
/// look-ups of a burst see the same directory and take its locks once. A file that was replaced,
/// migrated or damaged in the meantime is noticed there: it is opened anew, or the look-up fails
/// with the reason.
public final class CustomerDirectory: Resolver {
    /// What the owner means to do.
    public enum Access: Sendable {
        /// Never writes; the file must exist and be of this release's schema. Waits at most 5 ms
        /// for a lock.
        case lookUp
        /// Makes the file when there is none, brings an older one up to date, and may write. Waits
        /// up to 10 s.
        case edit
    }

    /// Where the file is.
    public let path: String
    /// The store's calendar date: validity dates are judged by it, both ends included. It starts as
    /// the date of UTC; whoever knows the store's time zone keeps it right.
    public var today: CalendarDate {
        didSet {
            guard today != oldValue else { return }
            opened?.recent?.removeAll()
            opened?.queries.further.today = today
        }
    }
    /// The store's clock, in seconds since 1970: stays in rooms and one-time codes are judged by
    /// it. It starts as the machine's; whoever looks up keeps it right.
    public var now = Int64(time(nil)) {
        didSet { opened?.queries.further.now = now }
    }

    /// When a query is interrupted, in nanoseconds of the monotonic clock; `.max` for never.
    package var deadline = Int64.max {
        didSet { opened?.limit.deadline = deadline }
    }

    package let access: Access
    /// The open file; nil after a failure that only opening it again can heal.
    private var opened: OpenDirectory?

    /// Opens the directory.
    public init(path: String, access: Access) throws(DatabaseError) {
        self.path = path
        self.access = access
        today = CalendarDate(daysSinceEpoch: time(nil) / 86_400)
        opened = try OpenDirectory(path: path, access: access)
    }

    /// Ends the read transaction that the first look-up of a burst opened; nothing when none is
    /// open.
    public func endBurst() {
        opened?.endBurst()
    }

    /// Who holds the identifier. Customer numbers and telephones are looked up where they stand;
    /// every other kind among the identifiers.
    public func holder(of identifier: Identifier) throws(ResolverError) -> Holder {
        do throws(DatabaseError) {
            let opened = try beginBurst()
            // What the clock decides is asked anew each time.
            guard identifier.kind != .room, identifier.kind != .oneTimeCode else {
                return try ask(opened, identifier)
            }
            if let known = opened.recent?.holder(of: identifier) { return known }
            let holder = try ask(opened, identifier)
            opened.recent?.remember(holder, of: identifier)
            return holder
        } catch {
            throw refuse(error)
        }
    }

    /// Who holds a key or tag that was found in this way. Not remembered: a key has many spellings,
    /// of which one is asked for again.
    public func holder(
        ofKey identifier: Identifier, by match: KeyMatch
    ) throws(ResolverError) -> Holder {
        do throws(DatabaseError) {
            let opened = try beginBurst()
            return try opened.holder(ofKey: identifier, by: match, today: today)
        } catch {
            throw refuse(error)
        }
    }

    /// The active shoppers of a customer, the account holder first, then by number.
    public func shoppers(of holding: Holding) throws(ResolverError) -> [Candidate] {
        do throws(DatabaseError) {
            let opened = try beginBurst()
            return try opened.queries.shoppers(of: holding)
        } catch {
            throw refuse(error)
        }
    }

    /// The customers who share a telephone or a room, by customer number.
    public func candidates(
        for identifier: Identifier
    ) throws(ResolverError) -> [Candidate] {
        do throws(DatabaseError) {
            let opened = try beginBurst()
            switch identifier.kind {
            case .phone: return try opened.queries.candidates(forPhone: identifier.value.span)
            case .room:
                return try opened.rooms.guests(
                    of: identifier.value.span, at: now, opened.queries
                ).map(\.asCandidate)
            default: return []
            }
        } catch {
            throw refuse(error)
        }
    }

    /// The customer of a number; nil when there is none.
    public func customer(number: Bytes<32>) throws(DatabaseError) -> Holding? {
        try query { opened throws(DatabaseError) in
            try opened.queries.customer(number: number.span)
        }
    }

    /// Asks the open directory, within the current burst.
    func query<Answer>(
        _ ask: (OpenDirectory) throws(DatabaseError) -> Answer
    ) throws(DatabaseError) -> Answer {
        do throws(DatabaseError) {
            return try ask(try beginBurst())
        } catch {
            abandon(error)
            throw error
        }
    }

    /// The database, for what is not on the hot path.
    package func database() throws(DatabaseError) -> Database {
        try beginBurst().database
    }

    private func ask(
        _ opened: OpenDirectory, _ identifier: Identifier
    ) throws(DatabaseError) -> Holder {
        switch identifier.kind {
        case .memberNumber:
            let holding = try opened.queries.customer(number: identifier.value.span)
            return holding.map { .customer($0) } ?? .nobody
        case .phone:
            let holder = try opened.queries.holder(ofPhone: identifier.value.span)
            guard case .nobody = holder else { return holder }
        case .room:
            return try opened.rooms.holder(of: identifier.value.span, at: now, opened.queries)
        default:
            if let holder = try opened.queries.holder(of: identifier, today: today) {
                return holder
            }
        }
        return try opened.holder(ofUnheld: identifier, today: today)
    }

    /// The open file in a read transaction: the one that is open, or a new one.
    private func beginBurst() throws(DatabaseError) -> OpenDirectory {
        if let opened {
            if opened.isInBurst { return opened }
            if try opened.isCurrent() {
                try begin(opened)
                return opened
            }
            self.opened = nil
        }
        let fresh = try OpenDirectory(path: path, access: access)
        opened = fresh
        try begin(fresh)
        return fresh
    }

    private func begin(_ opened: OpenDirectory) throws(DatabaseError) {
        opened.queries.further.today = today
        opened.queries.further.now = now
        opened.limit.deadline = deadline
        try opened.beginBurst()
    }

    private func refuse(_ error: DatabaseError) -> ResolverError {
        abandon(error)
        return ResolverError(error.description)
    }

    /// After an error the transaction is given up, and a file that cannot be trusted is opened anew
    /// next time.
    private func abandon(_ error: DatabaseError) {
        opened?.endBurst()
        switch error {
        case .locked, .constraint, .refused: break
        case .database where error.isInterruption: break
        default: opened = nil
        }
    }
}
