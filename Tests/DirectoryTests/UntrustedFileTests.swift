import DirectorySupport
import FileAccess
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Journal
@testable import SQLite

/// Databases that somebody else made, changed or put a pipe in the place of.
@Suite struct UntrustedFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.file("directory.sqlite") }
    private let card = Identifier(kind: .barcodeCard, "0040122910412")

    private func make() throws {
        _ = try directory(
            in: folder,
            holding: """
                INSERT INTO customer (id, number, name, kind, status)
                    VALUES (1, '10412', 'Iva Horvat', 1, 1);
                INSERT INTO identifier (kind, value, customer_id) VALUES (2, '0040122910412', 1)
                """)
    }

    /// Changes the file as any program with SQLite could.
    private func tamper(_ sql: String) throws {
        let other = try Database(path: path, mode: .write, busyTimeoutMs: 1000, kind: .foreign)
        try other.run(sql)
    }

    private var openings: [() throws -> Void] {
        [
            { _ = try CustomerDirectory(path: path, access: .lookUp) },
            { _ = try CustomerDirectory(path: path, access: .edit) },
            { _ = try CustomerDirectory.use(code: "1", path: path, at: 0) },
            { _ = try EventJournal.look(at: path) },
            {
                _ = try EventJournal(path: path, durability: .normal, keepEvents: 1, keepHours: 1)
            },
        ]
    }

    @Test func `A pipe in the place of a database is refused at once, whoever opens it`() throws {
        #expect(unsafe mkfifo(path, 0o600) == 0)
        for open in openings {
            #expect(throws: DatabaseError.notTrusted(path: path, why: .notRegular)) { try open() }
        }
    }

    @Test("A pipe in the place of a side file is refused at once", arguments: ["-wal", "-journal"])
    func sidePipe(suffix: String) throws {
        try make()
        try? FileManager.default.removeItem(atPath: path + suffix)
        #expect(unsafe mkfifo(path + suffix, 0o600) == 0)
        #expect(throws: DatabaseError.notTrusted(path: path + suffix, why: .notRegular)) {
            try CustomerDirectory(path: path, access: .lookUp)
        }
    }

    @Test func `SQLite itself cannot be made to wait for a pipe or follow a link`() throws {
        // As if the pipe came between our look and SQLite's.
        try make()
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 0)
        #expect(try database.integer("SELECT count(*) FROM customer") == 1)
        let pipe = folder.file("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        let attached = "ATTACH '\(pipe)' AS other; SELECT * FROM other.sqlite_schema"
        #expect(throws: DatabaseError.self) { try database.run(attached) }
    }

    @Test func `A link is refused, and one in the way to the folder is not`() throws {
        try make()
        let link = folder.file("link.sqlite")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(throws: DatabaseError.notTrusted(path: link, why: .link)) {
            try CustomerDirectory(path: link, access: .lookUp)
        }
        let other = TemporaryFolder()
        let way = other.file("way")
        try FileManager.default.createSymbolicLink(
            atPath: way, withDestinationPath: folder.path)
        let found = try CustomerDirectory(path: way + "/directory.sqlite", access: .lookUp)
        #expect(try found.holder(of: card).summary == "10412 Iva Horvat of 0")
    }

    @Test func `A file that others may write is not adopted, one they may read is closed`() throws {
        try make()
        try folder.setMode(0o660, of: path)
        #expect(throws: DatabaseError.notTrusted(path: path, why: .writable(mode: 0o660))) {
            try CustomerDirectory(path: path, access: .lookUp)
        }
        try folder.setMode(0o640, of: path)
        _ = try CustomerDirectory(path: path, access: .lookUp)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("A database or log of another user is not believed", .enabled(if: geteuid() == 0))
    func othersFile() throws {
        try make()
        try #require(unsafe chown(path, 65_534, 65_534) == 0)
        #expect(throws: DatabaseError.notTrusted(path: path, why: .owner(65_534))) {
            try CustomerDirectory(path: path, access: .edit)
        }
        // Root looks after the files of a daemon that has another user.
        try #require(unsafe chown(folder.path, 65_534, 65_534) == 0)
        _ = try CustomerDirectory(path: path, access: .edit)
        try #require(unsafe chown(folder.path, 0, 0) == 0 && chown(path, 0, 0) == 0)
        let log = try folder.write("directory.sqlite-journal", "")
        try folder.setMode(0o600, of: log)
        try #require(unsafe chown(log, 65_534, 65_534) == 0)
        #expect(throws: DatabaseError.notTrusted(path: log, why: .owner(65_534))) {
            try CustomerDirectory(path: path, access: .lookUp)
        }
    }

    @Test(
        "What another program adds to the schema, takes away or changes is named, and not run",
        arguments: [
            (
                "CREATE TRIGGER quiet AFTER UPDATE ON customer BEGIN DELETE FROM phone; END",
                "added: trigger quiet"
            ),
            (
                """
                CREATE VIEW endless AS WITH RECURSIVE n(i) AS
                    (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n
                """, "added: view endless"
            ),
            ("CREATE TABLE more (id)", "added: table more"),
            (
                "DROP INDEX identifier_by_customer; CREATE INDEX identifier_by_customer ON phone (given)",
                "changed: index identifier_by_customer"
            ),
            ("DROP TRIGGER assignment_is_history", "missing: trigger assignment_is_history"),
            ("ALTER TABLE contact ADD COLUMN more TEXT", "changed: table contact"),
        ])
    func planted(sql: String, names: String) throws {
        try make()
        let running = try CustomerDirectory(path: path, access: .lookUp)
        #expect(try running.holder(of: card).summary == "10412 Iva Horvat of 0")
        running.endBurst()
        try tamper(sql)
        let expected = DatabaseError.planted(path: path, objects: names)
        #expect(throws: expected) { try CustomerDirectory(path: path, access: .lookUp) }
        #expect(throws: expected) { try CustomerDirectory(path: path, access: .edit) }
        #expect(throws: expected) { try CustomerDirectory.use(code: "1", path: path, at: 0) }
        // Also while the file is open.
        #expect(throws: ResolverError(expected.description)) { try running.holder(of: card) }
        #expect(DirectoryFinding(expected)?.code == "schema")
        #expect(DirectoryFinding(expected)?.text.contains(names) == true)
    }

    @Test func `A table that became a view is not read`() throws {
        try make()
        try tamper(
            """
            PRAGMA foreign_keys = OFF; DROP TABLE suspension;
            CREATE VIEW suspension AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)
                SELECT i AS customer_id FROM n
            """)
        #expect(throws: DatabaseError.self) { try CustomerDirectory(path: path, access: .edit) }
    }

    @Test func `A schema that was laid out otherwise, and advice of ANALYZE, are no change`() throws
    {
        #expect(
            SchemaObjects.withoutLayout("CREATE  TABLE t -- why\n  (a TEXT CHECK (a <> '--  x'))")
                == "CREATE TABLE t (a TEXT CHECK (a <> '--  x'))")
        try make()
        try tamper("ANALYZE")
        let found = try CustomerDirectory(path: path, access: .lookUp)
        #expect(try found.check().isEmpty)
    }

    @Test(
        "A foreign source cannot make a query deep, long or without end",
        arguments: [
            // 200 deep.
            "SELECT " + String(repeating: "(1+", count: 200) + "1"
                + String(repeating: ")", count: 200),
            "SELECT zeroblob(2000000), '', NULL",
            "SELECT * FROM endless",
            "SELECT load_extension('x'), '', NULL",
            "SELECT writefile('x', 'y'), '', NULL",
        ])
    func foreignSource(query: String) throws {
        try make()
        let source = folder.file("pos.sqlite")
        try Database(path: source, mode: .create, busyTimeoutMs: 0, kind: .foreign).run(
            """
            CREATE TABLE member (number, name);
            CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                SELECT i, '', NULL FROM n WHERE i < 0
            """)
        let local = try CustomerDirectory(path: path, access: .lookUp)
        let live = LiveSource(path: source, query: query) { _ in false }
        let answer = try live.holder(of: card, in: local, limit: .milliseconds(100))
        #expect(answer.isStale && answer.holder.summary == "10412 Iva Horvat of 0")
    }

    @Test func `A pipe or a link in the place of a foreign source is offline at once`() throws {
        try make()
        let source = folder.file("pos.sqlite")
        let local = try CustomerDirectory(path: path, access: .lookUp)
        for isLink in [false, true] {
            if isLink {
                try FileManager.default.removeItem(atPath: source)
                try FileManager.default.createSymbolicLink(
                    atPath: source, withDestinationPath: path)
            } else {
                #expect(unsafe mkfifo(source, 0o644) == 0)
            }
            let live = LiveSource(path: source, query: "SELECT 1, '', NULL") { _ in false }
            let answer = try live.holder(of: card, in: local, limit: .seconds(5))
            #expect(answer.fallback == .offline)
        }
    }

    @Test func `A connection is defensive, and knows how long a text may be`() throws {
        try make()
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 0)
        try database.run("PRAGMA writable_schema = ON")
        #expect(throws: DatabaseError.self) {
            try database.run("UPDATE sqlite_schema SET sql = '' WHERE name = 'phone'")
        }
        #expect(try database.integer("PRAGMA trusted_schema") == 0)
        #expect(try database.integer("PRAGMA cell_size_check") == 1)
        #expect(throws: DatabaseError.self) {
            _ = try database.integer("SELECT length(zeroblob(100000000))")
        }
    }
}
