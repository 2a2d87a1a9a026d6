import CSQLite
package import FileAccess
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
        /// A new database in memory, which ends with its connection; the path only names it.
        case memory
    }

    /// Owned: opened by `init`, closed by `deinit`.
    let handle: OpaquePointer
    package let path: String
    /// Whether it was opened as a file that nothing changes.
    private let isFixed: Bool
    private let busyTimeoutMs: Int32
    /// Owned: allocated here, written by SQLite's callback after each commit, freed by `deinit`
    /// after closing.
    private let frames: UnsafeMutablePointer<Int32>

    /// - Parameters:
    ///   - kind: What the file is to us.
    ///   - maxLength: The longest text, blob or row, in bytes.
    package init(
        path: String, mode: Mode, busyTimeoutMs: Int32, kind: FileKind = .own,
        maxLength: Int32? = nil
    ) throws(DatabaseError) {
        self.path = path
        SystemCalls.install()
        self.busyTimeoutMs = busyTimeoutMs
        if mode == .create { try Self.makeFile(path) }
        let place = mode == .memory ? ":memory:" : try Self.place(of: path, kind)
        var opened: OpaquePointer?
        let access = mode == .read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        isFixed = mode == .read && ReadOnlyFile.needsNoLog(place)
        let name = isFixed ? ReadOnlyFile.name(of: place) : place
        let form = isFixed ? SQLITE_OPEN_URI : 0
        let code = unsafe sqlite3_open_v2(
            name, &opened,
            access | form | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW, nil)
        guard let opened = unsafe opened else { throw .cannotOpen(path: path, code: code) }
        guard code == SQLITE_OK else {
            let reason = unsafe sqlite3_system_errno(opened)
            unsafe sqlite3_close_v2(opened)
            throw code == Self.linkFound
                ? .notTrusted(path: path, why: .link) : Self.cannotOpen(path, reason)
        }
        unsafe handle = opened
        unsafe frames = .allocate(capacity: 1)
        unsafe frames.initialize(to: 0)
        unsafe sqlite3_busy_timeout(opened, busyTimeoutMs)
        if kind == .own, mode != .memory { try Self.judgeSideFiles(of: path, place) }
        let longest = kind == .foreign ? Self.maxForeignLength : Self.maxOwnLength
        try harden(kind, maxLength: maxLength ?? longest)
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

    /// The path that SQLite is given: links that lead to the folder are followed here, because
    /// SQLite then refuses each one, and the file itself is judged.
    private static func place(of path: String, _ kind: FileKind) throws(DatabaseError) -> String {
        try believing(path) { () throws(FileProblem) in try kind.judge(path) }
        // Owned: made by `realpath`, freed here.
        guard let folder = unsafe realpath(FileKind.folder(of: path), nil) else {
            throw cannotOpen(path, errno)
        }
        defer { unsafe free(folder) }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return unsafe String(cString: folder) + "/" + name
    }

    /// Judges the log, its index and the rollback journal, from which SQLite takes pages as well.
    private static func judgeSideFiles(
        of path: String, _ place: String
    ) throws(DatabaseError) {
        for suffix in ["-wal", "-shm", "-journal"] {
            try believing(path + suffix) { () throws(FileProblem) in
                do throws(FileProblem) {
                    try FileKind.own.judge(place + suffix)
                } catch .system(code: ENOENT) {
                    // Usually there is none.
                }
            }
        }
    }

    private static func believing(
        _ path: String, _ judge: () throws(FileProblem) -> Void
    ) throws(DatabaseError) {
        do throws(FileProblem) {
            try judge()
        } catch {
            switch error {
            case .system(let code): throw cannotOpen(path, code)
            case .refused(let why): throw .notTrusted(path: path, why: why)
            }
        }
    }

    /// `SQLITE_CANTOPEN_SYMLINK`, a macro that Swift does not see.
    private static let linkFound = SQLITE_CANTOPEN | 6 << 8
    /// The longest text, blob or row of a file of ours that is no staged import.
    private static let maxOwnLength: Int32 = 64 << 20

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
        // A file beside it cannot be made.
        case ENOENT where ReadOnlyFile.exists(path): .readOnly(path: path)
        case ENOENT: .absent(path: path)
        case EACCES, EPERM: .notPermitted(path: path)
        case EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        default: .cannotOpen(path: path, code: reason)
        }
    }

    /// Whether the file is opened as it has to be now: one that nothing could change may be on a
    /// file system that was mounted for writing since.
    package var isOpenedRight: Bool { !isFixed || ReadOnlyFile.needsNoLog(path) }

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
    /// under way, which wait for nothing, at most as long as for a lock, or `limitMs`.
    package func emptyLog(limitMs: Int32? = nil) {
        checkpoint()
        unsafe sqlite3_busy_timeout(handle, min(limitMs ?? busyTimeoutMs, busyTimeoutMs))
        unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        unsafe sqlite3_busy_timeout(handle, busyTimeoutMs)
    }

    /// Forgets the pages that were read, outside a transaction: the next one reads the file.
    package func forgetPages() { unsafe sqlite3_db_release_memory(handle) }

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
