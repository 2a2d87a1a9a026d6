import SQLite

/// The columns that a source gave in its tables. One that gave a column and no longer has it has
/// mostly renamed it.
struct SourceColumns {
    private let database: Database
    private let source: Int64

    init(_ database: Database, _ source: Int64) {
        self.database = database
        self.source = source
    }

    /// Remembers the columns of tables that were read.
    /// - Returns: Columns that the source gave before in these tables and that are gone. They stop
    ///   an import that deletes, and one of a table with columns that nobody knows, unless the
    ///   options accept them.
    func take(
        _ headers: [ImportInput.Header], _ options: ImportOptions, deletes: Bool
    ) throws(DatabaseError) -> Set<String> {
        var allGone: Set<String> = []
        for format in Set(headers.map(\.format)) {
            let tables = headers.filter { $0.format == format }
            let here = Set(tables.flatMap(\.columns))
            let unknown = tables.flatMap(\.unknown)
            var before: Set<String> = []
            try database.rows(
                "SELECT name FROM source_column WHERE source_id = ?1 AND table_name = ?2",
                .integer(source), .text(format.rawValue)
            ) { row throws(DatabaseError) in before.insert(row.text(0)) }
            let gone = before.subtracting(here)
            if !gone.isEmpty, !options.acceptsGoneColumns,
                deletes || !unknown.isEmpty
            {
                throw .refused(.columnsGone(gone.sorted(), unknown: unknown.sorted()))
            }
            allGone.formUnion(gone)
            let insert = try database.prepare(
                "INSERT OR IGNORE INTO source_column VALUES (?1, ?2, ?3)")
            for name in here.subtracting(before) {
                try insert.run(.integer(source), .text(format.rawValue), .text(name))
            }
            guard options.acceptsGoneColumns else { continue }
            for name in gone {
                try database.change(
                    "DELETE FROM source_column WHERE source_id = ?1 AND table_name = ?2 AND name = ?3",
                    .integer(source), .text(format.rawValue), .text(name))
            }
        }
        return allGone
    }
}
