import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Journal
@testable import SQLite

/// A directory file that is absent, locked, read-only, damaged, foreign, or of another release.
@Suite struct FileFaultTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.file("directory.sqlite") }
    private let card = Identifier(kind: .barcodeCard, "0040122910412")

    /// Makes a directory in which the card belongs to a customer of this name.
    private func makeDirectory(_ path: String, name: String = "Iva Horvat") throws {
        let editor = try CustomerDirectory(path: path, access: .edit)
        defer { editor.endBurst() }
        try editor.database().run(
            """
            INSERT INTO customer (id, number, name, kind, status) VALUES (1, '10412', '\(name)', 1, 1);
            INSERT INTO identifier (kind, value, customer_id) VALUES (2, '0040122910412', 1)
            """)
    }

    private func open(_ access: CustomerDirectory.Access = .lookUp) throws -> CustomerDirectory {
        try CustomerDirectory(path: path, access: access)
    }

    @Test("Looking up in a file that is not there says so and makes none")
    func absent() throws {
        #expect(throws: DatabaseError.absent(path: path)) { try open() }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A new directory and a new journal can be read by their owner only, side files too")
    func mode() throws {
        try makeDirectory(path)
        let keptOpen = try open()
        _ = try keptOpen.holder(of: card)
        let journal = try EventJournal(
            path: folder.file("journal.sqlite"), durability: .normal, keepEvents: 1, keepHours: 1)
        try journal.commit()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.file(name))
            #expect(mode[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test(
        "A file that is no database is damaged or of something else, whoever opens it",
        arguments: [
            "number,name\n1,Ana\n", String(repeating: "not a database. ", count: 300),
        ], [CustomerDirectory.Access.lookUp, .edit])
    func noDatabase(text: String, access: CustomerDirectory.Access) throws {
        _ = try folder.write("directory.sqlite", text)
        #expect(throws: DatabaseError.corrupt(path: path)) { try open(access) }
        // Nothing was written over it.
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("A database of another program is refused and left alone")
    func foreign() throws {
        do {
            let other = try Database(path: path, mode: .create, busyTimeoutMs: 0)
            try other.run("CREATE TABLE customer (id)")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: DatabaseError.notOurs(path: path)) { try open() }
        #expect(throws: DatabaseError.notOurs(path: path)) { try open(.edit) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("The journal is not taken for the directory")
    func journalInstead() throws {
        _ = try EventJournal(path: path, durability: .normal, keepEvents: 1, keepHours: 1)
        #expect(throws: DatabaseError.notOurs(path: path)) { try open() }
    }

    @Test("A damaged page is a named error, and the directory heals when the file does")
    func damaged() throws {
        try makeDirectory(path)
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        var bytes = sound
        // Everything after the first page, which holds the header and the schema.
        for index in 4096..<bytes.count { bytes[index] = 0x5A }
        _ = try folder.write("damaged", bytes)
        let directory = try open()
        try folder.move(folder.file("damaged"), to: path)
        let expected = ResolverError(DatabaseError.corrupt(path: path).description)
        #expect(throws: expected) { try directory.holder(of: card) }
        #expect(throws: expected) { try directory.holder(of: card) }
        _ = try folder.write("sound", sound)
        try folder.move(folder.file("sound"), to: path)
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat of 0")
    }

    @Test("A newer schema is refused with both numbers, also when it appears while open")
    func newer() throws {
        try makeDirectory(path)
        let directory = try open()
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat of 0")
        directory.endBurst()
        do {
            let newer = try Database(path: path, mode: .write, busyTimeoutMs: 0)
            try newer.run("PRAGMA user_version = 99")
        }
        let known = Schema.directory.migrations.count
        let expected = DatabaseError.newerSchema(path: path, found: 99, known: known)
        #expect(throws: ResolverError(expected.description)) { try directory.holder(of: card) }
        #expect(throws: expected) { try open() }
        #expect(throws: expected) { try open(.edit) }
    }

    @Test("An older schema is refused for looking up, and brought up to date by an editor")
    func older() throws {
        try makeDirectory(path)
        let all = Schema.directory
        let first = Schema(mark: all.mark, migrations: [])
        let found = all.migrations.count
        #expect(throws: DatabaseError.newerSchema(path: path, found: found, known: 0)) {
            try first.check(try Database(path: path, mode: .read, busyTimeoutMs: 0))
        }
        let next = Schema(
            mark: all.mark,
            migrations: all.migrations + [.init(name: "next", sql: "CREATE TABLE next (id)")])
        let known = next.migrations.count
        #expect(throws: DatabaseError.olderSchema(path: path, found: known - 1, known: known)) {
            try next.check(try Database(path: path, mode: .read, busyTimeoutMs: 0))
        }
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 0)
        try next.migrate(database)
        try next.migrate(database)
        try next.check(database)
        #expect(try database.integer("SELECT count(*) FROM migration") == Int64(known))
    }

    @Test("A migration that fails leaves the file as it was")
    func failedMigration() throws {
        let database = try Database(path: path, mode: .create, busyTimeoutMs: 0)
        let broken = Schema(
            mark: 7,
            migrations: [
                .init(name: "good", sql: "CREATE TABLE good (id)"),
                .init(name: "bad", sql: "CREATE TABLE good (id)"),
            ])
        #expect(throws: DatabaseError.self) { try broken.migrate(database) }
        #expect(try database.integer("SELECT count(*) FROM sqlite_schema") == 0)
        #expect(try database.integer("PRAGMA user_version") == 0)
        #expect(try database.integer("PRAGMA application_id") == 0)
    }

    @Test("A directory that another program holds is locked, and free afterwards")
    func locked() throws {
        try makeDirectory(path)
        do {
            let holder = try Database(path: path, mode: .write, busyTimeoutMs: 0)
            try holder.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
            #expect(throws: DatabaseError.locked(path: path)) { try open() }
        }
        #expect(try open().holder(of: card).summary == "10412 Iva Horvat of 0")
    }

    @Test("A writer does not hold up a look-up")
    func writerBeside() throws {
        try makeDirectory(path)
        let directory = try open()
        let writer = try Database(path: path, mode: .write, busyTimeoutMs: 0)
        try writer.run("BEGIN IMMEDIATE; UPDATE customer SET name = 'Half an import'")
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat of 0")
    }

    @Test("A directory that was replaced by another file is noticed at the next burst")
    func replaced() throws {
        try makeDirectory(path)
        try makeDirectory(folder.file("other.sqlite"), name: "Leo Novak")
        let directory = try open()
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat of 0")
        try folder.move(folder.file("other.sqlite"), to: path)
        #expect(try directory.holder(of: card).summary == "10412 Iva Horvat of 0")
        directory.endBurst()
        #expect(try directory.holder(of: card).summary == "10412 Leo Novak of 0")
        directory.endBurst()
        try FileManager.default.removeItem(atPath: path)
        let gone = ResolverError(DatabaseError.absent(path: path).description)
        #expect(throws: gone) { try directory.holder(of: card) }
        try makeDirectory(path, name: "Ana Kos")
        #expect(try directory.holder(of: card).summary == "10412 Ana Kos of 0")
    }

    @Test(
        "What may not be read or written is named, and looking up needs no right to write the file")
    func rights() throws {
        try makeDirectory(path)
        try folder.setMode(0o444, of: path)
        try folder.setMode(0o777, of: folder.path)
        try asNobody {
            let summary = try open().holder(of: card).summary
            #expect(summary == "10412 Iva Horvat of 0")
            #expect(throws: DatabaseError.self) {
                try open(.edit).database().run("DELETE FROM phone")
            }
        }
        try folder.setMode(0o000, of: path)
        try asNobody {
            #expect(throws: DatabaseError.notPermitted(path: path)) { try open() }
            #expect(throws: DatabaseError.notPermitted(path: path)) { try open(.edit) }
        }
        try folder.setMode(0o444, of: path)
        // Looking up keeps two small files beside the directory.
        for name in ["directory.sqlite-shm", "directory.sqlite-wal"] {
            try? FileManager.default.removeItem(atPath: folder.file(name))
        }
        try folder.setMode(0o555, of: folder.path)
        try asNobody {
            #expect(throws: DatabaseError.readOnly(path: path)) { try open() }
        }
        let elsewhere = folder.file("new.sqlite")
        try asNobody {
            #expect(throws: DatabaseError.notPermitted(path: elsewhere)) {
                try CustomerDirectory(path: elsewhere, access: .edit)
            }
        }
        try folder.setMode(0o755, of: folder.path)
    }

    @Test("A directory that is a folder, or in a folder that is not there, is an error")
    func noFile() throws {
        #expect(throws: DatabaseError.self) {
            try CustomerDirectory(path: folder.path, access: .lookUp)
        }
        let lost = folder.file("no/such.sqlite")
        let expected = DatabaseError.noFolder(path: lost)
        #expect(throws: expected) { try CustomerDirectory(path: lost, access: .edit) }
        #expect(throws: expected) {
            try EventJournal(path: lost, durability: .normal, keepEvents: 1, keepHours: 1)
        }
        #expect(expected.description.contains("its folder does not exist: create it"))
    }

    @Test("A full disk is named and leaves the directory as it was")
    func full() throws {
        try makeDirectory(path)
        let editor = try open(.edit)
        let database = try editor.database()
        editor.endBurst()
        let pages = try #require(try database.integer("PRAGMA page_count"))
        try database.run("PRAGMA max_page_count = \(pages)")
        #expect(throws: DatabaseError.full(path: path)) {
            try database.run("CREATE TABLE more (id); CREATE TABLE still_more (id)")
        }
        database.rollBack()
        #expect(try editor.holder(of: card).summary == "10412 Iva Horvat of 0")
    }
}
