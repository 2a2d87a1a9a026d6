import CLinux
import Glibc

/// Keeps this process's memory, which may hold a payment card for a moment, out of other hands.
public enum ProcessHardening {
    /// From now on no core is dumped, and only root may look into this process with a debugger.
    public static func apply() throws(SystemError) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 else {
            throw .last("forbid", "core dumps")
        }
        // Also covers a core pattern that pipes to a program, which the limit does not.
        guard linux_set_dumpable(0) == 0 else { throw .last("forbid", "debugging") }
    }

    /// Whether that is so.
    public static var isApplied: Bool {
        var limit = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0
            && limit.rlim_cur == 0
            && linux_get_dumpable() == 0
    }
}
