import Identity
import SQLite
import Transport

/// What happens to the journal's file, and to the wall clock, while the gateway runs.
extension EventLog {
    /// A clock that is set by less than this is the same clock, put right.
    private static let clockTolerance = Duration.seconds(60)

    /// Lets go of a journal whose file was removed, replaced or cut short: what is written into it
    /// is nowhere. The next turn opens what is at the path then.
    func leaveLostFile() {
        guard journal?.isAtPath == false else { return }
        log.warning(
            "the journal \(settings.path) was removed or replaced; what is there now is opened")
        close()
        // SQLite would take the log of the former file for the new one's.
        for suffix in ["-wal", "-shm"] { FileSystem.remove(settings.path + suffix) }
    }

    /// Compares the wall clock with the time that really passed. Events of this turn have the new
    /// time.
    func watchClock(_ now: WallTime, at instant: Instant) {
        defer { clockSeen = (now, instant) }
        let before = last - Int64(pending.count)
        do throws(DatabaseError) {
            let jump: Int64
            if let clockSeen {
                let passed = (instant - clockSeen.instant).inMilliseconds
                jump = now.milliseconds - clockSeen.wall.milliseconds - passed
            } else {
                // How long the machine was off is not known, but time does not run backwards.
                jump = min(0, now.milliseconds - (timeAtOpening ?? now.milliseconds))
            }
            guard abs(jump) >= Self.clockTolerance.inMilliseconds, before > 0 else { return }
            try journal?.noteClockJump(by: jump, after: before)
            log.notice("the clock was set by \(jump / 1000) s; ages of events take it into account")
        } catch {
            failed(error)
        }
    }
}
