public import SQLite

extension CustomerDirectory {
    /// Notes in the directory at `path` that a one-time code was taken at a second since 1970.
    /// Waits at most 5 ms for another program's lock.
    /// - Returns: Whether it was not taken before.
    public static func use(
        code: String, path: String, at now: Int64
    ) throws(DatabaseError) -> Bool {
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 5)
        try Schema.directory.check(database)
        return try use(code: code, at: now, in: database)
    }

    static func use(
        code: String, at now: Int64, in database: Database
    ) throws(DatabaseError) -> Bool {
        let count = try database.change(
            """
            UPDATE identifier SET used_at = ?2
            WHERE kind = 8 AND value = ?1 AND scope = '' AND used_at IS NULL
            """, .text(code), .integer(now))
        return count > 0
    }
}
