import Glibc

/// The thread that a tool runs on. The gateway's never sleeps by itself.
public enum CurrentThread {
    /// Does nothing for that long.
    public static func sleep(for duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var pause = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        unsafe nanosleep(&pause, nil)
    }
}
