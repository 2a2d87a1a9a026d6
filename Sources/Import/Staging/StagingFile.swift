import FoundationEssentials
import SQLite

/// The file beside a directory that holds what was prepared. One owner.
///
/// It keeps the rows that reading took, and no bytes of the files themselves: a row that was
/// refused may hold the number of a payment card, and a column that nobody imports is nobody's
/// business.
final class StagingFile {
    let database: Database
    private let addDifference: Statement

    /// - Parameter path: The directory's.
    init(beside path: String) throws(DatabaseError) {
        // The rows of a table are one blob.
        database = try Database(
            path: path + "-staged", mode: .create, busyTimeoutMs: 10_000,
            maxLength: 1_000_000_000)
        try database.run("PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL")
        try Schema.staging.migrate(database)
        addDifference = try database.prepare(
            "INSERT INTO difference VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", longLived: true)
    }

    /// Whether there is such a file.
    static func exists(beside path: String) -> Bool { FilePath.exists(path + "-staged") }

    /// Keeps what was read of a source, in the place of what was kept before, and what `body` makes
    /// of it: each difference by `add`, and a digest of all. The lot is kept or nothing.
    func keep<Result>(
        _ source: String, _ input: ImportInput, _ options: ImportOptions,
        _ body: (_ batch: Int64) throws(DatabaseError) -> (Result, digest: UInt64)
    ) throws(DatabaseError) -> Result {
        try database.run("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            _ = try remove(source)
            let batch = try insert(source, input, options)
            let (result, digest) = try body(batch)
            try database.change(
                "UPDATE batch SET digest = ?2 WHERE id = ?1", .integer(batch),
                .integer(Int64(bitPattern: digest)))
            try database.run("COMMIT")
            return result
        } catch {
            database.rollBack()
            throw error
        }
    }

    private func insert(
        _ source: String, _ input: ImportInput, _ options: ImportOptions
    ) throws(DatabaseError) -> Int64 {
        let add = try database.prepare(
            """
            INSERT INTO batch (source, prepared_at, rejected, input, options)
            VALUES (?1, unixepoch(), ?2, ?3, ?4) RETURNING id
            """)
        add.bind(1, source)
        add.bind(2, input.notes.rejectedCount)
        add.bind(3, try encoded(input))
        add.bind(4, try encoded(options))
        guard try add.step() else { throw .constraint(rule: "a batch without a key") }
        let batch = add.integer(0)
        add.reset()
        let addRows = try database.prepare("INSERT INTO batch_rows VALUES (?1, ?2, ?3, ?4)")
        for (place, table) in input.tables.enumerated() {
            addRows.bind(1, batch)
            addRows.bind(2, place)
            table.rows.withBytes { places, text in
                addRows.bind(3, blob: places)
                addRows.bind(4, blob: text)
            }
            try addRows.run()
        }
        return batch
    }

    /// Keeps a difference of a batch.
    func add(_ difference: ImportDifference, to batch: Int64) throws(DatabaseError) {
        try addDifference.run(
            .integer(batch), .text(difference.effect.rawValue), .text(difference.kind.rawValue),
            .text(difference.number), .text(difference.part), .text(difference.field),
            .init(difference.old), .init(difference.new))
    }

    /// What was read when the import of a source was prepared, with which options, and the digest
    /// of what was shown.
    func load(
        _ source: String
    ) throws(DatabaseError) -> (input: ImportInput, options: ImportOptions, digest: UInt64) {
        let find = try database.prepare(
            "SELECT input, options, digest, id FROM batch WHERE source = ?1")
        find.bind(1, source)
        guard try find.step() else { throw .refused(.notPrepared(source: source)) }
        var input = try decoded(ImportInput.self, find.text(0))
        let rows = try database.prepare(
            "SELECT places, text FROM batch_rows WHERE batch_id = ?1 ORDER BY place")
        rows.bind(1, find.integer(3))
        for index in input.tables.indices {
            let isThere = try rows.step()
            let staged =
                isThere
                ? rows.withBytes(0) { places in
                    rows.withBytes(1) { text in StagedRows(places: places, text: text) }
                } : nil
            guard let staged else { throw .corrupt(path: database.path) }
            input.tables[index].rows = staged
        }
        return (
            input, try decoded(ImportOptions.self, find.text(1)),
            UInt64(bitPattern: find.integer(2))
        )
    }

    /// Takes away what was prepared of a source; whether there was anything. The bytes are
    /// overwritten.
    func remove(_ source: String) throws(DatabaseError) -> Bool {
        try database.change("DELETE FROM batch WHERE source = ?1", .text(source)) > 0
    }

    /// Gives the room of what was removed back to the disk.
    func shrink() throws(DatabaseError) {
        try database.run("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    private func encoded(_ value: some Encodable) throws(DatabaseError) -> String {
        guard let data = try? JSONEncoder().encode(value) else {
            throw .constraint(rule: "what is prepared can be written")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private func decoded<Value: Decodable>(
        _ type: Value.Type, _ text: String
    ) throws(DatabaseError) -> Value {
        guard let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
            throw .corrupt(path: database.path)
        }
        return value
    }
}

extension Schema {
    /// Imports that were prepared and wait to be executed or discarded. What an older release
    /// prepared is removed, because it is kept otherwise: it is prepared again.
    fileprivate static let staging = Schema(
        mark: 0x4C6E_4953,  // "LnIS"
        migrations: [
            Migration(name: "batches", sql: ""), Migration(name: "rows in one piece", sql: batches),
            Migration(name: "columns of tables", sql: "DELETE FROM batch"),
        ], firstKnown: 2)

    private static let batches = """
        DROP TABLE IF EXISTS difference; DROP TABLE IF EXISTS batch_note;
        DROP TABLE IF EXISTS batch_file; DROP TABLE IF EXISTS batch_piece;
        DROP TABLE IF EXISTS batch_table; DROP TABLE IF EXISTS batch_option;
        DROP TABLE IF EXISTS batch;

        -- input, options: JSON. digest: of the differences, which executing must find again.
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL UNIQUE CHECK (source <> ''),
            prepared_at INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            input TEXT NOT NULL,
            options TEXT NOT NULL,
            digest INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        -- The rows of one table of the input, as they stand in memory.
        CREATE TABLE batch_rows (
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            place INTEGER NOT NULL,
            places BLOB NOT NULL,
            text BLOB NOT NULL,
            PRIMARY KEY (batch_id, place)
        ) STRICT;

        CREATE TABLE difference (
            id INTEGER PRIMARY KEY,
            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
            verdict TEXT NOT NULL,
            kind TEXT NOT NULL,
            number TEXT NOT NULL,
            part TEXT NOT NULL,
            field TEXT NOT NULL,
            old TEXT,
            new TEXT
        ) STRICT;
        CREATE INDEX differences ON difference (batch_id);
        """
}
