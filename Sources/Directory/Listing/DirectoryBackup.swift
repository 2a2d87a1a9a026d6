import Glibc
public import SQLite

extension CustomerDirectory {
    /// Copies the directory to a new file of mode 0600, as it is at one moment, while lanes are
    /// served and imports run.
    public func backUp(to other: String) throws(DatabaseError) {
        var status = stat()
        guard unsafe stat(other, &status) != 0 else {
            throw .refused(.exists(what: "file", name: other))
        }
        let source = try database()
        endBurst()
        let part = other + ".part"
        unsafe unlink(part)
        do throws(DatabaseError) {
            let target = try Database(path: part, mode: .create, busyTimeoutMs: 0)
            try source.copyAll(to: target)
            // One file, that can be carried away as it is.
            try target.run("PRAGMA journal_mode = DELETE")
        } catch {
            unsafe unlink(part)
            guard case .noFolder = error else { throw error }
            throw .noFolder(path: other)
        }
        guard unsafe rename(part, other) == 0 else { throw .cannotOpen(path: other, code: errno) }
    }
}
