import Directory
import Identity
import SQLite

/// The file beside a directory that holds what was prepared. One owner.
final class StagingFile {
    let database: Database
    private let addDifference: Statement

    /// - Parameter path: The directory's.
    init(beside path: String) throws(DatabaseError) {
        database = try Database(path: path + "-staged", mode: .create, busyTimeoutMs: 10_000)
        try Schema.staging.migrate(database)
        try database.run("PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL")
        addDifference = try database.prepare(
            """
            INSERT INTO difference (batch_id, verdict, kind, number, part, field, old, new)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """, longLived: true)
    }

    /// Whether there is such a file.
    static func exists(beside path: String) -> Bool { FilePath.exists(path + "-staged") }

    /// Runs `body` in one transaction.
    func transaction<Result>(
        _ body: () throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        try database.run("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            let result = try body()
            try database.run("COMMIT")
            return result
        } catch {
            database.rollBack()
            throw error
        }
    }

    /// The key of a source's batch.
    func batch(of source: String) throws(DatabaseError) -> Int64? {
        let find = try database.prepare("SELECT id FROM batch WHERE source = ?1")
        find.bind(1, source)
        return try find.step() ? find.integer(0) : nil
    }

    /// Takes a batch away; whether there was one. The bytes are overwritten, and the file gets small again.
    func remove(_ source: String) throws(DatabaseError) -> Bool {
        let remove = try database.prepare("DELETE FROM batch WHERE source = ?1")
        remove.bind(1, source)
        try remove.run()
        return database.changes > 0
    }

