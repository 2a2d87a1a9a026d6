public import SQLite

/// A directory file while it is open: the connection, the statements, and whether a burst's read
/// transaction is under way. One owner: the customer directory.
final class OpenDirectory {
    let database: Database
    let limit: QueryLimit
    let queries: Queries
    let search: NameSearch
    let rooms: Rooms
    let details: Details
    private(set) var isInBurst = false
    /// Answers that stay right until the version changes. Not used by an editor, whose own changes
    /// would not show.
    var recent: RecentHolders?
    private var unheld: UnheldTable?
    private let begin: Statement
    private let end: Statement
    /// Changes whenever another connection has changed the file.
    private let version: Statement
    private var versionSeen: Int64?
    /// The edition of the schema that was compared last.
    private var schemaSeen: Int64?
    /// Which file was opened, and when it was written last. Another file of the same name is
    /// another directory.
    private var file: FileStamp

    init(path: String, access: CustomerDirectory.Access) throws(DatabaseError) {
        // Before opening: a file that takes the place of this one meanwhile is noticed at the next
        // burst.
        let before = FileStamp(path)
        switch access {
        case .lookUp:
            database = try Database(path: path, mode: .read, busyTimeoutMs: 5)
            try Schema.directory.check(database, after: &schemaSeen)
            // The daemon is to stay small: this holds most of the upper levels of the trees of a
            // million customers, the rest is in the system's own cache.
            try database.run("PRAGMA cache_size = -384; PRAGMA query_only = ON")
            recent = RecentHolders()
        case .edit:
            database = try Database(path: path, mode: .create, busyTimeoutMs: 10_000)
            try Schema.directory.migrate(database)
            // An import writes many rows a statement: what undoes one of these is small, and stays
            // in memory.
            try database.run(
                "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; "
                    + "PRAGMA temp_store = MEMORY")
            recent = nil
        }
        limit = QueryLimit(of: database)
        queries = try Queries(database)
        search = try NameSearch(database)
        rooms = try Rooms(database)
        details = try Details(database)
        begin = try database.prepare("BEGIN", longLived: true)
        end = try database.prepare("COMMIT", longLived: true)
        version = try database.prepare("PRAGMA data_version", longLived: true)
        guard let file = before ?? FileStamp(path) else { throw .absent(path: path) }
        self.file = file
    }

    /// Whether the file of this name is still the one that is open. What was read of a file that
    /// was written since is forgotten, because a backup may have been copied over it, which SQLite
    /// does not notice.
    func isCurrent() throws(DatabaseError) -> Bool {
        guard let now = FileStamp(database.path) else { throw .absent(path: database.path) }
        guard database.isOpenedRight else { return false }
        guard now != file else { return true }
        guard now.isSameFile(as: file) else { return false }
        file = now
        database.forgetPages()
        versionSeen = nil
        return true
    }

    /// Begins a read transaction. When the file has changed since the last one, what was remembered
    /// is forgotten, and the schema is looked at: a newer release may have changed it, and what its
    /// tables mean is not ours to guess.
    func beginBurst() throws(DatabaseError) {
        try begin.run()
        isInBurst = true
        defer { version.reset() }
        guard try version.step(), version.integer(0) != versionSeen else { return }
        versionSeen = version.integer(0)
        recent?.removeAll()
        unheld = nil
        try Schema.directory.check(database, after: &schemaSeen)
    }

    /// What is looked through when nobody holds an identifier. An editor reads it each time, for
    /// its own changes.
    func unheldTable() throws(DatabaseError) -> UnheldTable {
        if let unheld, recent != nil { return unheld }
        let table = try UnheldTable(database)
        unheld = table
        return table
    }

    func endBurst() {
        guard isInBurst else { return }
        isInBurst = false
        do throws(DatabaseError) {
            try end.run()
        } catch {
            database.rollBack()
        }
    }
}

extension CustomerDirectory {
    /// Gives a file of an older release this release's schema, if nobody else writes it at the
    /// moment.
    public static func bringUpToDate(path: String) throws(DatabaseError) {
        try Schema.directory.migrate(Database(path: path, mode: .write, busyTimeoutMs: 5))
    }
}
