public import Directory
import Glibc
import Identity
public import SQLite

/// An import that waits to be executed or discarded.
public struct PreparedImport: Sendable, Codable, Equatable {
    public var source: String
    /// In seconds since 1970.
    public var preparedAt: Int64
    /// How many differences there are of each effect.
    public var differences: [String: Int]
    /// Rows that reading did not take.
    public var rejectedRows: Int
}

extension CustomerDirectory {
    /// Reads files that belong together, and keeps them with all that importing them would do,
    /// until that is executed or discarded. The directory is not changed. What was prepared of this
    /// source before is discarded.
    public func prepareImport(
        _ files: [ImportFile], source: String, options: ImportOptions = ImportOptions(),
        progress: ((ImportProgress) -> Void)? = nil
    ) throws(DatabaseError) -> ImportReport {
        let input = try ImportReader(options, progress: progress).read(files)
        let staging = try StagingFile(beside: path)
        var dry = options
        dry.isDryRun = true
        return try staging.keep(source, input, options) { batch throws(DatabaseError) in
            let log = DifferenceLog { difference throws(DatabaseError) in
                try staging.add(difference, to: batch)
            }
            let report = try apply(
                input, source: source, options: dry, log: log, progress: progress)
            return (report, log.digest)
        }
    }

    /// Does what was prepared, all or nothing. Where the directory has changed since, so that
    /// something else would be done than was shown, nothing is done.
    ///
    /// - Parameters:
    ///   - limits: In the place of those that the import was prepared with.
    ///   - normalisePhone: As in `ImportOptions`; it must be the one of preparing, which
    ///     `preparedTelephones` describes.
    ///   - normalisePhoneIn: As in `ImportOptions`.
    public func executeImport(
        source: String, limits: ImportLimits? = nil,
        normalisePhone: (@Sendable (String) -> String?)? = nil,
        normalisePhoneIn: (@Sendable (String, String) -> String?)? = nil,
        progress: ((ImportProgress) -> Void)? = nil
    ) throws(DatabaseError) -> ImportReport {
        let staging = try StagingFile(beside: path)
        let batch = try staging.load(source)
        var options = batch.options
        options.normalisePhone = normalisePhone
        options.normalisePhoneIn = normalisePhoneIn
        if let limits { options.limits = limits }
        let report = try apply(
            batch.input, source: source, options: options, log: DifferenceLog(),
            agreed: batch.digest, progress: progress)
        _ = try staging.remove(source)
        try staging.shrink()
        return report
    }

    /// By which telephone numbers the import of a source was prepared; nil where an older release
    /// prepared it.
    public func preparedTelephones(
        source: String
    ) throws(DatabaseError) -> ImportOptions.Telephones? {
        try StagingFile(beside: path).load(source).options.telephones
    }

    /// Forgets what was prepared of a source, without a trace.
    public func discardImport(source: String) throws(DatabaseError) {
        guard StagingFile.exists(beside: path) else { throw .refused(.notPrepared(source: source)) }
        let staging = try StagingFile(beside: path)
        guard try staging.remove(source) else { throw .refused(.notPrepared(source: source)) }
        try staging.shrink()
    }

    /// What is prepared, by source.
    public func preparedImports() throws(DatabaseError) -> [PreparedImport] {
        guard StagingFile.exists(beside: path) else { return [] }
        let staging = try StagingFile(beside: path)
        let find = try staging.database.prepare(
            """
            SELECT source, prepared_at, rejected, verdict, count(verdict)
            FROM batch b LEFT JOIN difference d ON d.batch_id = b.id
            GROUP BY source, verdict ORDER BY source
            """)
        var all: [PreparedImport] = []
        while try find.step() {
            if all.last?.source != find.text(0) {
                all.append(
                    PreparedImport(
                        source: find.text(0), preparedAt: find.integer(1), differences: [:],
                        rejectedRows: Int(find.integer(2))))
            }
            guard let effect = find.optionalText(3) else { continue }
            all[all.count - 1].differences[effect] = Int(find.integer(4))
        }
        return all
    }

    /// Lends the differences of what is prepared of a source, in the order in which they would be
    /// made, until `body` returns false.
    public func differences(
        ofPrepared source: String, _ body: (ImportDifference) throws -> Bool
    ) throws {
        let staging = try StagingFile(beside: path)
        guard
            let batch = try staging.database.first(
                "SELECT id FROM batch WHERE source = ?1", .text(source), read: { $0.integer(0) })
        else { throw DatabaseError.refused(.notPrepared(source: source)) }
        let find = try staging.database.prepare(
            """
            SELECT verdict, kind, number, part, field, old, new FROM difference
            WHERE batch_id = \(batch) ORDER BY id
            """)
        while try find.step() {
            guard let effect = ImportDifference.Effect(rawValue: find.text(0)),
                let kind = ImportDifference.Kind(rawValue: find.text(1))
            else { continue }
            let difference = ImportDifference(
                effect: effect, kind: kind, number: find.text(2), part: find.text(3),
                field: find.text(4), old: find.optionalText(5), new: find.optionalText(6))
            guard try body(difference) else { return }
        }
    }
}

/// Asks the system about files.
enum FilePath {
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }
}
