package import Identity

/// An argument of a statement that is written once and run once: for changes and listings, not for
/// the hot path.
package enum SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral
{
    case text(String)
    case integer(Int64)
    case null

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
    package init(_ text: borrowing Span<UInt8>) { self = .text(String(text)) }
    /// Null for no text.
    package init(orNull text: borrowing Span<UInt8>) { self = text.isEmpty ? .null : Self(text) }
    package init(_ value: CalendarDate?) { self.init(value.map { String($0.iso8601) }) }
}

extension Database {
    /// Runs a statement that returns no rows, and says how many it changed.
    @discardableResult
    package func change(_ sql: String, _ values: SQLValue...) throws(DatabaseError) -> Int {
        let statement = try prepare(sql, values)
        try statement.run()
        return changes
    }

    /// Calls `each` with every row.
    package func rows(
        _ sql: String, _ values: SQLValue...,
        each: (borrowing Statement) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        let statement = try prepare(sql, values)
        while try statement.step() { try each(statement) }
    }

    /// What `read` makes of the first row; nil when there is none.
    package func first<Value>(
        _ sql: String, _ values: SQLValue..., read: (borrowing Statement) -> Value
    ) throws(DatabaseError) -> Value? {
        let statement = try prepare(sql, values)
        guard try statement.step() else { return nil }
        return read(statement)
    }

    package func prepare(
        _ sql: String, _ values: [SQLValue]
    ) throws(DatabaseError) -> Statement {
        let statement = try prepare(sql)
        statement.bind(values)
        return statement
    }
}

extension Statement {
    /// Binds all arguments.
    package func bind(_ values: [SQLValue]) {
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .text(let text): bind(place, text)
            case .integer(let number): bind(place, number)
            case .null: bindNull(place)
            }
        }
    }

    /// Runs a statement that returns no rows with these arguments.
    package func run(_ values: SQLValue...) throws(DatabaseError) {
        bind(values)
        try run()
    }
}
