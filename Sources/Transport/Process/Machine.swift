import CLinux
import Glibc

/// What a technician asks about the machine and about this user, besides the readers.
public enum Machine {
    /// The kernel's release, as `uname -r` says it; nil where /proc does not tell.
    public static var kernel: String? {
        TextFile.read("/proc/sys/kernel/osrelease").map { String($0.prefix { $0 != "\n" }) }
    }

    /// Whether something keeps the clock right, as the kernel knows it; nil where it does not tell.
    public static var clockIsSynchronised: Bool? {
        let answer = linux_clock_is_synchronised()
        return answer < 0 ? nil : answer == 1
    }

    /// The processes with one of these names, the lowest pid first.
    public static func processes(named names: Set<String>) -> [RunningProcess] {
        (Folder.names("/proc") ?? []).compactMap { Int32($0) }.sorted()
            .compactMap { RunningProcess(id: $0) }.filter { names.contains($0.name) }
    }

    /// The entries of a folder, sorted; empty where it cannot be read.
    public static func entries(of folder: String) -> [String] {
        (Folder.names(folder) ?? []).sorted()
    }

    /// Where a path leads without links; nil when it leads nowhere.
    public static func resolve(_ path: String) -> String? { SymbolicLink.resolve(path) }

    /// The path from the root, whatever folder this process is in.
    public static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = resolve(".") else { return path }
        return folder == "/" ? folder + path : "\(folder)/\(path)"
    }

    /// Whether this process is a member of a group, by its own or a supplementary one.
    public static func isMember(of group: Group) -> Bool {
        if getegid() == group.id { return true }
        let count = getgroups(0, nil)
        guard count > 0 else { return false }
        var groups = [gid_t](repeating: 0, count: Int(count))
        let found = unsafe getgroups(count, &groups)
        return groups.prefix(max(0, Int(found))).contains(group.id)
    }

    /// What a disk has room for.
    public struct Room: Equatable, Sendable {
        /// Bytes that a program without special rights may still write.
        public var free: UInt64
        public var isReadOnly: Bool

        public init(free: UInt64, isReadOnly: Bool) {
            self.free = free
            self.isReadOnly = isReadOnly
        }
    }

    /// The room on the disk that holds `path`; nil when there is nothing at the path.
    public static func room(at path: String) -> Room? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return Room(
            free: UInt64(status.f_bavail) * UInt64(status.f_frsize),
            isReadOnly: UInt(status.f_flag) & UInt(ST_RDONLY) != 0)
    }
}
