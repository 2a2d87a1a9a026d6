import Identity
import SQLite

/// A file to be imported.
public struct ImportFile: Sendable {
    /// What it holds; nil for the output of `mysql --batch`, which says so itself.
    public var format: ImportFormat?
    /// Where it is; `-` is standard input.
    public var path: String

    public init(format: ImportFormat?, path: String) {
        self.format = format
        self.path = path
    }
}

/// A table that was read: its good rows.
struct StagedTable: Codable {
    private enum CodingKeys: CodingKey { case format, name, files, columns, key }

    var format: ImportFormat
    /// The file's name, without its folder.
    var name: String
    /// The names of further files whose rows are in the table.
    var files: [String]?
    /// Our names of the columns that there are; nil for all.
    var columns: [String]?
    /// What stands in the place of the customers' numbers; nil where they do.
    var key: CustomerKey?
    /// Not coded: they are the bulk, and are kept as they stand.
    var rows = StagedRows()

    init(
        format: ImportFormat, name: String, columns: [String]? = nil,
        rows: StagedRows = StagedRows()
    ) {
        self.format = format
        self.name = name
        self.columns = columns
        self.rows = rows
    }

    /// Whether there is a column.
    func has(_ column: String) -> Bool { columns?.contains(column) ?? true }
}

/// All that the files of an import hold, checked row by row; the directory was not asked.
struct ImportInput: Codable {
    var tables: [StagedTable] = []
    var files: [ImportReport.File] = []
    var notes = ImportNotes()
    /// The accounts that changed, where a table lists them: only they count.
    var changes: AccountChanges?
    /// Whether what is not in the tables is known to be gone: a stream without an end mark may have
    /// been cut.
    var isWhole = true

    /// Whether a stream came to its end mark.
    var isEnded: Bool?
    /// The columns of each table that was read.
    var headers: [Header] = []

    /// The columns of a table: those we know, by our names, and those nobody knows.
    struct Header: Codable {
        var format: ImportFormat
        var columns: [String]
        var unknown: [String]
    }

    /// What the source is, in the word that the directory keeps.
    var sourceKind = ImportFamily.corePOS.rawValue
}

/// Reads the files of an import. One owner.
final class ImportReader {
    private let options: ImportOptions
    private let tell: ((ImportProgress) -> Void)?
    private var progress = ImportProgress(
        phase: .reading, file: "", rows: 0, bytesDone: 0, bytesTotal: 0)
    private var input = ImportInput()
    /// Apart from the input, which is changed at the same time.
    private var notes = ImportNotes()
    private var balances = BalanceGatherer()
    /// Of the table in work.
    private var layout = ImportFormat.csv.layout
    /// The key of the rows, where it is no number.
    private var key: CustomerKey? { options.key.contact == nil ? nil : options.key }
    private var columns = ImportFormat.csv.columns

    init(_ options: ImportOptions, progress: ((ImportProgress) -> Void)?) {
        self.options = options
        tell = progress
    }

    /// Reads all files.
    func read(_ files: [ImportFile]) throws(DatabaseError) -> ImportInput {
        for file in files where file.path != "-" {
            progress.bytesTotal += try InputFile(path: file.path).size
        }
        try checkNames(files)
        for file in files { try read(file) }
        if let family = input.tables.first?.format.family { input.sourceKind = family.rawValue }
        if var gathered = balances.gathered {
            gathered.key = key
            input.tables.append(gathered)
        }
        input.notes = notes
        AccountTables.join(&input, options)
        RattailImport.join(&input, options)
        AccountChanges.restrict(&input)
        for index in input.tables.indices { input.tables[index].rows.sort() }
        input.tables.sort { $0.format.layout.order < $1.format.layout.order }
        return input
    }

    private func read(_ file: ImportFile) throws(DatabaseError) {
        let name = file.name
        notes.file = name
        progress.file = name
        var wasEmpty = true
        var table = try TableReader.open(path: file.path, format: file.format, options: options)
        let bytesBefore = progress.bytesDone
        // The table in work, in `tables` and in `files`.
        var index = input.tables.count - 1
        if let format = file.format { index = begin(format, name, table) }
        rows: while true {
            var rejected: String?
            switch try table.next() {
            case .end: break rows
            case .table(let format):
                wasEmpty = false
                if index < 0 || input.tables[index].format != format
                    || input.tables[index].name != name
                {
                    index = begin(format, name, table)
                } else if input.tables[index].columns == nil {
                    takeColumns(table)
                }
                continue rows
            case .rejected(let reason): rejected = reason
            case .good:
                rejected =
                    paymentCard(in: table)
                    ?? layout.stage(table, &input.tables[index].rows, options, &notes)
                if rejected == nil { balances.take(table, options, &notes) }
            }
            if let rejected {
                notes.reject(line: table.line, rejected)
                if input.files.indices.contains(index) { input.files[index].rejected += 1 }
            }
            if input.files.indices.contains(index) { input.files[index].rows += 1 }
            progress.rows += 1
            if let most = options.maxRows, progress.rows >= most { break rows }
            if progress.rows % 4096 == 0 {
                progress.bytesDone = bytesBefore + table.bytesDone
                tell?(progress)
            }
        }
        progress.bytesDone = bytesBefore + table.bytesDone
        tell?(progress)
        if file.format == nil, !table.isEnded { input.isWhole = false }
        if table.isEnded { input.isEnded = true }
        if wasEmpty, file.path == "-", input.files.last?.rows ?? 0 == 0, !table.isEnded {
            throw .refused(.nothingCame)
        }
    }

