import CLinux
import Glibc

/// Tells when something may have come to a path that is not there yet, or not usable: no polling.
///
/// It watches the deepest folder on the way that exists, and follows symbolic links, so that
/// `/dev/serial/by-id/…` is seen to come back although its whole folder was removed; a change of
/// the node's permissions counts too.
///
/// One owner, which watches `descriptor` for input. Make it before trying to open: what comes after
/// is reported.
public final class PathWatch {
    public let descriptor: FileDescriptor
    public let path: String
    private var watches: [Watch] = []

    /// A folder that is watched for one name in it.
    private struct Watch: Equatable {
        var folder: Int32
        var name: String
    }

    /// `path` must be absolute.
    public init(path: String) throws(SystemError) {
        let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard number >= 0 else { throw .last("watch", path) }
        descriptor = FileDescriptor(owning: number)
        self.path = path
        renew()
    }

    /// Takes in what happened; whether it is worth trying to open the path: something on its way
    /// came or changed, and it leads to something.
    public func changed() -> Bool {
        var isRelevant = false
        var room = [UInt8](repeating: 0, count: 4096)
        while let count = try? descriptor.read(into: &room), count > 0 {
            var events = InotifyEvents(bytes: room.prefix(count))
            while let event = events.next() {
                if concerns(event) { isRelevant = true }
            }
        }
        guard isRelevant else { return false }
        renew()
        return isThere
    }

    /// Whether the path leads to something now.
    public var isThere: Bool { unsafe access(path, F_OK) == 0 }

    private func concerns(_ event: InotifyEvents.Event) -> Bool {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
        return watches.contains {
            $0.folder == event.watch && (event.name.isEmpty || event.name == $0.name)
        }
    }

    /// Watches what is on the way now. Repeated as long as the way changes meanwhile.
    private func renew() {
        for _ in 0..<8 {
            let wanted = Self.steps(to: path).compactMap { step in
                watch(step.folder).map { Watch(folder: $0, name: step.name) }
            }
            // A folder that just went is not watched: the rest of the way is looked for again.
            guard wanted != watches || wanted.isEmpty else { return }
            let stale = Set(watches.map(\.folder)).subtracting(wanted.map(\.folder))
            for folder in stale { inotify_rm_watch(descriptor.number, folder) }
            watches = wanted
        }
    }

    /// The kernel's number for the watched folder, always the same; nil when it has just gone.
    private func watch(_ folder: String) -> Int32? {
        let mask =
            IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR
        let number = unsafe inotify_add_watch(descriptor.number, folder, UInt32(mask))
        return number >= 0 ? number : nil
    }

    /// For the path and each link on it: the deepest folder that exists and the next name in it.
    private static func steps(to path: String) -> [(folder: String, name: String)] {
        var steps: [(folder: String, name: String)] = []
        var next: String? = path
        // As many links as the kernel follows.
        while let path = next, steps.count < 40 {
            next = nil
            guard let step = step(to: path) else { break }
            steps.append(step)
            let place = "\(step.folder)/\(step.name)"
            guard let destination = SymbolicLink.destination(of: place) else { continue }
            next = destination.hasPrefix("/") ? destination : "\(step.folder)/\(destination)"
        }
        return steps
    }

    /// The deepest folder on the way to `path` that exists, and the next name in it.
    private static func step(to path: String) -> (folder: String, name: String)? {
        var names = path.split(separator: "/").map(String.init)
        while let name = names.popLast() {
            let folder = "/" + names.joined(separator: "/")
            if Folder.exists(folder) { return (names.isEmpty ? "" : folder, name) }
        }
        return nil
    }
}
