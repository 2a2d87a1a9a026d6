import CLinux
import Glibc

/// Holds the folder of a path against others that do the same, for the moment in which a socket is replaced. Released
/// when its owner lets go of it or the process ends; nothing is left behind.
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

/// Which file is at a path, symbolic links not followed: the same path may hold another file later.
struct FileIdentity: Equatable {
    let device: UInt
    let node: UInt
    private let mode: UInt32

    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        node = UInt(status.st_ino)
        mode = status.st_mode
    }

    /// Whether it is the same file, whatever became of its mode. While a socket is open its number is not given to
    /// another.
    static func == (left: FileIdentity, right: FileIdentity) -> Bool {
        (left.device, left.node) == (right.device, right.node)
    }

    var isSocket: Bool { mode & Glibc.S_IFMT == Glibc.S_IFSOCK }
    var isSymbolicLink: Bool { mode & Glibc.S_IFMT == Glibc.S_IFLNK }
}
