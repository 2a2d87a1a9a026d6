public import SQLite

extension EventJournal {
    /// Looks at a journal that nobody has open, and changes nothing.
    /// - Throws: `.locked` while a gateway has it.
    public static func look(at path: String) throws(DatabaseError) {
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 5)
        do throws(DatabaseError) {
            try Schema.journal.check(database)
        } catch .olderSchema {
            // The daemon brings it up to date.
        }
        try database.checkQuickly()
    }
}
