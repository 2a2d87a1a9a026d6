import Synchronization

/// The tables, indexes, triggers and views of a file, and how each is made.
///
/// Whoever can write a file can add a view in the place of a table, which a query then follows
/// without end, or a trigger, which changes other rows than the statement says.
struct SchemaObjects {
    /// How each is made, by kind and name.
    private let statements: [String: String]

    init(of database: Database) throws(DatabaseError) {
        var statements: [String: String] = [:]
        try database.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema") {
            (row) throws(DatabaseError) in
            let name = row.text(1)
            // What ANALYZE found is advice on the order of a search.
            guard !["sqlite_stat1", "sqlite_stat4"].contains(name) else { return }
            statements["\(row.text(0)) \(name)"] =
                "\(row.text(2)) " + Self.withoutLayout(row.text(3))
        }
        self.statements = statements
    }

    /// What differs, by name; nil where nothing does.
    func difference(from expected: SchemaObjects) -> String? {
        let names = Set(statements.keys).union(expected.statements.keys).sorted()
        let different = names.compactMap { name -> String? in
            switch (statements[name], expected.statements[name]) {
            case (let one?, let other?): one == other ? nil : "changed: \(name)"
            case (nil, _): "missing: \(name)"
            case (_, nil): "added: \(name)"
            }
        }
        guard !different.isEmpty else { return nil }
        let shown = different.prefix(5).joined(separator: ", ")
        return different.count > 5 ? "\(shown) and \(different.count - 5) more" : shown
    }

    /// A statement without comments and with one blank where there are several: a release may
    /// have laid its text out otherwise.
    static func withoutLayout(_ sql: String) -> String {
        var result: [UInt8] = []
        var quote: UInt8?
        var isComment = false
        let bytes = Array(sql.utf8)
        for (index, byte) in bytes.enumerated() {
            if isComment {
                isComment = byte != UInt8(ascii: "\n")
                continue
            }
            if let open = quote {
                if byte == open { quote = nil }
                result.append(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                quote = byte
                result.append(byte)
            case UInt8(ascii: "-") where bytes.dropFirst(index + 1).first == byte:
                isComment = true
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"):
                if result.last != UInt8(ascii: " ") { result.append(UInt8(ascii: " ")) }
            default:
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What the migrations of a schema make, remembered, because a connection is opened for a
    /// single change.
    final class Cache: Sendable {
        private let known = Mutex<[Int: SchemaObjects]>([:])

        func objects(
            after count: Int, _ make: () throws(DatabaseError) -> SchemaObjects
        ) throws(DatabaseError) -> SchemaObjects {
            if let objects = known.withLock({ $0[count] }) { return objects }
            let objects = try make()
            known.withLock { $0[count] = objects }
            return objects
        }
    }
}
