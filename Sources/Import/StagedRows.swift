import Identity
import SQLite

/// Rows of a file that were found good, held until they are applied: all texts in one piece of
/// memory, about as large as the file, so that the directory is written in one short go and in the
/// order of its keys.
struct StagedRows {
    /// Where a row's fields stand.
    struct Row {
        /// Orders rows by customer number; see `key(of:)`.
        var key: UInt64
        /// Orders the rows of one customer.
        var place: Int
        /// The line of the file on which the row begins; above it, which of the table's files
        /// that is.
        fileprivate var origin: Int

        /// The line of the file on which the row begins.
        var line: Int { origin & Self.maxLine }
        /// Which of its table's files the row is from.
        var file: Int { origin >> 40 }

        fileprivate static let maxLine = (1 << 40) - 1
        /// Where its first field begins in the text.
        fileprivate var start: Int
    }

    private(set) var rows: [Row] = []
    /// The fields, each ended by a zero byte, which no field may hold.
    private(set) var text: [UInt8] = []

    init() {}

    /// The rows whose bytes another gave; nil where the two do not fit each other.
    init?(places: borrowing Span<UInt8>, text: borrowing Span<UInt8>) {
        let count = places.count / MemoryLayout<Row>.size
        guard places.count == count * MemoryLayout<Row>.size,
            text.isEmpty || text[text.count - 1] == 0
        else { return nil }
        rows = [Row](repeating: Row(key: 0, place: 0, origin: 0, start: 0), count: count)
        unsafe rows.withUnsafeMutableBytes { rows in
            unsafe places.withUnsafeBufferPointer { unsafe rows.copyBytes(from: $0) }
        }
        self.text.append(text)
        guard rows.allSatisfy({ self.text.indices.contains($0.start) }) else { return nil }
    }

    /// Lends the bytes to be kept: of the rows, as they stand in this machine's memory, and of
    /// their text.
    func withBytes(_ body: (borrowing Span<UInt8>, borrowing Span<UInt8>) -> Void) {
        unsafe rows.withUnsafeBytes { rows in
            unsafe body(rows.bindMemory(to: UInt8.self).span, text.span)
        }
    }

    /// Begins a row; its fields follow. The first is what the key was made from.
    mutating func begin(key: UInt64, place: Int = 0, line: Int, file: Int = 0) {
        let origin = file << 40 | line & Row.maxLine
        rows.append(Row(key: key, place: place, origin: origin, start: text.count))
    }

    /// Adds a field to the row that was begun last.
    mutating func add(_ field: borrowing Span<UInt8>) {
        text.append(field)
        text.append(0)
    }

    /// Gives the row that was begun last its place in the order of all.
    mutating func endRow(key: UInt64, place: Int) {
        rows[rows.count - 1].key = key
        rows[rows.count - 1].place = place
    }

    /// Takes away the row that was begun last.
    mutating func removeLast() {
        guard let row = rows.popLast() else { return }
        text.removeSubrange(row.start...)
    }

    /// Leaves only the rows whose key is wanted.
    mutating func keep(_ isWanted: (UInt64) -> Bool) {
        rows.removeAll { !isWanted($0.key) }
    }

    mutating func add(_ field: String) {
        text.append(contentsOf: field.utf8)
        text.append(0)
    }

    /// A field of a row, counted from 0.
    subscript(row: Row, field: Int) -> Span<UInt8> {
        @_lifetime(borrow self)
        get {
            text.span.extracting(place(of: field, from: row.start))
        }
    }

    /// Where a field stands, counted from the one at `start`. What is staged ends in a zero byte,
    /// so that one is always found, and no place needs to be checked: this is asked some dozens of
    /// times for each row.
    private func place(of field: Int, from start: Int) -> Range<Int> {
        unsafe text.withUnsafeBufferPointer { text in
            var start = start
            for _ in 0..<field {
                while unsafe text[start] != 0 { start += 1 }
                start += 1
            }
            var end = start
            while unsafe text[end] != 0 { end += 1 }
            return start..<end
        }
    }

    /// Puts the rows in the order of first field, place and line.
    mutating func sort() {
        var isSorted = true
        for index in rows.indices.dropFirst() where isBefore(rows[index], rows[index - 1]) {
            isSorted = false
            break
        }
        guard !isSorted else { return }
        var sorted = rows
        sorted.sort { isBefore($0, $1) }
        rows = sorted
    }

    /// Calls `each` with the rows of each first field, which stand together once they are sorted.
    func eachGroup(_ each: (ArraySlice<Row>) throws(DatabaseError) -> Void) throws(DatabaseError) {
        var start = 0
        while start < rows.count {
            var end = start + 1
            while end < rows.count, sameFirst(rows[end], rows[start]) { end += 1 }
            try each(rows[start..<end])
            start = end
        }
    }

    /// Whether two rows have the same first field.
    func sameFirst(_ left: Row, _ right: Row) -> Bool {
        left.key == right.key
            && (left.key <= Self.lastNumber || self[left, 0].equals(self[right, 0]))
    }

    /// What orders rows by their first field: a plain number as a number; behind all numbers any
    /// other text by its first seven bytes.
    static func key(of text: borrowing Span<UInt8>) -> UInt64 {
        var value: UInt64 = 0
        if text.count <= 18, text.isAllDigits, text.count == 1 || text[0] != 0x30 {
            for index in text.indices { value = value * 10 + UInt64(text[index] - 0x30) }
            return value
        }
        for index in 0..<7 { value = value << 8 | UInt64(index < text.count ? text[index] : 0) }
        return lastNumber + 1 + value
    }

    private static let lastNumber: UInt64 = 1_000_000_000_000_000_000

    private func isBefore(_ left: Row, _ right: Row) -> Bool {
        if left.key != right.key { return left.key < right.key }
        if left.key > Self.lastNumber {
            let order = compare(self[left, 0], self[right, 0])
            if order != 0 { return order < 0 }
        }
        return left.place != right.place ? left.place < right.place : left.origin < right.origin
    }

    private func compare(_ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }
}

extension StagedRows {
    /// Calls `each` with the first row of each first field. Further ones are refused: they repeat
    /// the `what` of an earlier line.
    func eachOnce(
        _ what: String, _ importer: Importer, _ each: (Row) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        var previous: Row?
        for row in rows {
            importer.count()
            if let previous, sameFirst(previous, row) {
                importer.notes.reject(
                    line: row.line, "repeats the \(what) of line \(previous.line)")
                continue
            }
            previous = row
            try each(row)
        }
    }
}

extension [UInt8] {
    /// Appends all of the bytes in one go.
    mutating func append(_ bytes: borrowing Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
