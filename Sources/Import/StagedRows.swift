import Directory
import Identity

/// Rows of a file that were found good, held until they are applied: all texts in one piece of memory, about as
/// large as the file, so that the directory is written in one short go and in the order of its keys.
struct StagedRows {
    /// Where a row's fields stand.
    struct Row {
        /// Orders rows by customer number; see `key(of:)`.
        var key: UInt64
        /// Orders the rows of one customer.
        var place: Int
        /// The line of the file on which the row begins.
        var line: Int
        /// Where its first field begins in the text.
        fileprivate var start: Int
    }

    private(set) var rows: [Row] = []
    /// The fields, each ended by a zero byte, which no field may hold.
    private(set) var text: [UInt8] = []

    init() {}

    /// The rows that `places` and `text` of others gave; nil where they do not fit each other.
    init?(places: [UInt8], text: [UInt8]) {
        guard places.count.isMultiple(of: 32), text.isEmpty || text.last == 0 else { return nil }
        var values: [UInt64] = []
        for start in stride(from: 0, to: places.count, by: 8) {
            values.append((0..<8).reduce(0) { $0 | UInt64(places[start + $1]) << UInt64(8 * $1) })
        }
        self.text = text
        for start in stride(from: 0, to: values.count, by: 4) {
            guard let place = Int(exactly: values[start + 1]),
                let line = Int(exactly: values[start + 2]),
                let begin = Int(exactly: values[start + 3]), begin < text.count
            else { return nil }
            rows.append(Row(key: values[start], place: place, line: line, start: begin))
        }
    }

    /// What is to be kept beside `text`: for each row its four numbers, eight bytes each, the lowest first.
    var places: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 32)
        for row in rows {
            for value in [row.key, UInt64(row.place), UInt64(row.line), UInt64(row.start)] {
                for shift in 0..<8 {
                    bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift)))
                }
            }
        }
        return bytes
    }

    /// Begins a row; its fields follow. The first is what the key was made from.
    mutating func begin(key: UInt64, place: Int = 0, line: Int) {
        rows.append(Row(key: key, place: place, line: line, start: text.count))
    }

    /// Adds a field to the row that was begun last.
    mutating func add(_ field: borrowing Span<UInt8>) {
        text.append(field)
        text.append(0)
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

    /// Where a field stands, counted from the one at `start`. What is staged ends in a zero byte, so that one is always
    /// found, and no place needs to be checked: this is asked some dozens of times for each row.
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

    /// Whether two rows have the same first field.
    func sameFirst(_ left: Row, _ right: Row) -> Bool {
        left.key == right.key
            && (left.key <= Self.lastNumber || self[left, 0].equals(self[right, 0]))
    }

    /// What orders rows by their first field: a plain number as a number; behind all numbers any other text by its
    /// first seven bytes.
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
        return left.place != right.place ? left.place < right.place : left.line < right.line
    }

    private func compare(_ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }
}

extension [UInt8] {
    /// Appends all of the bytes in one go.
    mutating func append(_ bytes: borrowing Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
