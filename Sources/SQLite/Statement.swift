import CSQLite
package import Identity

/// A prepared statement: bound, stepped, read, and finalised when it goes away.
///
/// A statement holds its read of the database open until `reset()`.
@safe package struct Statement: ~Copyable {
    /// Owned: prepared by the database, finalised by `deinit`.
    private let pointer: OpaquePointer
    private let database: Database

    @unsafe init(owning pointer: OpaquePointer, of database: Database) {
        unsafe self.pointer = pointer
        self.database = database
    }

    deinit {
        unsafe sqlite3_finalize(pointer)
    }

    /// Goes to the next row; false when there is none.
    package func step() throws(DatabaseError) -> Bool {
        let code = unsafe sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let error = database.error(code)
        reset()
        throw error
    }

    /// Ends the statement's run; its arguments stay bound.
    package func reset() {
        unsafe sqlite3_reset(pointer)
    }

    /// Runs a statement that returns no rows.
    package func run() throws(DatabaseError) {
        _ = try step()
        reset()
    }

    // MARK: Arguments, counted from 1

    package func bind(_ index: Int32, _ value: Int64) {
        unsafe sqlite3_bind_int64(pointer, index, value)
    }

    package func bind(_ index: Int32, _ value: Int) {
        bind(index, Int64(value))
    }

    package func bind(_ index: Int32, _ value: Int64?) {
        guard let value else { return bindNull(index) }
        bind(index, value)
    }

    package func bindNull(_ index: Int32) {
        unsafe sqlite3_bind_null(pointer, index)
    }

    /// Binds a copy of the text.
    package func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in unsafe bindCopy(index, bytes) }
    }

    /// Binds a copy of the text, or NULL.
    package func bind(_ index: Int32, _ text: String?) {
        guard let text else { return bindNull(index) }
        bind(index, text)
    }

    /// Binds a copy of the bytes as text.
    package func bind(_ index: Int32, text: borrowing Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { bytes in unsafe bindCopy(index, bytes) }
    }

    /// Binds a copy of the bytes as text, NULL when there are none.
    package func bind(_ index: Int32, textOrNull text: borrowing Span<UInt8>) {
        if text.isEmpty { bindNull(index) } else { bind(index, text: text) }
    }

    /// Binds the bytes as text where they are: they must stay there until the statement is reset.
    @unsafe package func bindInPlace(_ index: Int32, text bytes: UnsafeBufferPointer<UInt8>) {
        unsafe bind(index, bytes, destructor: nil)
    }

    /// Binds a copy of the bytes as a blob.
    package func bind(_ index: Int32, blob: borrowing Span<UInt8>) {
        unsafe blob.withUnsafeBufferPointer { unsafe bindBlob(index, $0, Self.copied) }
    }

    /// Runs a statement that returns no rows, with the bytes as a blob, which is not copied.
    package func run(_ index: Int32, blob: borrowing Span<UInt8>) throws(DatabaseError) {
        try unsafe blob.withUnsafeBufferPointer { (bytes) throws(DatabaseError) in
            unsafe bindBlob(index, bytes, nil)
            try run()
        }
    }

    private func bindBlob(
        _ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>, _ destructor: sqlite3_destructor_type?
    ) {
        guard let start = bytes.baseAddress else {
            unsafe sqlite3_bind_zeroblob(pointer, index, 0)
            return
        }
        unsafe sqlite3_bind_blob(pointer, index, start, Int32(bytes.count), destructor)
    }

    private func bindCopy(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe bind(index, bytes, destructor: Self.copied)
    }

    private func bind(
        _ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>, destructor: sqlite3_destructor_type?
    ) {
        guard let start = bytes.baseAddress else {
            // A null pointer would bind NULL.
            unsafe sqlite3_bind_text(pointer, index, "", 0, Self.copied)
            return
        }
        let characters = unsafe UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
        unsafe sqlite3_bind_text(pointer, index, characters, Int32(bytes.count), destructor)
    }

    /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    // MARK: The row's columns, counted from 0

    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    package func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(pointer, column)
    }

    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// The column's bytes as text; empty for NULL.
    package func text(_ column: Int32) -> String {
        withBytes(column) { String($0) }
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The column's bytes, cut to the capacity; empty for NULL.
    package func bytes<let capacity: Int>(_ column: Int32) -> Bytes<capacity> {
        withBytes(column) { Bytes($0) }
    }

    /// Whether the column holds just this text; NULL counts as the empty one.
    package func holds(_ column: Int32, _ text: borrowing Span<UInt8>) -> Bool {
        withBytes(column) { $0.equals(text) }
    }

    /// Lends the column's bytes, as SQLite holds them until the next step.
    package func withBytes<Result>(_ column: Int32, _ body: (borrowing Span<UInt8>) -> Result)
        -> Result
    {
        let start = unsafe sqlite3_column_blob(pointer, column)
        let count = unsafe Int(sqlite3_column_bytes(pointer, column))
        let buffer = unsafe UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
        return unsafe body(buffer.span)
    }
}
