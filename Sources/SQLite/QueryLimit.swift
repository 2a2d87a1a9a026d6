import CSQLite
import Glibc

/// Interrupts the queries of a connection that go on after a deadline, also while they wait for a
/// lock.
///
/// Deadlines are in nanoseconds of the monotonic clock. Who makes the limit owns it; it ends before
/// its connection.
@safe package final class QueryLimit {
    private let database: Database
    /// Owned: allocated here, read by SQLite's callback, freed by `deinit` after the callback is
    /// taken off.
    private let deadline: UnsafeMutablePointer<Int64>

    package init(of database: Database) {
        self.database = database
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(to: 0)
        unsafe sqlite3_progress_handler(
            database.handle, 1000,
            { context in
                guard let deadline = unsafe context?.load(as: Int64.self) else { return 0 }
                return QueryLimit.now() > deadline ? 1 : 0
            }, deadline)
    }

    deinit {
        unsafe sqlite3_progress_handler(database.handle, 0, nil, nil)
        unsafe deadline.deallocate()
    }

    /// Interrupts every query from now on that is not done at `deadline`.
    package func end(at deadline: Int64) {
        unsafe self.deadline.pointee = deadline
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
