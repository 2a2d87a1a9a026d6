import CLinux
import Glibc

/// Which file is at a path, symbolic links not followed: the same path may hold another file later.
struct FileIdentity: Equatable {
    let device: UInt
    let node: UInt
    private let mode: UInt32
    private let group: UInt32

    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        node = UInt(status.st_ino)
        mode = status.st_mode
        group = status.st_gid
    }

    /// Whether it is the same file, whatever became of its mode. While a socket is open its number
    /// is not given to another.
    static func == (left: FileIdentity, right: FileIdentity) -> Bool {
        (left.device, left.node) == (right.device, right.node)
    }

    var isSocket: Bool { mode & Glibc.S_IFMT == Glibc.S_IFSOCK }
    var isSymbolicLink: Bool { mode & Glibc.S_IFMT == Glibc.S_IFLNK }

    /// The group whose members may read and write it, when this process is not one of them.
    var groupToJoin: String? {
        Group.toJoin(for: group, mode: mode)
    }
}
