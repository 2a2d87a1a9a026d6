/// Rows of cells as columns of text.
struct TextTable {
    private let heads: [String]
    /// Each row, and what stands below it.
    private var rows: [(cells: [String], note: String?)] = []

    init(_ heads: String...) {
        self.heads = heads
    }

    /// Adds a row; what a terminal would obey is shown as a sign.
    mutating func add(_ cells: [String], note: String? = nil) {
        rows.append((cells.map(\.harmless), note))
    }

    /// The lines, nothing where there are no rows.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let widths = heads.indices.map { column in
            (rows.map { $0.cells[column].count } + [heads[column].count]).max() ?? 0
        }
        var text = Self.line(heads, widths)
        for row in rows {
            text += Self.line(row.cells, widths)
            if let note = row.note { text += "    \(note)\n" }
        }
        return text
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}
