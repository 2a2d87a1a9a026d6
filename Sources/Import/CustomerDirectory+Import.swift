public import Directory
import Identity
public import SQLite

extension CustomerDirectory {
    /// Imports one file. See `importSet`.
    public func importFile(
        _ path: String, format: ImportFormat, source: String,
        options: ImportOptions = ImportOptions(), progress: ((ImportProgress) -> Void)? = nil
    ) throws(DatabaseError) -> ImportReport {
        try importSet(
            [(format, path)], source: source, options: options, progress: progress)
    }

    /// Imports files that belong together, in one transaction: whoever looks up sees the directory
    /// as it was until all of it is done, and never waits. An error, also of a single file, leaves
    /// the directory as it was; a row that is at fault is left out and reported. The order of the
    /// files does not matter. A file without a format is the output of `mysql --batch`, and the
    /// path `-` is standard input.
    ///
    /// What the source no longer has is reported as missing and kept, or deleted where the options
    /// say so. The directory must be open for editing.
    public func importSet(
        _ files: [(format: ImportFormat, path: String)], source: String,
        options: ImportOptions = ImportOptions(), progress: ((ImportProgress) -> Void)? = nil
    ) throws(DatabaseError) -> ImportReport {
        try importFiles(
            files.map { ImportFile(format: $0.format, path: $0.path) }, source: source,
            options: options, progress: progress)
    }

    /// As `importSet`.
    public func importFiles(
        _ files: [ImportFile], source: String, options: ImportOptions = ImportOptions(),
        progress: ((ImportProgress) -> Void)? = nil
    ) throws(DatabaseError) -> ImportReport {
        guard access == .edit else { throw .readOnly(path: path) }
        let input = try ImportReader(options, progress: progress).read(files)
        return try apply(input, source: source, options: options, progress: progress)
    }

    /// Compares what was read with the directory, and makes it so.
    func apply(
        _ input: ImportInput, source: String, options: ImportOptions, log: DifferenceLog? = nil,
        agreed: UInt64? = nil, progress: ((ImportProgress) -> Void)?
    ) throws(DatabaseError) -> ImportReport {
        guard access == .edit else { throw .readOnly(path: path) }
        let database = try database()
        endBurst()
        return try Importer(
            database, source: source, options: options, today: today, log: log, progress: progress
        )
        .run(input, agreed: agreed)
    }
}
