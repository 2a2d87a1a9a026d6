import Directory
import Identity
public import SQLite

/// What a file seems to be: how its text is written, what its columns mean, and how it is imported.
/// No field of its rows is in it.
///
///     let preview = try ImportPreview(of: "kunden.csv", format: nil, ImportOptions())
///     preview.columnNames  // ["number": "Kd-Nr.", "name": "Kunde"]
public struct ImportPreview: Sendable, Equatable, Codable {
    public struct Column: Sendable, Equatable, Codable {
        /// What the file calls it.
        public var title: String
        /// What we call it; nil where it is left out.
        public var column: String?
    }

    /// The file's name without the folder.
    public var file: String
    public var format: ImportFormat
    public var encoding: ImportOptions.Encoding
    public var separator: ImportOptions.Separator
    /// How many lines stand before the one that names the columns.
    public var skippedLines = 0
    public var columns: [Column] = []
    /// The names of our columns that are other ones in the file.
    public var columnNames: [String: String] = [:]
    /// The values of our columns that are other ones in the file: our column, the file's value,
    /// ours.
    public var valueNames: [String: [String: String]] = [:]

    /// How many rows are read to guess what values mean.
    private static let sample = 200

    /// Looks at a file.
    /// - Parameters:
    ///   - encoding: Where somebody says it; else it is guessed.
    ///   - options: What they say goes before what is guessed.
    public init(
        of file: ImportFile, encoding: ImportOptions.Encoding?, _ options: ImportOptions
    ) throws(DatabaseError) {
        self.file = file.name
        format = file.format ?? .csv
        let guessed = try Self.encoding(of: file.path)
        self.encoding = encoding ?? guessed
        separator = options.separator ?? .comma
        columnNames = options.columnNames
        valueNames = options.valueNames
        skippedLines = options.skippedLines
        try findHeader(file.path, options)
        if file.format == nil { format = tableOfCore ?? .csv }
        guard format == .csv else {
            try nameColumns(file.path, options)
            return
        }
        try guessColumns(file.path, options)
        try guessValues(file.path)
    }

    /// The options by which the file is imported so.
    public func applied(to options: ImportOptions) -> ImportOptions {
        var options = options
        options.encoding = encoding
        options.separator = separator
        options.skippedLines = skippedLines
        options.columnNames = columnNames
        options.valueNames = valueNames
        return options
    }

    /// Windows-1252 for what is no UTF-8 and has no mark of UTF-16.
    private static func encoding(of path: String) throws(DatabaseError) -> ImportOptions.Encoding {
        let file = try InputFile(path: path)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var filled = 0
        while filled < buffer.count {
            let count = try file.read(into: &buffer, from: filled, atMost: buffer.count - filled)
            if count == 0 { break }
            filled += count
        }
        if UTF16Converter(mark: buffer[..<filled]) != nil { return .utf8 }
        // The last line may be cut in the middle of a character.
        let end =
            filled < buffer.count
            ? filled : (buffer.lastIndex(of: CSVReader.lineFeed) ?? filled)
        return String(validating: buffer[..<end], as: UTF8.self) == nil ? .windows1252 : .utf8
    }

