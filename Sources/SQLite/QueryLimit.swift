import CSQLite
import Glibc

/// Interrupts the queries of a connection that go on after a deadline, also while they wait for a
/// lock.
///
/// Deadlines are in nanoseconds of the monotonic clock; until the first one is set there is none.
/// Who makes the limit owns it; it ends before its connection.
@safe package final class QueryLimit {
    private let database: Database
    /// Owned: allocated here, read by SQLite's callback, freed by `deinit` after the callback is
    /// taken off.
    private let place: UnsafeMutablePointer<Int64>

    package init(of database: Database) {
        self.database = database
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: .max)
        unsafe sqlite3_progress_handler(
            database.handle, 1000,
            { context in
                guard let deadline = unsafe context?.load(as: Int64.self) else { return 0 }
                return deadline < .max && QueryLimit.now() > deadline ? 1 : 0
            }, place)
    }

    deinit {
        unsafe sqlite3_progress_handler(database.handle, 0, nil, nil)
        unsafe place.deallocate()
    }

    /// The deadline as it is; `.max` for none. Waiting for locks is left as it is.
    package var deadline: Int64 {
        get { unsafe place.pointee }
        set { unsafe place.pointee = newValue }
    }

    /// Interrupts every query from now on that is not done at `deadline`, and waits no longer for a
    /// lock.
    package func end(at deadline: Int64) {
        self.deadline = deadline
        unsafe sqlite3_busy_timeout(database.handle, Self.milliseconds(until: deadline))
    }

    /// The deadline of a query that may take as long as `limit`, an hour at most.
    package static func deadline(after limit: Duration) -> Int64 {
        let (seconds, attoseconds) = limit.components
        return now() + min(seconds, 3600) * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    package static func milliseconds(until deadline: Int64) -> Int32 {
        Int32(clamping: max(0, deadline - now()) / 1_000_000)
    }

    private static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension DatabaseError {
    /// Whether a query was ended by its limit.
    package var isInterruption: Bool {
        guard case .database(_, let code, _) = self else { return false }
        return code & 0xFF == SQLITE_INTERRUPT
    }
}
