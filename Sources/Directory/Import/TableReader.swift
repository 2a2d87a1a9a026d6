import Identity

/// Reads a file of one format row by row, its columns found by header or by position.
struct TableReader: ~Copyable {
    enum Row {
        case good
        /// Not to be taken, and why.
        case rejected(String)
        case end
    }

    /// How a row may be laid out: how many columns it has, and where the wanted ones are (-1: nowhere).
    private struct Layout {
        var width: Int
        var places: [Int]
    }

    private var reader: CSVReader
    private let layouts: [Layout]
    /// The layout of the current row.
    private var current = 0
    /// The first record, which was read to see whether it is a header, when it is a row.
    private var first: Result<Bool, RowFault>?
    /// Columns that the header names and nobody knows.
    let unknownColumns: [String]

    /// `columns` are those that are wanted, by name; they are read by their index.
    init(
        path: String, format: ImportFormat, columns: [String], encoding: ImportOptions.Encoding
    ) throws(DirectoryError) {
        var reader = try CSVReader(path: path, isLatin1: encoding == .latin1)
        let first = try reader.next()
        var header: [String] = []
        if case .success(true) = first {
            for index in 0..<reader.count { header.append(Self.plain(String(reader[index]))) }
        }
        let missing = format.required.filter { !header.contains(Self.plain($0)) }
        var layouts: [Layout] = []
        var unknown: [String] = []
        if missing.isEmpty {
            let known = columns.map(Self.plain)
            let places = known.map { header.firstIndex(of: $0) ?? -1 }
            layouts = [Layout(width: header.count, places: places)]
            unknown = header.filter { !$0.isEmpty && !known.contains($0) }
        } else if missing.count < format.required.count {
            // No row has such a word in it: this is a header, and it lacks what cannot be done without.
            let list = missing.joined(separator: ", ")
            throw .wrongForm(path: path, reason: "its first line does not name the column \(list)")
        } else if format.layouts.isEmpty, first != .success(false) {
            throw .wrongForm(
                path: path, reason: "its first line must name the columns, one of them \"number\"")
        } else {
            layouts = format.layouts.map { layout in
                Layout(
                    width: layout.count, places: columns.map { layout.firstIndex(of: $0) ?? -1 })
            }
        }
        self.first = missing.isEmpty ? nil : first
        self.layouts = layouts
        unknownColumns = unknown
        self.reader = reader
    }

    /// The line on which the current row begins.
    var line: Int { reader.line }
    var bytesDone: Int { reader.bytesDone }

    /// The field of a wanted column; empty where the file does not have it.
    subscript(column: Int) -> Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let place = layouts[current].places[column]
            return place < 0 ? Span() : reader[place]
        }
    }

    /// Goes to the next row.
    mutating func next() throws(DirectoryError) -> Row {
        let read: Result<Bool, RowFault>
        if let first {
            read = first
            self.first = nil
        } else {
            read = try reader.next()
        }
        switch read {
        case .success(false): return .end
        case .success(true): break
        case .failure(.tooLong): return .rejected("the row is longer than 64 KiB")
        case .failure(.openQuote): return .rejected("a quote is opened and not closed")
        case .failure(.zeroByte): return .rejected("the row has a zero byte in it")
        case .failure(.notUTF8):
            return .rejected("the text is not UTF-8: say so if it is Latin-1")
        }
        guard let layout = layouts.firstIndex(where: { $0.width == reader.count }) else {
            let widths = layouts.map { String($0.width) }.joined(separator: " or ")
            return .rejected("the row has \(reader.count) columns, not \(widths)")
        }
        current = layout
        return .good
    }

    /// A column's name without what people write differently: case, blanks, underscores.
    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
    }
}