    /// Refuses what the options say of columns that we do not have.
    private func checkNames(_ files: [ImportFile]) throws(DatabaseError) {
        let formats = files.flatMap { $0.format.map { [$0] } ?? ImportFamily.corePOS.formats }
        if let key, let other = formats.first(where: { $0 != .csv }) {
            throw .refused(.keyOfPlainForm(key, other))
        }
        let known = formats.flatMap(\.columns)
        let plain = Set(known.map(TableReader.plain))
        for name in Array(options.columnNames.keys) + Array(options.valueNames.keys)
        where !plain.contains(TableReader.plain(name)) {
            throw .refused(.unknownColumn(name, known: known))
        }
    }

    /// Why a row that holds a payment card's number in any of our columns is not taken; nil for any
    /// other. Columns that nobody knows are not looked at, for nothing of them is kept.
    private func paymentCard(in table: borrowing TableReader) -> String? {
        for column in columns.indices {
            var isCard = isPaymentCard(table[column])
            if layout.columns.indices.contains(column) {
                switch layout.columns[column].content {
                case .names:
                    // The two are one name in the end.
                    let both = "\(String(table[column])) \(String(table[column + 1]))"
                    isCard = isCard || !isPaymentCard(table[column + 1]) && isPaymentCard(both)
                case .uuid:
                    // Now and then one looks like it.
                    isCard = isCard && !isUUID(String(table[column]))
                default: break
                }
            }
            if isCard { return Self.paymentCard(in: columns[column]) }
        }
        for (column, place) in table.repeated where isPaymentCard(table.again(at: place)) {
            return Self.paymentCard(in: columns[column])
        }
        return nil
    }

    private func isUUID(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        return digits.count == 32 && digits.contains { !$0.isASCIIDigit }
            && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private static func paymentCard(in column: String) -> String {
        "the \(column) is a payment card's, or may be: none is ever kept"
    }

    private func isPaymentCard(_ value: borrowing Span<UInt8>) -> Bool {
        // No payment card has fewer digits.
        value.count >= 12 && isPaymentCard(String(value))
    }

    /// Whether a field is a payment card's number as it stands, or as it was before an export.
    private func isPaymentCard(_ text: String) -> Bool {
        guard let isCard = options.isPaymentCard else { return false }
        return isCard(text) || text.utf8.contains(UInt8(ascii: "\\")) && isCard(text.unescaped)
    }

    /// Begins a table; its place. A stream announces it before it names its columns.
    private func begin(
        _ format: ImportFormat, _ name: String, _ table: borrowing TableReader
    ) -> Int {
        layout = format.layout
        columns = format.columns
        notes.format = format
        input.headers.append(.init(format: format, columns: [], unknown: []))
        input.tables.append(StagedTable(format: format, name: name))
        input.files.append(ImportReport.File(file: name, format: format))
        if table.hasColumns { takeColumns(table) }
        return input.tables.count - 1
    }

    /// Notes which columns the table that began last has.
    private func takeColumns(_ table: borrowing TableReader) {
        let (last, format) = (input.tables.count - 1, input.tables[input.tables.count - 1].format)
        for column in table.unknownColumns {
            notes.warn(
                "unknownColumn", line: 1, "the column \"\(column)\" is not known and left out")
        }
        balances.begin(format, table)
        for (column, _) in table.repeated where !PlainColumn.mayRepeat(column, format) {
            notes.warn(
                "repeatedColumn", line: table.line,
                "the column \"\(format.columns[column])\" is there twice, and the first is taken")
        }
        let columns = table.columnsThere(of: format)
        input.headers[input.headers.count - 1] = .init(
            format: format, columns: columns, unknown: table.unknownColumns)
        input.tables[last].columns = layout.plainColumns(columns, options) ?? columns
        guard let key else { return }
        input.tables[last].key = key
        if table.has(PlainColumn.number.rawValue) {
            notes.warn(
                "unusedNumber", line: table.line,
                "the column \"number\" is left out, because the key is the \(key)")
        }
    }
}

extension ImportFile {
    /// What reports call it: its name, without the folder.
    var name: String {
        path == "-"
            ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    }
}
