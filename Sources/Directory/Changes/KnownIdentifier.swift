import Identity
import SQLite

extension Editor {
    /// The row of an identifier, as changes need it.
    struct Known {
        var kind: IdentifierKind
        var value: String
        var scope: String
        var customer: Int64?
        var shopper: Int64?
        var employee: Int64?
        var holder: String?
        var isHeldLocally: Bool
        var source: Int64?
        var word: String { "\(kind.rawValue) \(Editor.masked(value))" }
    }

    /// The identifier of that value, or the mask, whichever somebody has.
    func known(_ kind: IdentifierKind, _ value: String) throws(DatabaseError) -> Known? {
        let exact = try known(kind, value, scope: "")
        if exact?.holder != nil { return exact }
        return try known(kind, value, scope: "mask") ?? exact
    }

    /// The identifier that is written down as this value.
    func written(
        _ kind: IdentifierKind, _ value: String, scope: String
    ) throws(DatabaseError) -> Known? {
        try database.first(
            """
            SELECT i.customer_id, i.shopper_number, i.employee_id,
                coalesce('customer ' || c.number || iif(i.shopper_number IS NULL, '',
                    ', shopper ' || i.shopper_number), 'employee ' || e.number,
                    iif(i.class = 2, 'whoever bears it', NULL)), i.held_locally, i.source_id
            FROM identifier i LEFT JOIN customer c ON c.id = i.customer_id
                LEFT JOIN employee e ON e.id = i.employee_id
            WHERE i.kind = ?1 AND i.value = ?2 AND i.scope = ?3
            """, .integer(kind.code), .text(value), .text(scope)
        ) { row in
            Known(
                kind: kind, value: value, scope: scope, customer: row.optionalInteger(0),
                shopper: row.optionalInteger(1), employee: row.optionalInteger(2),
                holder: row.optionalText(3), isHeldLocally: row.integer(4) == 1,
                source: row.optionalInteger(5))
        }
    }
}
