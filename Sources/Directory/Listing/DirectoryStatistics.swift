import Glibc
import Identity
public import SQLite

/// How much the directory holds.
public struct DirectoryStatistics: Codable, Equatable, Sendable {
    public struct Source: Codable, Equatable, Sendable {
        public var name: String
        public var kind: String
        public var customers: Int
        /// When it was imported last: seconds since 1970; absent when never.
        public var lastRun: Int64?
    }

    public var path: String
    /// How many migrations the file has had.
    public var schema: Int
    /// The length of the file, without its write-ahead log.
    public var bytes: Int
    public var customers: Int
    /// By the record's status.
    public var customersByStatus: [String: Int]
    public var customersByKind: [String: Int]
    public var shoppers: Int
    public var identifiers: Int
    public var identifiersByKind: [String: Int]
    public var phones: Int
    /// Telephones that are not known in international form, so that a call from them is not
    /// recognised.
    public var phonesNotInternational: Int
    public var sources: [Source]
}

extension CustomerDirectory {
    /// Counts everything: for people, not for the hot path.
    public func statistics() throws(DatabaseError) -> DirectoryStatistics {
        try query { opened throws(DatabaseError) in
            try Self.count(opened.database, path: path)
        }
    }

    private static func count(
        _ database: Database, path: String
    ) throws(DatabaseError) -> DirectoryStatistics {
        var status = stat()
        let byStatus = try counts(database, "SELECT status, count(*) FROM customer GROUP BY 1") {
            CustomerStatus(code: $0)?.rawValue
        }
        let byKind = try counts(database, "SELECT kind, count(*) FROM customer GROUP BY 1") {
            CustomerKind(code: $0)?.rawValue
        }
        let identifiers = try counts(
            database, "SELECT kind, count(*) FROM identifier GROUP BY 1"
        ) { IdentifierKind(code: $0)?.rawValue }
        return DirectoryStatistics(
            path: path, schema: Int(try database.integer("PRAGMA user_version") ?? 0),
            bytes: unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0,
            customers: byStatus.values.reduce(0, +), customersByStatus: byStatus,
            customersByKind: byKind,
            shoppers: Int(try database.integer("SELECT count(*) FROM shopper") ?? 0),
            identifiers: identifiers.values.reduce(0, +), identifiersByKind: identifiers,
            phones: Int(try database.integer("SELECT count(*) FROM phone") ?? 0),
            phonesNotInternational: Int(
                try database.integer("SELECT count(*) FROM phone WHERE normalised IS NULL") ?? 0),
            sources: try sources(database))
    }

    private static func counts(
        _ database: Database, _ sql: String, word: (Int64) -> String?
    ) throws(DatabaseError) -> [String: Int] {
        let rows = try database.prepare(sql)
        var found: [String: Int] = [:]
        while try rows.step() {
            found[word(rows.integer(0)) ?? "unknown", default: 0] += Int(rows.integer(1))
        }
        return found
    }

    private static func sources(
        _ database: Database
    ) throws(DatabaseError) -> [DirectoryStatistics.Source] {
        let rows = try database.prepare(
            """
            SELECT name, kind, (SELECT count(*) FROM customer WHERE source_id = source.id), last_run
            FROM source ORDER BY name
            """)
        var found: [DirectoryStatistics.Source] = []
        while try rows.step() {
            found.append(
                .init(
                    name: rows.text(0), kind: rows.text(1), customers: Int(rows.integer(2)),
                    lastRun: rows.optionalInteger(3)))
        }
        return found
    }
}
