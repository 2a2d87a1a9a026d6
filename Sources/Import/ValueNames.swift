import Identity

/// What a file calls the values of our columns: `kind.Company=organisation`.
struct ValueNames {
    private struct Entry {
        var column: Int
        var theirs: Range<Int>
        var ours: Range<Int>
    }

    private var entries: [Entry] = []
    private var text: [UInt8] = []

    init() {}

    /// - Parameters:
    ///   - names: By our column, then by the file's value.
    ///   - columns: Our columns in their order, as `plain` writes them.
    init(
        _ names: [String: [String: String]], _ columns: [String], _ plain: (String) -> String
    ) {
        for (name, values) in names {
            guard let column = columns.firstIndex(of: plain(name)) else { continue }
            for (theirs, ours) in values {
                entries.append(Entry(column: column, theirs: add(theirs), ours: add(ours)))
            }
        }
    }

    private mutating func add(_ value: String) -> Range<Int> {
        let start = text.count
        text += value.utf8
        return start..<text.count
    }

    /// Where our word for a column's value stands; nil where it has no other.
    func place(of value: borrowing Span<UInt8>, _ column: Int) -> Range<Int>? {
        for entry in entries where entry.column == column {
            if text.span.extracting(entry.theirs).equals(value) { return entry.ours }
        }
        return nil
    }

    subscript(place: Range<Int>) -> Span<UInt8> {
        @_lifetime(borrow self)
        get { text.span.extracting(place) }
    }
}
