import Identity

/// The identifiers of an import, gathered while their customers are written, and then written in their own order:
/// a value that is given twice is seen, and the file grows at its end.
struct IdentifierList {
    private struct Entry {
        var kind: IdentifierKind
        var value: Range<Int>
        var spelling: Range<Int>
        var holder: IdentifierHolder
        var line: Int
        /// The file, in `files`.
        var file: Int
        /// Where in `states` its state is; nil without one.
        var state: Int?
    }

    private var entries: [Entry] = []
    private var text: [UInt8] = []
    private var states: [IdentifierState] = []
    private var files: [String] = []

    /// Gathers an identifier; `spelling` is how the source writes it.
    mutating func add(
        kind: IdentifierKind, value: borrowing Span<UInt8>, spelling: borrowing Span<UInt8>,
        holder: IdentifierHolder, state: IdentifierState? = nil, file: String, line: Int
    ) {
        let value = append(value)
        if files.last != file { files.append(file) }
        if let state, states.last != state { states.append(state) }
        entries.append(
            Entry(
                kind: kind, value: value, spelling: append(spelling), holder: holder, line: line,
                file: files.count - 1, state: state == nil ? nil : states.count - 1))
    }

    /// Writes them all; what is not taken goes into the notes.
    mutating func write(
        with writer: IdentifierWriter, notes: inout ImportNotes
    ) throws(DirectoryError) {
        sort()
        var previous: Entry?
        for entry in entries {
            notes.file = files[entry.file]
            if let previous, isSame(previous, entry) {
                if previous.holder != entry.holder {
                    notes.reject(
                        line: entry.line,
                        "the \(entry.kind.rawValue) of this row was given on line \(previous.line)")
                }
                continue
            }
            previous = entry
            let outcome = try writer.write(
                kind: entry.kind, value: text.span.extracting(entry.value),
                spelling: text.span.extracting(entry.spelling), holder: entry.holder,
                state: entry.state.map { states[$0] })
            if case .heldElsewhere = outcome {
                notes.reject(
                    line: entry.line,
                    "somebody else holds the \(entry.kind.rawValue), not by this source: "
                        + "moving it takes consent")
            }
        }
    }

    /// Whether it was gathered. Only after writing, which puts all in order.
    func contains(_ kind: Int64, _ value: borrowing Span<UInt8>) -> Bool {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            let entry = entries[middle]
            let order =
                entry.kind.code != kind
                ? (entry.kind.code < kind ? -1 : 1)
                : Self.compare(text.span.extracting(entry.value), value)
            if order == 0 { return true }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return false
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

    /// By kind, value, file and line.
    private func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        if left.kind != right.kind { return left.kind.code < right.kind.code }
        let order = Self.compare(
            text.span.extracting(left.value), text.span.extracting(right.value))
        if order != 0 { return order < 0 }
        return left.file != right.file ? left.file < right.file : left.line < right.line
    }

    private static func compare(
        _ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>
    ) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }
}
