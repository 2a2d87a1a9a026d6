/// What to ask of CORE-POS's database, so that its client's output is a stream that can be
/// imported.
public enum CoreQueries {
    /// The tables that are asked for where nothing else is said.
    public static let usual: [ImportFormat] = [
        .memtype, .custdata, .meminfo, .memberCards, .suspensions,
    ]

    /// Statements for `mysql --batch`: they only read, see all tables at the same moment, and end
    /// with a mark, by which a stream that was cut is known.
    ///
    /// - Parameter changes: The name of a table of change rows: only what it lists is then asked
    ///   for, and the rows themselves. Nil where the name is none that MySQL takes without quotes.
    public static func script(for tables: [ImportFormat], changes: String? = nil) -> String? {
        var lines = [
            "SET NAMES utf8mb4;", "SET SESSION TRANSACTION READ ONLY;",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT;",
        ]
        if let changes {
            let isName = changes.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || $0 == 0x5F || $0 == 0x2E
            }
            guard isName, !changes.isEmpty else { return nil }
            lines.append(mark(.changes))
            lines.append("SELECT id, object_type, object_key, deleted FROM \(changes) ORDER BY id;")
        }
        for table in tables {
            lines.append(mark(table))
            var query = "SELECT * FROM \(table.rawValue)"
            if let changes, let key = table.accountColumn {
                query +=
                    " WHERE \(key) IN (SELECT CAST(object_key AS UNSIGNED) FROM \(changes)"
                    + " WHERE object_type = 'Member')"
            }
            lines.append(query + ";")
        }
        lines += ["SELECT 1 AS laneid_end;", "COMMIT;"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func mark(_ table: ImportFormat) -> String {
        "SELECT '\(table.rawValue)' AS laneid_table;"
    }
}

extension ImportFormat {
    /// The column of CORE-POS's table that has the account's number.
    fileprivate var accountColumn: String? {
        switch self {
        case .custdata: "CardNo"
        case .memberCards, .meminfo, .memDates: "card_no"
        case .suspensions: "cardno"
        case .customerAccounts, .accountPeople, .notifications: "cardNo"
        default: nil
        }
    }
}
