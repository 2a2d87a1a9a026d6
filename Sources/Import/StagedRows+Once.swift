import Directory
import SQLite

extension StagedRows {
    /// Calls `each` with the first row of each first field. Further ones are refused: they repeat the `what` of an earlier
    /// line.
    func eachOnce(
        _ what: String, _ importer: Importer, _ each: (Row) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        var previous: Row?
        for row in rows {
            importer.count()
            if let previous, sameFirst(previous, row) {
                importer.notes.reject(
                    line: row.line, "repeats the \(what) of line \(previous.line)")
                continue
            }
            previous = row
            try each(row)
        }
    }
}
