import CSQLite
import FileAccess

extension Database {
    /// Takes away what a file that was tampered with could use: functions and tables with effects
    /// in its schema, writing of the schema itself, cells past the end of a page, and expressions
    /// so deep or texts so long that they take memory without end.
    func harden(_ kind: FileKind, maxLength: Int32) throws(DatabaseError) {
        let switches = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            // Files of ours have no view; the query of a foreign source may well name one.
            (SQLITE_DBCONFIG_ENABLE_VIEW, kind == .foreign ? 1 : 0),
        ]
        for (option, value) in switches {
            _ = unsafe csqlite_configure(handle, Int32(option), Int32(value))
        }
        for (limit, value) in kind == .foreign ? Self.foreignLimits : Self.ownLimits {
            unsafe sqlite3_limit(handle, limit, value)
        }
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, maxLength)
        try run(
            "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST")
    }

    /// The longest text, blob or row of a database of another program.
    static let maxForeignLength: Int32 = 1_000_000

    /// VACUUM attaches one database.
    private static let ownLimits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_ATTACHED, 1),
        (SQLITE_LIMIT_TRIGGER_DEPTH, 16), (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]

    private static let foreignLimits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_SQL_LENGTH, 100_000), (SQLITE_LIMIT_EXPR_DEPTH, 100),
        (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_VDBE_OP, 100_000),
        (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000), (SQLITE_LIMIT_ATTACHED, 0),
        (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]
}
