import Directory
import Identity
import SQLite

/// The columns of the plain form, in the order of a staged row's fields. `README.md` says what they
/// hold.
enum PlainColumn: Int, CaseIterable {
    case number, name, first, last, kind, status, since, membership, shopper
    case street, city, state, zip, country, email, phone, phone2, phone3, phone4, phone5
    /// Whether the row's shopper may shop, and in which period.
    case active, from, to
    case sourceKey, joined, withdrew, activeInPOS, activeInPOSSticky
    /// Of the row's identifiers.
    case cardStatus, cardFrom, cardTo, issued
    case barcode, card, magstripe, smartcard, tag, key, external

    static let phones: [PlainColumn] = [.phone, .phone2, .phone3, .phone4, .phone5]
    static let dates: [PlainColumn] = [
        .since, .from, .to, .joined, .withdrew, .cardFrom, .cardTo, .issued,
    ]
    /// What is said of the row's identifiers.
    static let ofCards: [PlainColumn] = [.cardStatus, .cardFrom, .cardTo, .issued]
    static let address: [PlainColumn] = [.street, .city, .state, .zip, .email]
    private static let flags: [PlainColumn] = [.active, .activeInPOS, .activeInPOSSticky]

    /// Columns that hold an identifier.
    static let identifiers: [(column: PlainColumn, kind: IdentifierKind)] = [
        (.barcode, .barcodeCard), (.card, .barcodeCard), (.magstripe, .magneticCard),
        (.smartcard, .smartCard), (.tag, .contactlessTag), (.key, .electronicKey),
        (.external, .external),
    ]

    /// The column that holds an identifier of this kind; nil where the plain form has none.
    static func holding(_ kind: IdentifierKind) -> PlainColumn? {
        identifiers.first { $0.kind == kind }?.column
    }

    /// Whether a column holds the customer's number, an identifier or a telephone.
    static func isNumeric(_ index: Int) -> Bool {
        guard let column = PlainColumn(rawValue: index) else { return false }
        return column == .number || phones.contains(column)
            || identifiers.contains { $0.column == column }
    }

    /// Whether a file may have a column again, and mean another telephone or identifier.
    static func mayRepeat(_ index: Int, _ format: ImportFormat) -> Bool {
        format == .csv && index != PlainColumn.number.rawValue && isNumeric(index)
    }

    /// Takes away the row that was staged last where it is not taken; why that is.
    /// - Parameter isByContact: In the place of the number stands a telephone or an e-mail.
    static func refuseLast(of rows: inout StagedRows, isByContact: Bool = false) -> String? {
        guard let row = rows.rows.last, let fault = fault(row, rows, isByContact) else {
            return nil
        }
        rows.removeLast()
        return fault
    }

    /// Why a staged row is not taken; nil when it is.
    private static func fault(
        _ row: StagedRows.Row, _ rows: borrowing StagedRows, _ isByContact: Bool
    ) -> String? {
        guard isByContact || (1...32).contains(rows[row, .number].count) else {
            return "the number must be 1-32 bytes long"
        }
        guard rows[row, .name].count <= 128,
            rows[row, .first].count + rows[row, .last].count + 1 <= 128
        else { return "the name is longer than 128 bytes" }
        if !rows[row, .kind].isEmpty, CustomerKind(rawValue: String(rows[row, .kind])) == nil {
            return "the kind is none of \(words(of: CustomerKind.self))"
        }
        if !rows[row, .status].isEmpty, CustomerStatus(rawValue: String(rows[row, .status])) == nil
        {
            return "the status is none of \(words(of: CustomerStatus.self))"
        }
        if !rows[row, .cardStatus].isEmpty,
            IdentifierStatus(word: String(rows[row, .cardStatus])) == nil
        {
            return "the status of the card is none of \(IdentifierStatus.words)"
        }
        for (start, end) in [(PlainColumn.from, PlainColumn.to), (.cardFrom, .cardTo)] {
            if let first = CalendarDate(iso8601: rows[row, start]),
                let last = CalendarDate(iso8601: rows[row, end]), last < first
            {
                return "\"\(end)\" is before \"\(start)\""
            }
        }
        for column in flags
        where !rows[row, column].isEmpty && flag(rows[row, column]) == nil {
            return "\"\(column)\" is neither yes nor no"
        }
        for (column, _) in identifiers where rows[row, column].count > 128 {
            return "the identifier in \"\(column)\" is longer than 128 bytes"
        }
        return nil
    }

    /// Yes or no, as the systems we know write it; nil for anything else, also for nothing.
    static func flag(_ text: borrowing Span<UInt8>) -> Bool? {
        // Most rows say nothing, and a string of nothing costs as much as any other.
        if text.isEmpty { return nil }
        return switch String(text).lowercased() {
        case "1", "yes", "y", "true", "t": true
        case "0", "no", "n", "false", "f": false
        default: nil
        }
    }

    /// MySQL's client writes a bit as the byte 1.
    static func isTrue(_ text: borrowing Span<UInt8>) -> Bool {
        flag(text) ?? (text.count == 1 && text[0] == 1)
    }

    private static func words<Word: CaseIterable & RawRepresentable>(of: Word.Type) -> String
    where Word.RawValue == String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension Span<UInt8> {
    /// Whether it is a number such as `4.01229E+11`, of which a spreadsheet kept the first digits
    /// only. Without a sign it may be a tag's hexadecimal number.
    var isScientific: Bool {
        var index = 0
        while index < count, self[index].isASCIIDigit { index += 1 }
        guard index > 0 else { return false }
        if index < count, self[index] == 0x2E || self[index] == 0x2C {
            index += 1
            while index < count, self[index].isASCIIDigit { index += 1 }
        }
        guard index + 2 < count, self[index] & 0xDF == 0x45, self[index + 1] == 0x2B else {
            return false
        }
        return extracting(index + 2..<count).isAllDigits
    }
}

extension StagedRows {
    /// A field of a row in the plain form.
    subscript(row: Row, column: PlainColumn) -> Span<UInt8> {
        @_lifetime(borrow self)
        get { self[row, column.rawValue] }
    }
}

/// A row of another system's table, as the plain form has it.
struct PlainRow {
    private var fields = [String](repeating: "", count: PlainColumn.allCases.count)
    /// The shopper's number; 0 where the row describes the account.
    var shopper = 0

    subscript(column: PlainColumn) -> String {
        get { fields[column.rawValue] }
        set { fields[column.rawValue] = newValue }
    }

    /// Checks the row and stages it; the reason when it is not taken.
    func stage(
        into rows: inout StagedRows, line: Int, file: Int = 0, isByContact: Bool = false
    ) -> String? {
        let number = Array(self[.number].utf8)
        rows.begin(
            key: StagedRows.key(of: number.span), place: shopper, line: line, file: file)
        for field in fields {
            let bytes = Array(field.utf8)
            rows.add(bytes.span)
        }
        return PlainColumn.refuseLast(of: &rows, isByContact: isByContact)
    }
}
