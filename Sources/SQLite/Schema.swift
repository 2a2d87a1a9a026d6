/// What a file of ours is: its mark, and the migrations that made it, oldest first.
///
/// Migrations are only ever appended. One that has been released is never edited: files in shops
/// hold its result.
package struct Schema {
    /// One step, in one transaction with all others that a file lacks.
    package struct Migration {
        package var name: String
        package var sql: String

        package init(name: String, sql: String) {
            self.name = name
            self.sql = sql
        }
    }

    /// SQLite's `application_id`: a file that bears another is not ours.
    package var mark: Int64
    package var migrations: [Migration]
    /// The first migration whose tables are known: an older file is compared after its migration.
    private let firstKnown: Int
    /// What the migrations make, once it was asked for.
    private let made = SchemaObjects.Cache()

    /// - Parameter firstKnown: The number of the first migration that still makes what it made.
    package init(mark: Int64, migrations: [Migration], firstKnown: Int = 1) {
        self.mark = mark
        self.firstKnown = firstKnown
        self.migrations = migrations
    }

    /// Makes sure that the file is ours, of a schema this release knows, and that nobody added to
    /// it or changed it. Writes nothing.
    package func check(_ database: Database) throws(DatabaseError) {
        var edition: Int64?
        try check(database, after: &edition)
    }

    /// As above, for a file that is looked at again and again: its tables are compared only if the
    /// schema is of another edition than at the last time.
    package func check(_ database: Database, after edition: inout Int64?) throws(DatabaseError) {
        let found = try version(of: database)
        if found < migrations.count {
            throw .olderSchema(path: database.path, found: found, known: migrations.count)
        }
        let now = try database.integer("PRAGMA schema_version")
        guard edition == nil || edition != now else { return }
        try compare(database, migrations: found)
        edition = now
    }

    /// Compares the tables, indexes, triggers and views of a file with those that the first
    /// migrations make.
    private func compare(_ database: Database, migrations count: Int) throws(DatabaseError) {
        let there = try SchemaObjects(of: database)
        let expected = try made.objects(after: count) { () throws(DatabaseError) in
            let fresh = try Database(path: database.path, mode: .memory, busyTimeoutMs: 0)
            let schema = Schema(mark: mark, migrations: Array(migrations.prefix(count)))
            try schema.apply(to: fresh)
            return try SchemaObjects(of: fresh)
        }
        if let objects = there.difference(from: expected) {
            throw .planted(path: database.path, objects: objects)
        }
    }

    /// Brings the file up to date, all of it or nothing; an empty file becomes one of ours.
    package func migrate(_ database: Database) throws(DatabaseError) {
        // Reading first: a file that is not ours must not be touched, not even turned to WAL.
        let found = try version(of: database)
        if found >= firstKnown { try compare(database, migrations: found) }
        if found == migrations.count { return }
        // A new file holds nothing that a power cut could take: who makes one does not wait for the
        // disk.
        if found == 0 { try database.run("PRAGMA synchronous = OFF") }
        try database.run("PRAGMA journal_mode = WAL")
        try database.run("BEGIN EXCLUSIVE")
        do throws(DatabaseError) {
            try apply(to: database)
            if found > 0 { try compare(database, migrations: migrations.count) }
            try database.run("COMMIT; PRAGMA synchronous = NORMAL")
        } catch {
            database.rollBack()
            throw error
        }
    }

    /// How many of our migrations the file has; 0 for an empty file.
    private func version(of database: Database) throws(DatabaseError) -> Int {
        let mark = try database.integer("PRAGMA application_id") ?? 0
        let found = Int(try database.integer("PRAGMA user_version") ?? 0)
        let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        guard mark == self.mark || (mark == 0 && found == 0 && tables == 0) else {
            throw .notOurs(path: database.path)
        }
        guard found <= migrations.count else {
            throw .newerSchema(path: database.path, found: found, known: migrations.count)
        }
        return found
    }

    private func apply(to database: Database) throws(DatabaseError) {
        // Again, now that nobody else can write: another program may have migrated while this one
        // waited.
        let found = try version(of: database)
        if found == 0 {
            try database.run(
                """
                CREATE TABLE migration (
                    name TEXT PRIMARY KEY, applied INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                PRAGMA application_id = \(mark)
                """)
        }
        for migration in migrations.dropFirst(found) {
            try database.run(migration.sql)
            let note = try database.prepare("INSERT INTO migration VALUES (?, unixepoch())")
            note.bind(1, migration.name)
            try note.run()
        }
        try database.run("PRAGMA user_version = \(migrations.count)")
    }
}
