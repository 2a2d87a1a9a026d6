import CSQLite
import Glibc

/// One connection to one SQLite file. One owner, one thread; statements made from it keep it alive.
@safe package final class Database {
    /// How the file is opened.
    package enum Mode {
        /// Never writes; the file must exist.
        case read
        /// Writes; the file must exist.
        case write
        /// Writes; the file is made, readable and writable by its owner only, when it does not
        /// exist.
        case create
    }

    /// Owned: opened by `init`, closed by `deinit`.
    let handle: OpaquePointer
    package let path: String
    /// Owned: allocated here, written by SQLite's callback after each commit, freed by `deinit`
    /// after closing.
    private let frames: UnsafeMutablePointer<Int32>

    package init(path: String, mode: Mode, busyTimeoutMs: Int32) throws(DatabaseError) {
        self.path = path
        if mode == .create { try Self.makeFile(path) }
        var opened: OpaquePointer?
        let access = mode == .read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let code = unsafe sqlite3_open_v2(
            path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let opened = unsafe opened else { throw .cannotOpen(path: path, code: code) }
        guard code == SQLITE_OK else {
            let reason = unsafe sqlite3_system_errno(opened)
            unsafe sqlite3_close_v2(opened)
            throw Self.cannotOpen(path, reason)
        }
        unsafe handle = opened
        unsafe frames = .allocate(capacity: 1)
        unsafe frames.initialize(to: 0)
        unsafe sqlite3_busy_timeout(opened, busyTimeoutMs)
        try run(
            "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST")
    }

    deinit {
        // Statements hold the database, so that none is left and the connection closes at once.
        unsafe sqlite3_close_v2(handle)
        unsafe frames.deallocate()
    }

    /// An empty file of mode 0600, which is an empty database; SQLite gives its side files the same
    /// mode.
    private static func makeFile(_ path: String) throws(DatabaseError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            giveToFoldersOwner(descriptor, path)
            close(descriptor)
            return
        }
        let reason = errno
        if reason == ENOENT { throw .noFolder(path: path) }
        guard reason == EEXIST else { throw cannotOpen(path, reason) }
    }

    /// Root's files in the daemon's folder are the daemon's, because it could not open them
    /// otherwise. SQLite gives its side files the same owner.
    private static func giveToFoldersOwner(_ descriptor: Int32, _ path: String) {
        guard geteuid() == 0 else { return }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var status = stat()
        guard unsafe stat(folder, &status) == 0, status.st_uid != 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    private static func cannotOpen(_ path: String, _ reason: Int32) -> DatabaseError {
        switch reason {
        case ENOENT: .absent(path: path)
        case EACCES, EPERM: .notPermitted(path: path)
        case EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        default: .cannotOpen(path: path, code: reason)
        }
    }

    /// Runs statements that take no arguments and whose rows nobody wants.
    package func run(_ sql: String) throws(DatabaseError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// A statement; `longLived` for one that is kept and used again and again.
    package func prepare(_ sql: String, longLived: Bool = false) throws(DatabaseError) -> Statement
    {
        var made: OpaquePointer?
        let flags = UInt32(longLived ? SQLITE_PREPARE_PERSISTENT : 0)
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, flags, &made, nil)
        guard code == SQLITE_OK, let made = unsafe made else { throw error(code) }
        return unsafe Statement(owning: made, of: self)
    }

    /// The first column of the first row, or nil when there is no row or it is NULL.
    package func integer(_ sql: String) throws(DatabaseError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// Lends the connection's handle: for what SQLite does with two connections.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(handle) }

    /// How many rows the last statement changed.
    package var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Gives up an open transaction; nothing when there is none.
    package func rollBack() {
        if isInTransaction { unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// Copies what the write-ahead log holds into the file, as far as no reader needs it there.
    /// Never waits.
    package func checkpoint() {
        unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    /// Copies all of the write-ahead log into the file and empties it, so that whoever opens the
    /// file next need not read the log of a whole import first. Waits for the look-ups that are
    /// under way, which wait for nothing.
    package func emptyLog() {
        checkpoint()
        unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    }

    /// Counts the pages in the write-ahead log from now on, and makes no checkpoint by itself any
    /// more.
    package func countLogFrames() {
        unsafe sqlite3_wal_hook(
            handle,
            { context, _, _, count in
                unsafe context?.storeBytes(of: count, as: Int32.self)
                return SQLITE_OK
            }, frames)
    }

    /// The pages in the write-ahead log after the last commit, when they are counted.
    package var logFrames: Int32 { unsafe frames.pointee }

    /// What a result code means in our words. SQLite's own text is used only where it cannot hold a
    /// value: it then names tables, columns and constraints.
    package func error(_ code: Int32) -> DatabaseError {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: return .locked(path: path)
        case SQLITE_READONLY: return .readOnly(path: path)
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt(path: path)
        case SQLITE_FULL: return .full(path: path)
        case SQLITE_IOERR:
            let reason = unsafe sqlite3_system_errno(handle)
            let isFull = code == Self.noRoomForIndex || reason == ENOSPC || reason == EDQUOT
            return isFull ? .full(path: path) : .inputOutput(path: path, code: code)
        case SQLITE_CANTOPEN:
            return Self.cannotOpen(path, unsafe sqlite3_system_errno(handle))
        case SQLITE_CONSTRAINT: return .constraint(rule: message)
        default: return .database(path: path, code: code, message: message)
        }
    }

    /// `SQLITE_IOERR_SHMSIZE`, a macro that Swift does not see: the index of the log, which is made
    /// when the file is opened, could not be given its room.
    private static let noRoomForIndex = SQLITE_IOERR | 19 << 8

    private var message: String {
        guard let text = unsafe sqlite3_errmsg(handle) else { return "no reason given" }
        return unsafe String(cString: text)
    }
}
