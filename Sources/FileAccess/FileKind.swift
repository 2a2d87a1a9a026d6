import Glibc

/// What a file is to this program: it decides who may own it and who else may use it.
///
///     let descriptor = try FileKind.own.open("/var/lib/laneid/journal.sqlite.tail", O_RDWR)
public enum FileKind: Sendable {
    /// The program's own: the directory, the journal, what stands beside them. Nobody else may
    /// read or write it, and no link leads to it.
    case own
    /// What the owner of the shop writes for the program: settings. Everybody may read it, a group
    /// may write it, and a link may lead to it, because only root can make one in /etc.
    case settings
    /// The database of another program. Its owner is whoever runs that program; everybody may read
    /// it, and a group may write it.
    case foreign

    /// Opens a regular file without waiting for anything, and never across an `exec`.
    /// - Returns: The descriptor, which the caller closes.
    public func open(_ path: String, _ flags: Int32) throws(FileProblem) -> Int32 {
        let descriptor = try openAny(path, flags | O_NONBLOCK)
        do throws(FileProblem) {
            try judge(descriptor, path)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Judges the file at `path`, which somebody else opens. It is not opened here, because closing
    /// a second descriptor would take away all locks that this process has on the file.
    public func judge(_ path: String) throws(FileProblem) {
        let descriptor = try openAny(path, Self.onlyNames)
        defer { close(descriptor) }
        try judge(descriptor, path)
    }

    private func openAny(_ path: String, _ flags: Int32) throws(FileProblem) -> Int32 {
        let linkFlag = followsLinks ? 0 : O_NOFOLLOW
        while true {
            let descriptor = unsafe Glibc.open(
                path, flags | linkFlag | O_CLOEXEC | O_NOCTTY, mode_t(0o600))
            if descriptor >= 0 { return descriptor }
            guard errno != EINTR else { continue }
            throw errno == ELOOP && !followsLinks ? .refused(.link) : .system(code: errno)
        }
    }

    /// `O_PATH`, which the C library's headers show only to GNU programs.
    private static let onlyNames: Int32 = 0o10_000_000

    private var followsLinks: Bool { self == .settings }

    private func judge(_ descriptor: Int32, _ path: String) throws(FileProblem) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .system(code: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: throw .refused(.link)
        default: throw .refused(.notRegular)
        }
        if self != .foreign, !Self.mayOwn(status.st_uid, beside: path) {
            // A file that this user may not read anyway is no question of trust.
            let isReadable = unsafe access("/proc/self/fd/\(descriptor)", R_OK) == 0
            throw isReadable ? .refused(.owner(status.st_uid)) : .system(code: EACCES)
        }
        let mode = status.st_mode & 0o777
        guard mode & (self == .own ? S_IWGRP | S_IWOTH : S_IWOTH) == 0 else {
            throw .refused(.writable(mode: mode))
        }
        if self == .own, mode & 0o077 != 0 {
            // Works also for a descriptor that only names the file. Only its owner can do it; a
            // file of root's that everybody may read is still root's.
            _ = unsafe chmod("/proc/self/fd/\(descriptor)", mode & 0o700)
        }
    }

    /// Whether a file of this user is as good as one of ours. Root also takes what belongs to the
    /// owner of the folder, because root's tool looks after the daemon's files.
    private static func mayOwn(_ user: uid_t, beside path: String) -> Bool {
        let own = geteuid()
        if user == own || user == 0 { return true }
        guard own == 0 else { return false }
        var status = stat()
        return unsafe stat(Self.folder(of: path), &status) == 0 && status.st_uid == user
    }

    /// The folder that a path's last name is in.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// Why a file is not opened.
public enum FileProblem: Error, Equatable, Sendable {
    /// The system would not; its `errno`.
    case system(code: Int32)
    /// The file is there, and not believed.
    case refused(FileRefusal)
}

/// What is wrong with a file that could be opened.
public enum FileRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case link
    /// A folder, a pipe, a device.
    case notRegular
    /// It belongs to a user whose files are not ours to believe.
    case owner(UInt32)
    /// Others may write it.
    case writable(mode: UInt32)

    public var description: String {
        switch self {
        case .link: "it is a symbolic link: name the file itself"
        case .notRegular: "it is not a regular file"
        case .owner(let user): "it belongs to user \(user), not to user \(geteuid()) or root"
        case .writable(let mode):
            "others may write it (mode \(String(mode, radix: 8))): find out who did, then chmod 600"
        }
    }
}
