import CLinux
import Glibc

/// Holds the folder of a path against others that do the same, for the moment in which a socket is
/// replaced. Released when its owner lets go of it or the process ends; nothing is left behind.
struct DirectoryLock: ~Copyable {
    private let directory: FileDescriptor?

    /// Waits at most a tenth of a second; a folder that cannot be locked is used without.
    init(around path: String) {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        do throws(SystemError) {
            directory = try .open(parent, O_RDONLY | O_DIRECTORY)
        } catch {
            directory = nil
            return
        }
        for _ in 0..<50 where !lock() {
            var pause = timespec(tv_sec: 0, tv_nsec: 2_000_000)
            unsafe nanosleep(&pause, nil)
        }
    }

    private func lock() -> Bool {
        switch directory {
        case .none: true
        case .some(let directory): flock(directory.number, LOCK_EX | LOCK_NB) == 0
        }
    }
}
