import Identity

/// Compares identifiers with the directory and gives them to whom the source says. One owner: the import under way.
final class IdentifierWriter {
    enum Outcome {
        case written
        /// Somebody else holds it, and not because this source said so: moving it needs consent.
        case heldElsewhere
    }

    var counts = ImportReport.Counts()

    private let database: Database
    private let source: Int64
    /// Nothing is looked for in a directory that had no identifiers when the import began.
    private let wasEmpty: Bool
    private let find: Statement
    private let insert: Statement
    private let update: Statement

    init(_ database: Database, source: Int64) throws(DirectoryError) {
        self.source = source
        wasEmpty = try database.integer("SELECT 1 FROM identifier LIMIT 1") == nil
        find = try database.prepare(
            """
            SELECT customer_id, shopper_number, source_id, spelling FROM identifier
            WHERE kind = ?1 AND value = ?2 AND scope = ''
            """, longLived: true)
        insert = try database.prepare(
            """
            INSERT INTO identifier (customer_id, shopper_number, spelling, kind, value, source_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """, longLived: true)
        update = try database.prepare(
            """
            UPDATE identifier SET customer_id = ?1, shopper_number = ?2, spelling = ?3
            WHERE kind = ?4 AND value = ?5 AND scope = ''
            """, longLived: true)
        self.database = database
    }

    /// Gives an identifier to a customer, or to one shopper. `spelling` is how the source writes it. Each value
    /// at most once in an import.
    func write(
        kind: IdentifierKind, value: Span<UInt8>, spelling: Span<UInt8>,
        customer: Int64, shopper: Int64?
    ) throws(DirectoryError) -> Outcome {
        let other = spelling.equals(value) ? Span() : spelling
        if !wasEmpty {
            defer { find.reset() }
            find.bind(1, kind.code)
            find.bind(2, text: value)
            if try find.step() {
                let isSame =
                    find.integer(0) == customer && find.optionalInteger(1) == shopper
                    && find.withBytes(3) { $0.equals(other) }
                guard find.optionalInteger(2) == source else {
                    guard find.integer(0) == customer else { return .heldElsewhere }
                    counts.unchanged += 1
                    return .written
                }
                if isSame {
                    counts.unchanged += 1
                    return .written
                }
                bind(update, kind, value, other, customer, shopper)
                try update.run()
                counts.updated += 1
                return .written
            }
        }
        bind(insert, kind, value, other, customer, shopper)
        insert.bind(6, source)
        try insert.run()
        counts.created += 1
        return .written
    }

    private func bind(
        _ statement: borrowing Statement, _ kind: IdentifierKind, _ value: borrowing Span<UInt8>,
        _ spelling: borrowing Span<UInt8>, _ customer: Int64, _ shopper: Int64?
    ) {
        statement.bind(1, customer)
        statement.bind(2, shopper)
        statement.bind(3, textOrNull: spelling)
        statement.bind(4, kind.code)
        statement.bind(5, text: value)
    }
}
