import CLinux
import Glibc

/// Who may read and write a file.
public struct FileRights: Equatable, Sendable {
    private let owner: UInt32
    private let group: UInt32
    private let mode: UInt32

    /// Nil when there is no file at `path`, or this process may not look there.
    public init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        (owner, group, mode) = (status.st_uid, status.st_gid, status.st_mode)
    }

    /// Whether a user may read and write it. Where the user's group is not known, the file's group
    /// counts as theirs.
    public func lets(_ user: UInt32, ofGroup theirs: UInt32?) -> Bool {
        if user == 0 { return true }
        if user == owner { return mode & 0o600 == 0o600 }
        return (theirs ?? group) == group ? mode & 0o060 == 0o060 : mode & 0o006 == 0o006
    }
}
