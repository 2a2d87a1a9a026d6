import Identity

/// New rows of one table, written many at a time: what a statement costs by itself is then shared
/// among them.
///
/// A row's values are bound in the order of the columns, each by the next call of `bind`.
@safe package final class RowBatch {
    private let statement: Statement
    private let columns: Int
    private let rows: Int
    private var bound = 0
    /// The texts of the rows that wait: bound where they stand, so that SQLite makes no copy of
    /// each.
    private let texts: UnsafeMutableBufferPointer<UInt8>
    private var textEnd = 0
    private static let textCapacity = 16_384

    package init(
        _ database: Database, into table: String, columns: [String], rows: Int
    ) throws(DatabaseError) {
        self.columns = columns.count
        self.rows = rows
        unsafe texts = .allocate(capacity: Self.textCapacity)
        let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
        let values = Array(repeating: row, count: rows).joined(separator: ", ")
        // Whoever imports gives up everything at the first error. Told so, SQLite keeps no copy of
        // the pages that each statement changes, where the table has no foreign keys.
        statement = try database.prepare(
            """
            INSERT OR ROLLBACK INTO \(table) (\(columns.joined(separator: ", ")))
            SELECT * FROM (VALUES \(values)) LIMIT ?
            """, longLived: true)
    }

    deinit {
        unsafe texts.deallocate()
    }

    /// Whether the next row needs `flush()` before it.
    package var isFull: Bool { bound == rows * columns }

    /// Writes the rows that were bound since the last time.
    package func flush() throws(DatabaseError) {
        guard bound > 0 else { return }
        statement.bind(Int32(rows * columns + 1), bound / columns)
        bound = 0
        textEnd = 0
        try statement.run()
    }

    package func bind(_ value: Int64?) {
        statement.bind(next(), value)
    }

    package func bind(_ value: Int) {
        statement.bind(next(), value)
    }

    package func bind(text: borrowing Span<UInt8>) {
        let end = textEnd + text.count
        guard !text.isEmpty, end <= Self.textCapacity else {
            return statement.bind(next(), text: text)
        }
        let place = unsafe UnsafeMutableBufferPointer(rebasing: texts[textEnd..<end])
        unsafe text.withUnsafeBufferPointer { _ = unsafe place.update(fromContentsOf: $0) }
        textEnd = end
        unsafe statement.bindInPlace(next(), text: UnsafeBufferPointer(place))
    }

    package func bind(textOrNull text: borrowing Span<UInt8>) {
        if text.isEmpty { bind(nil) } else { bind(text: text) }
    }

    private func next() -> Int32 {
        bound += 1
        return Int32(bound)
    }
}
