import Identity

/// How a table is laid out: a table of its columns, by which one small reader stages the rows of
/// all tables.
struct Layout: Sendable {
    /// What a column holds.
    enum Content: Sendable {
        case text
        /// CORE-POS's member number, which is staged without the zeros before it and gives the row
        /// its key.
        case member
        /// A barcode card's number, which is staged as 13 digits and then as it is written.
        case upc
        /// Staged as 32 small letters and digits.
        case uuid
        /// Staged as ISO 8601 writes it; otherwise the date "is …".
        case date(String)
        /// The first of two columns of names, which have at most 128 bytes together.
        case names
        /// Why a text is not taken. The check may set the place of the row among those of its
        /// customer.
        case checked(@Sendable (borrowing Span<UInt8>, inout Int) -> String?)
        /// A flag that gives the plain column this word where it is set.
        case mark(String)
        /// A flag that gives the plain column this word where it is not set.
        case unmark(String)
    }

    /// Where a column goes in the plain form, and the word by which a layout says so.
    enum Target: Sendable {
        case plain(PlainColumn)
        /// `@card`: into the column of the kind of card that the options say.
        case card
        /// `@number`, `@id`: into the number, where the options choose this key.
        case number(CustomerKey)

        init?(_ word: Substring) {
            if let column = PlainColumn.allCases.first(where: { "\($0)" == word }) {
                self = .plain(column)
            } else if word == "@card" {
                self = .card
            } else {
                guard let key = CustomerKey(rawValue: String(word.dropFirst())) else { return nil }
                self = .number(key)
            }
        }
    }

    struct Column: Sendable {
        var name: String
        var content: Content
        var targets: [Target]
    }

    /// Those that are read, in the order of a staged row's fields.
    var columns: [Column]
    /// The columns without which nothing can be imported.
    var needed: [String]
    /// Orders of columns by which a file without a header is read.
    var headerless: [[String]]
    /// The columns that hold numbers of cards, or what becomes a customer's number.
    var cards: [Int]
    /// In which order tables of one set are applied: what others refer to comes first.
    var order: Int
    /// Whether rows are staged in the plain form: by `targets`, or as they are.
    private let isPlain: Bool
    private let hasTargets: Bool
    /// What the plain columns hold where no column says otherwise.
    private let defaults: [PlainColumn: String]

    /// Columns are parted by blanks; `name>target,target` says where one goes in the plain form.
    init(
        _ columns: String, needed: String, _ contents: [String: Content] = [:],
        defaults: [PlainColumn: String] = [:], headerless: [String] = [], cards: String = "",
        order: Int = 1, isPlain: Bool = false
    ) {
        self.columns = Self.words(columns).map { word in
            let parts = word.split(separator: ">")
            let name = String(parts[0])
            let targets = parts.dropFirst().flatMap { $0.split(separator: ",") }
            return Column(
                name: name, content: contents[name] ?? .text,
                targets: targets.compactMap(Target.init))
        }
        self.needed = Self.words(needed)
        self.headerless = headerless.map(Self.words)
        let names = self.columns.map(\.name)
        self.cards = Self.words(cards).compactMap(names.firstIndex)
        self.order = order
        self.isPlain = isPlain
        self.defaults = defaults
        hasTargets = columns.contains(">")
    }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    // MARK: Reading

    /// Checks the current row and stages it; the reason when it is not taken.
    func stage(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions
    ) -> String? {
        if hasTargets { return stagePlain(table, &rows, options) }
        rows.begin(key: 0, line: table.line)
        var place = 0
        var key: UInt64?
        for index in columns.indices {
            let fault = add(index, of: table, to: &rows, &place, &key, options)
            guard let fault else { continue }
            rows.removeLast()
            return fault
        }
        rows.endRow(key: key ?? StagedRows.key(of: table[0]), place: place)
        return isPlain ? PlainColumn.refuseLast(of: &rows) : nil
    }

    private func add(
        _ index: Int, of table: borrowing TableReader, to rows: inout StagedRows,
        _ place: inout Int, _ key: inout UInt64?, _ options: ImportOptions
    ) -> String? {
        let text = table[index]
        switch columns[index].content {
        case .mark, .unmark: break
        case .member:
            guard let digits = CoreNumber.member(text) else { return CoreNumber.notANumber }
            let number = text.extracting(digits)
            key = StagedRows.key(of: number)
            rows.add(number)
            return nil
        case .upc:
            guard text.isAllDigits else {
                return "the card's number has something else than digits"
            }
            switch CardNumber.thirteen(text, hasCheckDigit: options.cardsHaveCheckDigit) {
            case .success(let value): rows.add(value.span)
            case .failure(.wrongLength):
                return "the card's number has more than 13 digits, or only zeros"
            case .failure(.wrongCheckDigit): return "the card's check digit is wrong"
            }
        case .names:
            if text.count + table[index + 1].count + 1 > 128 {
                return "the name is longer than 128 bytes"
            }
        case .checked(let check):
            if let fault = check(text, &place) { return fault }
        case .text where isPlain && text.mayBeExported:
            rows.add(Self.asBeforeExport(String(text), mayHaveEscapes: !cards.contains(index)))
            return nil
        case .text: break
        case .uuid, .date:
            switch converted(String(text), columns[index]) {
            case .success(let text): rows.add(text)
            case .failure(let fault): return fault.reason
            }
            return nil
        }
        rows.add(text)
        return nil
    }

    /// A field as it was before `laneid directory export` wrote it: that puts an apostrophe before
    /// what a spreadsheet would take for a formula, and escapes what a terminal obeys. Numbers of
    /// cards have no escapes, because the guard for payment cards looked at the field as it stands.
    private static func asBeforeExport(_ text: String, mayHaveEscapes: Bool) -> String {
        let plain = mayHaveEscapes ? text.unescaped : text
        let first = plain.drop { $0 == "'" }.first
        let isFormula = plain.first == "'" && first.map { "=+-@\t\r".contains($0) } == true
        return isFormula ? String(plain.dropFirst()) : plain
    }

    private func stagePlain(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions
    ) -> String? {
        var row = PlainRow()
        for (column, word) in defaults { row[column] = word }
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
            default:
                switch converted(text, column) {
                case .success(let found): text = found
                case .failure(let fault): return fault.reason
                }
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

    private struct Fault: Error { var reason: String }

    /// A text as it is staged.
    private func converted(_ text: String, _ column: Column) -> Result<String, Fault> {
        switch column.content {
        case .uuid:
            let plain = text.lowercased().filter { $0 != "-" }
            let isHex = plain.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
            }
            guard text.isEmpty || plain.utf8.count == 32 && isHex else {
                return .failure(
                    Fault(reason: "\(column.name) is no UUID of 32 hexadecimal digits"))
            }
            return .success(plain)
        case .date(let isNot):
            guard let date = ForeignDate.iso8601(text) else {
                return .failure(Fault(reason: "the date in \(column.name) is \(isNot)"))
            }
            return .success(date)
        default: return .success(text)
        }
    }
}

extension Span<UInt8> {
    /// Whether the field may have been written otherwise than it was.
    fileprivate var mayBeExported: Bool {
        guard !isEmpty else { return false }
        if self[0] == UInt8(ascii: "'") { return true }
        for index in indices where self[index] == UInt8(ascii: "\\") { return true }
        return false
    }
}
