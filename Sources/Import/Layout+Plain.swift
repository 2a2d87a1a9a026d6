import Identity
import SQLite

/// Rows of other tables in the plain form.
extension Layout {
    static func scientific(_ column: String) -> String {
        "the number in \"\(column)\" is in scientific notation, as a spreadsheet writes it: make the "
            + "column text there, and export again"
    }

    /// A date as ISO 8601 writes it. One that cannot be read costs the date, not the row.
    func day(
        _ text: String, _ column: Column, _ line: Int, _ notes: inout ImportNotes
    ) -> String {
        guard case .date(let isNot) = column.content else { return text }
        if let date = ForeignDate.iso8601(text) { return date }
        notes.warn(
            "badDate", line: line, "the date in \"\(column.name)\" is \(isNot), and left out")
        return ""
    }

    func stagePlain(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions,
        _ notes: inout ImportNotes
    ) -> String? {
        var row = PlainRow()
        for (column, word) in defaults where says(column, in: table) { row[column] = word }
        for (index, column) in columns.enumerated() {
            var text = String(table[index])
            switch column.content {
            case .mark(let word):
                guard let flag = PlainColumn.flag(table[index]) ?? (text.isEmpty ? false : nil)
                else { return "\(column.name) is neither 1 nor 0" }
                text = flag ? word : ""
            case .unmark(let word):
                text = text.isEmpty || PlainColumn.isTrue(table[index]) ? "" : word
            case .checked(let check):
                if let fault = check(table[index], &row.shopper) {
                    return "\(column.name) \(fault)"
                }
            case .date: text = day(text, column, table.line, &notes)
            default:
                switch converted(text, column) {
                case .success(let found): text = found
                case .failure(let fault): return fault.reason
                }
            }
            if column.isNumeric, table[index].isScientific {
                let fault = Self.scientific(column.name)
                if column.isNumber { return fault }
                notes.reject(line: table.line, fault)
                continue
            }
            for target in column.targets {
                switch target {
                case .plain(let plain):
                    if text.isEmpty { continue }
                    // A street of two columns has two lines.
                    let isSecond = plain == .street && !row[plain].isEmpty
                    row[plain] = isSecond ? row[plain] + "\n" + text : text
                case .card:
                    guard let card = PlainColumn.holding(options.cardKind) else {
                        return "cards of the kind \(options.cardKind.rawValue) are not imported"
                    }
                    row[card] = text
                case .number(let key): if options.key == key { row[.number] = text }
                }
            }
        }
        return row.stage(into: &rows, line: table.line)
    }

    /// Whether a column of the table gives this plain column.
    func says(_ plain: PlainColumn, in table: borrowing TableReader) -> Bool {
        for (index, column) in columns.enumerated() where table.has(index) {
            for case .plain(let target) in column.targets where target == plain { return true }
        }
        return false
    }

    /// The plain columns that a table of these columns gives; nil where it is staged otherwise.
    func plainColumns(_ names: [String], _ options: ImportOptions) -> [String]? {
        guard hasTargets else { return nil }
        var given: [PlainColumn] = []
        for column in columns where names.contains(column.name) {
            for target in column.targets {
                switch target {
                case .plain(let plain): given.append(plain)
                case .card:
                    if let card = PlainColumn.holding(options.cardKind) { given.append(card) }
                case .number: given.append(.number)
                }
            }
        }
        return given.map { "\($0)" }
    }
}
