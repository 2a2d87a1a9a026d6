import CSQLite

extension Database {
    /// Copies all of this database into another, as it is at one moment, while others go on reading
    /// and writing. Steps of a hundred pages let go of the file in between.
    package func copyAll(to other: Database) throws(DatabaseError) {
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