    func shrink() throws(DatabaseError) {
        try database.run("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    // MARK: Writing

    /// Begins a source's batch, in the place of one that it may have had.
    func begin(
        _ source: String, _ input: ImportInput, _ options: ImportOptions
    ) throws(DatabaseError) -> Int64 {
        _ = try remove(source)
        let add = try database.prepare(
            """
            INSERT INTO batch (source, source_kind, prepared_at, digest, is_whole, last_change, rejected)
            VALUES (?1, ?2, unixepoch(), 0, ?3, ?4, ?5) RETURNING id
            """)
        add.bind(1, source)
        add.bind(2, input.sourceKind)
        add.bind(3, input.isWhole ? 1 : 0)
        add.bind(4, input.changes?.last)
        add.bind(5, input.notes.rejectedCount)
        guard try add.step() else { throw .constraint(rule: "a batch without a key") }
        let batch = add.integer(0)
        add.reset()
        try save(options, batch)
        try save(input.notes, batch)
        for (place, table) in input.tables.enumerated() {
            let note = try database.prepare("INSERT INTO batch_table VALUES (?1, ?2, ?3, ?4)")
            note.bind(1, batch)
            note.bind(2, place)
            note.bind(3, table.format.rawValue)
            note.bind(4, table.name)
            try note.run()
            try save(table.rows.places, batch, place, kind: 1)
            try save(table.rows.text, batch, place, kind: 2)
        }
        if let changes = input.changes {
            var rows = StagedRows()
            for key in changes.keys.sorted() {
                rows.begin(key: key, line: 0)
                rows.add("")
            }
            try save(rows.places, batch, -1, kind: 1)
            try save(rows.text, batch, -1, kind: 2)
        }
        for file in input.files {
            let add = try database.prepare("INSERT INTO batch_file VALUES (?1, ?2, ?3, ?4, ?5)")
            add.bind(1, batch)
            add.bind(2, file.file)
            add.bind(3, file.format.rawValue)
            add.bind(4, file.rows)
            add.bind(5, file.rejected)
            try add.run()
        }
        return batch
    }

    /// Keeps a difference of a batch.
    func add(_ difference: ImportDifference, to batch: Int64) throws(DatabaseError) {
        addDifference.bind(1, batch)
        addDifference.bind(2, difference.verdict.rawValue)
        addDifference.bind(3, difference.kind.rawValue)
        addDifference.bind(4, difference.number)
        addDifference.bind(5, difference.part)
        addDifference.bind(6, difference.field)
        addDifference.bind(7, difference.old)
        addDifference.bind(8, difference.new)
        try addDifference.run()
    }

    func finish(_ batch: Int64, digest: UInt64) throws(DatabaseError) {
        let set = try database.prepare("UPDATE batch SET digest = ?2 WHERE id = ?1")
        set.bind(1, batch)
        set.bind(2, Int64(bitPattern: digest))
        try set.run()
    }

    private func save(_ options: ImportOptions, _ batch: Int64) throws(DatabaseError) {
        let add = try database.prepare("INSERT INTO batch_option VALUES (?1, ?2, ?3)")
        for (name, value) in options.kept {
            add.bind(1, batch)
            add.bind(2, name)
            add.bind(3, value)
            try add.run()
        }
    }

    private func save(_ notes: ImportNotes, _ batch: Int64) throws(DatabaseError) {
        let add = try database.prepare("INSERT INTO batch_note VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        func save(
            _ code: String, _ text: String, _ file: String, _ count: Int, _ lines: [Int]
        ) throws(DatabaseError) {
            add.bind(1, batch)
            add.bind(2, code)
            add.bind(3, text)
            add.bind(4, file)
            add.bind(5, count)
            add.bind(6, lines.map(String.init).joined(separator: ","))
            try add.run()
        }
        for row in notes.rejected { try save("", row.reason, row.file, 1, [row.line]) }
        for warning in notes.warnings {
            try save(warning.code, warning.text, warning.file, warning.count, warning.lines)
        }
    }

    /// The longest piece, in bytes: far below what SQLite takes.
    private static let piece = 16_777_216

    private func save(
        _ bytes: [UInt8], _ batch: Int64, _ place: Int, kind: Int
    ) throws(DatabaseError) {
        let add = try database.prepare(
            """
            INSERT INTO batch_piece (batch_id, place, kind, number, bytes)
            VALUES (?1, ?2, ?3, ?4, CAST(?5 AS BLOB))
            """)
        var (start, number) = (0, 0)
        while start < bytes.count {
            let end = min(bytes.count, start + Self.piece)
            add.bind(1, batch)
            add.bind(2, place)
            add.bind(3, kind)
            add.bind(4, number)
            add.bind(5, text: bytes.span.extracting(start..<end))
            try add.run()
            (start, number) = (end, number + 1)
        }
    }

    // MARK: Reading

    /// What was read when the batch was prepared, and with which options.
    func load(
        _ source: String
    ) throws(DatabaseError) -> (input: ImportInput, options: ImportOptions, digest: UInt64)? {
        let find = try database.prepare(
            """
            SELECT id, source_kind, digest, is_whole, last_change, rejected FROM batch
            WHERE source = ?1
            """)
        find.bind(1, source)
        guard try find.step() else { return nil }
        let batch = find.integer(0)
        var input = ImportInput()
        input.sourceKind = find.text(1)
        input.isWhole = find.integer(3) == 1
        input.notes = try notes(batch, rejected: Int(find.integer(5)))
        let tables = try database.prepare(
            "SELECT place, format, name FROM batch_table WHERE batch_id = \(batch) ORDER BY place")
        while try tables.step() {
            guard let format = ImportFormat(rawValue: tables.text(1)) else {
                throw .corrupt(path: database.path)
            }
            input.tables.append(
                StagedTable(
                    format: format, name: tables.text(2),
                    rows: try rows(batch, Int(tables.integer(0)))))
        }
        if let last = find.optionalInteger(4) {
            let rows = try rows(batch, -1)
            input.changes = AccountChanges(keys: Set(rows.rows.map(\.key)), last: last)
        }
        let files = try database.prepare(
            """
            SELECT file, format, rows, rejected FROM batch_file WHERE batch_id = \(batch)
            ORDER BY rowid
            """)
        while try files.step() {
            var file = ImportReport.File(
                file: files.text(0), format: ImportFormat(rawValue: files.text(1)) ?? .csv)
            file.rows = Int(files.integer(2))
            file.rejected = Int(files.integer(3))
            input.files.append(file)
        }
        return (input, try options(batch), UInt64(bitPattern: find.integer(2)))
    }

    private func rows(_ batch: Int64, _ place: Int) throws(DatabaseError) -> StagedRows {
        guard
            let rows = StagedRows(
                places: try pieces(batch, place, kind: 1), text: try pieces(batch, place, kind: 2))
        else { throw .corrupt(path: database.path) }
        return rows
    }

    private func pieces(
        _ batch: Int64, _ place: Int, kind: Int
    ) throws(DatabaseError) -> [UInt8] {
        let find = try database.prepare(
            """
            SELECT bytes FROM batch_piece WHERE batch_id = ?1 AND place = ?2 AND kind = ?3
            ORDER BY number
            """)
        find.bind(1, batch)
        find.bind(2, place)
        find.bind(3, kind)
        var bytes: [UInt8] = []
        while try find.step() {
            find.withBytes(0) { piece in
                for index in piece.indices { bytes.append(piece[index]) }
            }
        }
        return bytes
    }

    private func options(_ batch: Int64) throws(DatabaseError) -> ImportOptions {
        let find = try database.prepare(
            "SELECT name, value FROM batch_option WHERE batch_id = \(batch)")
        var options = ImportOptions()
        while try find.step() { options.take(find.text(0), find.text(1)) }
        return options
    }

    private func notes(_ batch: Int64, rejected: Int) throws(DatabaseError) -> ImportNotes {
        let find = try database.prepare(
            """
            SELECT code, text, file, count, lines FROM batch_note WHERE batch_id = \(batch)
            ORDER BY rowid
            """)
        var rows: [ImportReport.Rejection] = []
        var warnings: [ImportReport.Warning] = []
        while try find.step() {
            let lines = find.text(4).split(separator: ",").compactMap { Int($0) }
            if find.text(0).isEmpty {
                rows.append(.init(file: find.text(2), line: lines.first ?? 0, reason: find.text(1)))
            } else {
                warnings.append(
                    .init(
                        code: find.text(0), text: find.text(1), file: find.text(2),
                        count: Int(find.integer(3)), lines: lines))
            }
        }
        return ImportNotes(rejected: rows, rejectedCount: rejected, warnings: warnings)
    }
}

extension ImportOptions {
    /// What of the options matters when a prepared import is executed.
    fileprivate var kept: [(name: String, value: String)] {
        var kept = catchAllNumbers.sorted().map { ("catchAll", $0) }
        kept += visitingNumbers.sorted().map { ("visiting", $0) }
        kept.append(("cardKind", cardKind.rawValue))
        if cardsHaveCheckDigit { kept.append(("checkDigit", "yes")) }
        if skipsPlaceholders { kept.append(("skipsPlaceholders", "yes")) }
        if deletesMissing { kept.append(("deletes", "yes")) }
        for (name, value) in [
            ("created", limits.created), ("changed", limits.changed), ("deleted", limits.deleted),
            ("total", limits.total),
        ] {
            if let value { kept.append((name, String(value))) }
        }
        return kept
    }

    fileprivate mutating func take(_ name: String, _ value: String) {
        switch name {
        case "catchAll": catchAllNumbers.insert(value)
        case "visiting": visitingNumbers.insert(value)
        case "cardKind": cardKind = IdentifierKind(rawValue: value) ?? cardKind
        case "checkDigit": cardsHaveCheckDigit = true
        case "skipsPlaceholders": skipsPlaceholders = true
        case "deletes": deletesMissing = true
        case "created": limits.created = Int(value)
        case "changed": limits.changed = Int(value)
        case "deleted": limits.deleted = Int(value)
        case "total": limits.total = Int(value)
        default: break
        }
    }
}
