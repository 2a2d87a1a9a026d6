import Identity

/// The identifiers of an import, gathered while their customers are written, and then written in their own order:
/// a value that is given twice is seen, and the file grows at its end.
struct IdentifierList {
    private struct Entry {
        var kind: IdentifierKind
        var value: Range<Int>
        var spelling: Range<Int>
        var customer: Int64
        var shopper: Int64?
        var line: Int
    }

    private var entries: [Entry] = []
    private var text: [UInt8] = []

    /// Gathers an identifier; `spelling` is how the source writes it.
    mutating func add(
        kind: IdentifierKind, value: borrowing Span<UInt8>, spelling: borrowing Span<UInt8>,
        customer: Int64, shopper: Int64? = nil, line: Int
    ) {
        let value = append(value)
        entries.append(
            Entry(
                kind: kind, value: value, spelling: append(spelling), customer: customer,
                shopper: shopper, line: line))
    }

    /// Writes them all; what is not taken goes into the notes.
    mutating func write(
        with writer: IdentifierWriter, notes: inout ImportNotes
    ) throws(DirectoryError) {
        sort()
        var previous: Entry?
        for entry in entries {
            if let previous, isSame(previous, entry) {
                if previous.customer != entry.customer || previous.shopper != entry.shopper {
                    notes.reject(
                        line: entry.line,
                        "the \(entry.kind.rawValue) of this row was given on line \(previous.line)")
                }
                continue
            }
            previous = entry
            let outcome = try writer.write(
                kind: entry.kind, value: text.span.extracting(entry.value),
                spelling: text.span.extracting(entry.spelling), customer: entry.customer,
                shopper: entry.shopper)
            if case .heldElsewhere = outcome {
                notes.reject(
                    line: entry.line,
                    "somebody else holds the \(entry.kind.rawValue), not by this source: "
                        + "moving it takes consent")
            }
        }
    }

    private mutating func append(_ bytes: borrowing Span<UInt8>) -> Range<Int> {
        let start = text.count
        for index in bytes.indices { text.append(bytes[index]) }
        return start..<text.count
    }

    private mutating func sort() {
        var isSorted = true
        for index in entries.indices.dropFirst() where isBefore(entries[index], entries[index - 1])
        {
            isSorted = false
            break
        }
        guard !isSorted else { return }
        var sorted = entries
        sorted.sort { isBefore($0, $1) }
        entries = sorted
    }

    private func isSame(_ left: Entry, _ right: Entry) -> Bool {
        left.kind == right.kind
            && text.span.extracting(left.value).equals(text.span.extracting(right.value))
    }

    /// By kind, value and line.
    private func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        if left.kind != right.kind { return left.kind.code < right.kind.code }
        let (one, other) = (text.span.extracting(left.value), text.span.extracting(right.value))
        for index in 0..<min(one.count, other.count) where one[index] != other[index] {
            return one[index] < other[index]
        }
        return one.count != other.count ? one.count < other.count : left.line < right.line
    }
}