    /// Finds the separator, and the line that names the columns: of the first lines of the width
    /// that most have, the first.
    private mutating func findHeader(
        _ path: String, _ options: ImportOptions
    ) throws(DatabaseError) {
        var best = 0
        let separators = options.separator.map { [$0] } ?? ImportOptions.Separator.allCases
        for separator in separators {
            var reader = try CSVReader(
                path: path, isLatin1: encoding != .utf8, separator: separator)
            for _ in 0..<options.skippedLines { _ = try reader.skipOne() }
            var records: [(line: Int, titles: [String])] = []
            while records.count < 30 {
                guard case .success(let isThere) = try reader.next() else { continue }
                guard isThere else { break }
                records.append((reader.line, (0..<reader.count).map { String(reader[$0]) }))
            }
            if let what = FileKind(of: reader.head) {
                throw .wrongForm(path: path, reason: what.advice(path, format))
            }
            let widths = Dictionary(grouping: records.map(\.titles.count), by: { $0 })
            guard
                let usual = widths.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }),
                let header = records.first(where: { $0.titles.count == usual.key })
            else { continue }
            // More columns are better found; one is what a wrong separator leaves.
            let score = (usual.key - 1) * usual.value.count + 1
            guard score > best else { continue }
            best = score
            self.separator = separator
            skippedLines = options.skippedLines > 0 ? options.skippedLines : header.line - 1
            columns = header.titles.map { Column(title: $0) }
        }
        guard best > 0 else { throw .wrongForm(path: path, reason: "there is no row in it") }
    }

    /// Says what the columns of a table that is known are called here.
    private mutating func nameColumns(
        _ path: String, _ options: ImportOptions
    ) throws(DatabaseError) {
        let table = try TableReader.open(
            path: path, format: format, options: applied(to: options))
        guard table.first == nil else {
            // Without a header the columns are known by their order.
            let layout = format.layout.headerless.first { $0.count == columns.count } ?? []
            columns = layout.map { Column(title: $0, column: $0) }
            return
        }
        for name in table.columnsThere(of: format) {
            let title = TableReader.plain(columnNames[name] ?? name)
            for index in columns.indices where TableReader.plain(columns[index].title) == title {
                columns[index].column = name
            }
        }
    }

    /// CORE-POS's table of these columns, as `mysql --batch` writes it.
    private var tableOfCore: ImportFormat? {
        let titles = Set(columns.map { TableReader.plain($0.title) })
        return ImportFamily.corePOS.formats
            .filter { $0.layout.needed.allSatisfy { titles.contains(TableReader.plain($0)) } }
            .max { $0.layout.needed.count < $1.layout.needed.count }
    }

    private mutating func guessColumns(
        _ path: String, _ options: ImportOptions
    ) throws(DatabaseError) {
        guard !columns.contains(where: { TableReader.isNumber($0.title) }) else {
            throw .wrongForm(
                path: path,
                reason:
                    "line \(skippedLines + 1) has numbers, and does not name the columns: add a "
                    + "line that does, or say --skip-lines")
        }
        let plain = Set(format.columns.map(TableReader.plain))
        for name in columnNames.keys where !plain.contains(TableReader.plain(name)) {
            throw .refused(.unknownColumn(name, known: format.columns))
        }
        var taken = Set(columnNames.keys.map(TableReader.plain))
        for (ours, theirs) in columnNames {
            for index in columns.indices
            where TableReader.plain(columns[index].title) == TableReader.plain(theirs) {
                columns[index].column = ours
            }
        }
        // Our own names go before what only means the same.
        for isOwn in [true, false] {
            for index in columns.indices where columns[index].column == nil {
                let title = columns[index].title
                let found =
                    isOwn
                    ? format.columns.first { TableReader.plain($0) == TableReader.plain(title) }
                    : ColumnGuess.column(for: title, taken: taken)
                guard let found, taken.insert(TableReader.plain(found)).inserted else { continue }
                columns[index].column = found
                if !isOwn { columnNames[found] = title }
            }
        }
    }

    private mutating func guessValues(_ path: String) throws(DatabaseError) {
        var reader = try CSVReader(path: path, isLatin1: encoding != .utf8, separator: separator)
        for _ in 0...skippedLines { _ = try reader.skipOne() }
        for _ in 0..<Self.sample {
            guard case .success(let isThere) = try reader.next() else { continue }
            guard isThere else { break }
            for (index, column) in columns.enumerated() where index < reader.count {
                guard let name = column.column, reader[index].count <= 64 else { continue }
                let value = String(reader[index])
                guard valueNames[name]?[value] == nil,
                    let ours = ColumnGuess.value(for: value, of: name)
                else { continue }
                valueNames[name, default: [:]][value] = ours
            }
        }
    }
}
