import CLinux
import Glibc

/// Tells when a device's node under /dev/bus/usb comes, goes or changes its permissions: no
/// polling, and no udev needed. Where there is no USB at all it waits for that folder to come.
///
/// One owner, which watches `descriptor` for input. Make it before looking at what is there: what
/// comes after is told.
final class USBNodeWatch {
    let descriptor: FileDescriptor
    private let nodes: String

    init(nodes: String) throws(SystemError) {
        let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard number >= 0 else { throw .last("watch", nodes) }
        descriptor = FileDescriptor(owning: number)
        self.nodes = nodes
        renew()
    }

    /// Takes in what happened.
    func drain() {
        var room = [UInt8](repeating: 0, count: 4096)
        while let count = try? descriptor.read(into: &room), count > 0 {}
        renew()
    }

    /// Watches the folder and that of each bus, and as long as there is no folder the deepest one
    /// on the way.
    private func renew() {
        watch(nodes)
        for bus in Folder.names(nodes) ?? [] { watch("\(nodes)/\(bus)") }
        guard !Folder.exists(nodes) else { return }
        var way = nodes
        while !Folder.exists(way), let slash = way.lastIndex(of: "/"), slash > way.startIndex {
            way = String(way[..<slash])
        }
        watch(way)
    }

    private func watch(_ folder: String) {
        let mask = IN_CREATE | IN_DELETE | IN_ATTRIB | IN_MOVED_TO | IN_MOVED_FROM | IN_ONLYDIR
        // The kernel keeps one watch a folder (inotify_add_watch(2)), none for a gone one.
        _ = unsafe inotify_add_watch(descriptor.number, folder, UInt32(mask))
    }
}
