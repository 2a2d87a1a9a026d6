import CLinux
import Glibc
import Identity

/// Which other processes have a device open, as far as this user may see.
public struct PortHolder: Equatable, Sendable, CustomStringConvertible {
    /// The lowest pid first.
    public let processes: [RunningProcess]
    /// False when this user may not look into some processes: one of them may hold it too.
    public let isComplete: Bool

    /// How long to look at most, because the caller waits: a machine may have thousands of
    /// processes with thousands of files each. A holder that is not found in this time is another
    /// process.
    public static let limit = Duration.milliseconds(50)

    public init(processes: [RunningProcess], isComplete: Bool) {
        self.processes = processes
        self.isComplete = isComplete
    }

    /// Looks for who has the device at `path` open, by whatever name. This process is not counted.
    public init(of path: String, within limit: Duration = Self.limit) {
        guard let node = DeviceNode.at(path).node else {
            self.init(processes: [], isComplete: true)
            return
        }
        let open = Self.processesWithOpen(node, within: limit)
        let ids = open.ids.union(Self.lockers(of: node)).union(Self.lockFileOwner(path))
            .subtracting([getpid()])
        self.init(
            processes: ids.sorted().compactMap { RunningProcess(id: $0) },
            isComplete: open.isComplete)
    }

    /// Says who, for "in use by …".
    public var description: String {
        switch (processes.isEmpty, isComplete) {
        case (false, _): processes.map(\.description).joined(separator: " and ")
        case (true, false): "a process of another user"
        case (true, true): "another process"
        }
    }

    /// The processes one of whose descriptors is the device.
    private static func processesWithOpen(
        _ node: DeviceNode, within limit: Duration
    ) -> (ids: Set<Int32>, isComplete: Bool) {
        var ids: Set<Int32> = []
        var isComplete = true
        let end = Instant.now + limit
        for id in Folder.names("/proc")?.compactMap({ Int32($0) }) ?? [] where id != getpid() {
            guard Instant.now < end else { break }
            let folder = "/proc/\(id)/fd"
            guard let names = Folder.names(folder) else {
                // ENOENT: it ended meanwhile.
                if errno == EACCES || errno == EPERM { isComplete = false }
                continue
            }
            // The name first, because the status of a file on a network disk that hangs would wait.
            for name in names {
                guard Instant.now < end else { break }
                let file = "\(folder)/\(name)"
                guard SymbolicLink.destination(of: file)?.hasPrefix("/dev/") == true,
                    DeviceNode.at(file).node?.number == node.number
                else { continue }
                ids.insert(id)
                break
            }
        }
        return (ids, isComplete)
    }

    /// The processes that have locked the node (proc_locks(5)), which every user may read.
    private static func lockers(of node: DeviceNode) -> Set<Int32> {
        let device = dev_t(node.fileSystem)
        let name = [linux_major(device), linux_minor(device)].map { number in
            let text = String(number, radix: 16)
            return text.count < 2 ? "0" + text : text
        }
        let file = "\(name[0]):\(name[1]):\(node.node)"
        var ids: Set<Int32> = []
        for line in TextFile.read("/proc/locks")?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[5] == file, let id = Int32(words[4]) else { continue }
            ids.insert(id)
        }
        return ids
    }

    /// The process that left a lock file of the old kind, as terminal programs and getty do (FHS
    /// 5.9): its pid in ten columns.
    private static func lockFileOwner(_ path: String) -> Set<Int32> {
        guard let name = SymbolicLink.resolve(path)?.split(separator: "/").last,
            let text = TextFile.read("/var/lock/LCK..\(name)"),
            let word = text.split(whereSeparator: \.isWhitespace).first, let id = Int32(word)
        else { return [] }
        return [id]
    }
}
