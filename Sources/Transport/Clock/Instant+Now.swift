import CLinux
import Glibc
public import Identity

extension Instant {
    /// The monotonic clock, which stands still while the machine sleeps and is never set.
    public static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
