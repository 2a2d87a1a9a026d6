import Identity
import SQLite

/// Reads a file row by row, its columns found by header or by position. What `mysql --batch` writes
/// may hold several tables one after the other; each begins with its header, and may be announced
/// by our own marks:
///
///     laneid_table        laneid_end
///     custdata            1
///
/// A stream that has the first mark must have the second: else it was cut, and half of a table is a
/// wrong one.
struct TableReader: ~Copyable {
    enum Row {
        case good
        /// Not to be taken, and why.
        case rejected(String)
        /// Here a table begins; its rows follow.
        case table(ImportFormat)
        case end
    }

    /// Where the columns of a row are: how many it has, and where the wanted ones are (-1:
    /// nowhere).
    struct Places {
        var width: Int
        var places: [Int]
    }

    var reader: CSVReader
    let path: String
    let options: ImportOptions
    /// What the file calls our columns, in the names of the current table.
    var names: [String: String] = [:]
    /// Whether several tables may follow each other, each with its header.
    let isStream: Bool
    var format: ImportFormat?
    var layouts: [Places] = []
    /// The layout of the current row.
    var current = 0
    /// The first record, which was read to see whether it is a header, when it is a row.
    var first: Result<Bool, RowFault>?
    /// Columns that the current table's header names and nobody knows.
    var unknownColumns: [String] = []
    /// Columns that the header names again: which of ours, and where.
    var repeated: [(column: Int, place: Int)] = []
    var values = ValueNames()
    private(set) var hasMarks = false
    private(set) var isEnded = false

    private init(
        _ reader: consuming CSVReader, path: String, format: ImportFormat?, options: ImportOptions
    ) {
        self.reader = reader
        self.path = path
        self.format = format
        self.options = options
        isStream = format == nil
    }

    /// Opens a file and reads its first line. A `format` of nil is a stream that says itself what
    /// it holds.
    static func open(
        path: String, format: ImportFormat?, options: ImportOptions
    ) throws(DatabaseError) -> TableReader {
        let separator =
            options.separator ?? (path == "-" || path.hasSuffix(".tsv") ? .tab : .comma)
        let reader = try CSVReader(
            path: path, isLatin1: options.encoding != .utf8, separator: separator)
        var table = TableReader(reader, path: path, format: format, options: options)
        for _ in 0..<options.skippedLines { _ = try table.reader.skipOne() }
        if let format { try table.begin(format) }
        return table
    }

    /// The line on which the current row begins.
    var line: Int { reader.line }
    var bytesDone: Int { reader.bytesDone }

    /// The field of a wanted column; empty where the file does not have it.
    subscript(column: Int) -> Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let place = layouts[current].places[column]
            if place < 0 { return Span() }
            if let ours = values.place(of: reader[place], column) { return values[ours] }
            return reader[place]
        }
    }

    /// The field of a column that stands there again.
    func again(at place: Int) -> String { String(reader[place]) }

    /// Whether the table has a wanted column.
    func has(_ column: Int) -> Bool {
        layouts.indices.contains(current) && layouts[current].places[column] >= 0
    }

    /// Goes to the next row.
    mutating func next() throws(DatabaseError) -> Row {
        let read: Result<Bool, RowFault>
        if let first {
            read = first
            self.first = nil
        } else {
            read = try reader.next()
        }
        switch read {
        case .success(true) where reader.isBlank:
            // A spreadsheet writes separators where it has an empty row.
            return try next()
        case .success(false):
            if hasMarks, !isEnded { throw .wrongForm(path: path, reason: Self.wasCut) }
            return .end
        case .success(true): break
        case .failure(let fault):
            if isStream, layouts.isEmpty, !hasMarks { try refuseOtherKinds(.custdata) }
            return .rejected(fault.rawValue)
        }
        if isStream {
            if layouts.isEmpty, !hasMarks { try refuseOtherKinds(.custdata) }
            switch try mark() {
            case .table(let format): return .table(format)
            case .end: return .end
            case .row: break
            }
        }
        guard let layout = layouts.firstIndex(where: { $0.width == reader.count }) else {
            let widths = layouts.map { String($0.width) }.joined(separator: " or ")
            return .rejected("the row has \(reader.count) columns, not \(widths)")
        }
        current = layout
        return .good
    }

    // MARK: Several tables in a stream

    enum Mark {
        /// The record begins a table.
        case table(ImportFormat)
        /// The record is a row of the table before.
        case row
        case end
    }

    /// What the current record is.
    mutating func mark() throws(DatabaseError) -> Mark {
        if reader.count == 1, reader[0].equals("laneid_table") {
            return .table(try announced())
        }
        if reader.count == 1, reader[0].equals("laneid_end") {
            isEnded = true
            guard try reader.next() == .success(true), try reader.next() == .success(false) else {
                throw .wrongForm(path: path, reason: "something follows its end mark")
            }
            return .end
        }
        // CORE-POS's rows begin with a number, and its headers do not.
        guard reader.count > 0, !reader[0].isEmpty, !reader[0][0].isASCIIDigit else {
            guard layouts.isEmpty else { return .row }
            throw .wrongForm(
                path: path, reason: "it begins with a row: let `mysql --batch` write column names")
        }
        let header = fields()
        let formats = ImportFamily.corePOS.formats.filter {
            $0.layout.needed.allSatisfy { header.contains(Self.plain($0)) }
        }
        // Where the header fits several tables, that with the most columns it cannot do without.
        guard let found = formats.max(by: { $0.layout.needed.count < $1.layout.needed.count })
        else {
            guard layouts.isEmpty else { return .row }
            throw .wrongForm(
                path: path, reason: "its first line names the columns of no table that is known")
        }
        if let format, layouts.isEmpty, format != found, !formats.contains(format) {
            throw .wrongForm(
                path: path, reason: "what is announced as \(format.rawValue) has other columns")
        }
        let format = layouts.isEmpty ? format ?? found : found
        resolveNames(of: format)
        try take(header: header, of: format)
        return .table(format)
    }

    /// The table whose name follows our mark.
    mutating func announced() throws(DatabaseError) -> ImportFormat {
        guard try reader.next() == .success(true), reader.count == 1 else {
            throw .wrongForm(path: path, reason: Self.wasCut)
        }
        let word = String(reader[0])
        guard let format = ImportFamily.corePOS.formats.first(where: { $0.rawValue == word }) else {
            throw .wrongForm(path: path, reason: "it announces a table that is not known")
        }
        hasMarks = true
        self.format = format
        layouts = []
        return format
    }

    static let wasCut =
        "it was cut off before its end mark, so that what is missing cannot be told from what is gone"

    /// A column's name without what people write differently: case, blanks, underscores.
    static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of `text`.
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        var index = 0
        for byte in text.description.utf8 {
            guard self[index] == byte else { return false }
            index += 1
        }
        return true
    }
}
