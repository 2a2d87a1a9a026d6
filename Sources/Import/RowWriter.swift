import SQLite

/// Makes the rows of a small table what a source says, and counts them.
final class RowWriter {
    private let find: Statement
    private let put: Statement
    private(set) var counts = ImportReport.Counts()

    /// - Parameters:
    ///   - keys: The columns by which a row is found.
    ///   - columns: Those in which it may differ.
    ///   - source: The column of the source's key, where that is none of `keys`.
    init(
        _ database: Database, table: String, keys: [String], columns: [String],
        source: String? = nil
    ) throws(DatabaseError) {
        let all = keys + columns + (source.map { [$0] } ?? [])
        let equal = all.enumerated().map { "\($1) IS ?\($0 + 1)" }
        find = try database.prepare(
            """
            SELECT \(equal[keys.count..<keys.count + columns.count].joined(separator: " AND "))
            FROM \(table) WHERE \(equal[..<keys.count].joined(separator: " AND "))
            """)
        put = try database.prepare(
            """
            INSERT OR REPLACE INTO \(table) (\(all.joined(separator: ", ")))
            VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))
            """)
    }

    /// Writes a row, its values in the order of keys and columns; what was done, nil where it was
    /// so already.
    func write(_ values: SQLValue...) throws(DatabaseError) -> ImportDifference.Effect? {
        find.bind(values)
        let exists = try find.step()
        let isSame = exists && find.integer(0) == 1
        find.reset()
        if isSame {
            counts.unchanged += 1
            return nil
        }
        put.bind(values)
        try put.run()
        if exists { counts.updated += 1 } else { counts.created += 1 }
        return exists ? .changed : .created
    }
}
