import CLinux
import Glibc

/// A character device, as its path leads to it.
package struct DeviceNode: Equatable {
    /// The device's number.
    let number: UInt
    /// Where the node itself is, as `/proc/locks` names it.
    let fileSystem: UInt
    let node: UInt
    let group: UInt32
    let mode: UInt32

    /// Nil with the `errno` when there is nothing; ENOTTY when it is something else.
    package static func at(_ path: String) -> (node: DeviceNode?, code: Int32) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return (nil, errno) }
        guard status.st_mode & Glibc.S_IFMT == Glibc.S_IFCHR else { return (nil, ENOTTY) }
        let node = DeviceNode(
            number: UInt(status.st_rdev), fileSystem: UInt(status.st_dev),
            node: UInt(status.st_ino), group: status.st_gid, mode: status.st_mode)
        return (node, 0)
    }

    /// Whether it is the reader's side of a pseudo-terminal: the majors that Linux keeps for them
    /// (Documentation/admin-guide/devices.txt, 136-143).
    var isPseudoterminal: Bool {
        (136...143).contains(linux_major(dev_t(number)))
    }

    /// The group whose members may read and write it, when this process is not one of them.
    package var groupToJoin: String? {
        Group.toJoin(for: group, mode: mode)
    }
}
