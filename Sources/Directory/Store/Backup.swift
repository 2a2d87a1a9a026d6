import CSQLite
import Glibc

extension Database {
    /// Copies all of this database into another, as it is at one moment, while others go on reading and writing. Steps of
    /// a hundred pages let go of the file in between.
    fileprivate func copyAll(to other: Database) throws(DirectoryError) {
        let code = unsafe withHandle { source in
            unsafe other.withHandle { target -> Int32 in
                guard let backup = unsafe sqlite3_backup_init(target, "main", source, "main") else {
                    return unsafe sqlite3_errcode(target)
                }
                var code = SQLITE_OK
                var patience = 2000
                repeat {
                    code = unsafe sqlite3_backup_step(backup, 100)
                    if code == SQLITE_BUSY || code == SQLITE_LOCKED {
                        patience -= 1
                        sqlite3_sleep(5)
                    }
                } while code == SQLITE_OK
                    || ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && patience > 0)
                let end = unsafe sqlite3_backup_finish(backup)
                return code == SQLITE_DONE ? end : code
            }
        }
        guard code == SQLITE_OK else { throw other.error(code) }
    }
}

extension CustomerDirectory {
    /// Copies the directory to a new file of mode 0600, as it is at one moment, while lanes are served and imports run.
    public func backUp(to other: String) throws(DirectoryError) {
        var status = stat()
        guard unsafe stat(other, &status) != 0 else {
            throw .refused(.exists(what: "file", name: other))
        }
        let source = try database()
        endBurst()
        let part = other + ".part"
        unsafe unlink(part)
        do throws(DirectoryError) {
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
