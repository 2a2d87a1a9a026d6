import Identity
import SQLite

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
    enum Target: Sendable, Equatable {
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

        /// Whether it gives the customer's number.
        var isNumber: Bool {
            targets.contains { if case .number = $0 { true } else { $0 == .plain(.number) } }
        }

        /// Whether it gives a number, a card or a telephone.
        var isNumeric: Bool {
            isNumber
                || targets.contains {
                    guard case .plain(let plain) = $0 else { return $0 == .card }
                    return PlainColumn.isNumeric(plain.rawValue)
                }
        }
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
    let isPlain: Bool
    let hasTargets: Bool
    /// What the plain columns hold where no column says otherwise.
    let defaults: [PlainColumn: String]

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

    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    // MARK: Reading

    /// Checks the current row and stages it; the reason when it is not taken.
    func stage(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions,
        _ notes: inout ImportNotes
    ) -> String? {
        if hasTargets { return stagePlain(table, &rows, options, &notes) }
        rows.begin(key: 0, line: table.line)
        var place = 0
        var key: UInt64?
        var first = 0
        if isPlain {
            switch options.contact(of: table) {
            case .success(let contact)?:
                let text = Array(contact.utf8)
                rows.add(text.span)
                key = StagedRows.key(of: text.span)
                first = 1
            case .failure(let fault)?:
                rows.removeLast()
                return fault.reason
            case nil: break
            }
        }
        for index in columns.indices.dropFirst(first) {
            let fault = add(
                index, of: table, to: &rows, &place, &key, options, &notes)
            guard let fault else { continue }
            rows.removeLast()
            return fault
        }
        rows.endRow(key: key ?? StagedRows.key(of: table[0]), place: place)
        guard isPlain else { return nil }
        if let fault = PlainColumn.refuseLast(of: &rows, isByContact: first == 1) { return fault }
        return stageRepeated(table, &rows, place, isByContact: first == 1)
    }

    /// Stages what stands in columns that are there again: telephones and identifiers of the row
    /// that was staged last.
    func stageRepeated(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ place: Int, isByContact: Bool
    ) -> String? {
        for (index, again) in table.repeated where PlainColumn.mayRepeat(index, .csv) {
            let text = table.again(at: again)
            guard !text.isEmpty, let column = PlainColumn(rawValue: index),
                let head = rows.rows.last
            else { continue }
            var row = PlainRow()
            row.shopper = place
            row[column] = text
            for own in PlainColumn.ofCards + [.number] { row[own] = String(rows[head, own]) }
            let fault = row.stage(into: &rows, line: table.line, isByContact: isByContact)
            if let fault { return fault }
        }
        return nil
    }

    func add(
        _ index: Int, of table: borrowing TableReader, to rows: inout StagedRows,
        _ place: inout Int, _ key: inout UInt64?, _ options: ImportOptions,
        _ notes: inout ImportNotes
    ) -> String? {
        let text = table[index]
        if isPlain, PlainColumn.isNumeric(index), text.isScientific {
            let fault = Self.scientific(columns[index].name)
            if index == PlainColumn.number.rawValue { return fault }
            notes.reject(line: table.line, fault)
            rows.add("")
            return nil
        }
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
        case .date:
            if !text.isEmpty, CalendarDate(iso8601: text)?.year ?? 0 <= 1900 {
                rows.add(day(String(text), columns[index], table.line, &notes))
                return nil
            }
        case .uuid:
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

    struct Fault: Error { var reason: String }

    /// A text as it is staged.
    func converted(_ text: String, _ column: Column) -> Result<String, Fault> {
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
