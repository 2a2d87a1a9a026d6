import Directory
import Identity
import SQLite

/// r_keeper's cards: `CARDCODE, HOLDER, FOLDER1-3, OFFERED, EXPIRED, BIRTHDAY, DELETED, LOCKED, SEIZE, TEL1, TEL2,
/// EMAIL, ADDRESS`. A card is a customer of its own, whose number is the card's. What happened to the card is the
/// card's state: a deleted or locked one is blocked, one to be seized is retained, and it expires on its day.
enum RKeeperImport {
    static let columns = [
        "CARDCODE", "HOLDER", "OFFERED", "EXPIRED", "DELETED", "LOCKED", "SEIZE", "TEL1", "TEL2",
        "EMAIL", "ADDRESS",
    ]

    static func stage(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions
    ) -> String? {
        guard let card = PlainColumn.holding(options.cardKind) else {
            return "cards of the kind \(options.cardKind.rawValue) are not imported"
        }
        var row = PlainRow()
        row[.number] = String(table[0])
        row[card] = row[.number]
        row[.name] = String(table[1])
        for (index, column) in [(2, PlainColumn.issued), (3, .cardTo)] {
            guard let date = ForeignDate.iso8601(String(table[index])) else {
                return
                    "the date in \(columns[index]) is neither like 2027-05-14 nor like 14.05.2027"
            }
            row[column] = date
        }
        var marks: [Bool] = []
        for index in 4...6 {
            guard table[index].isEmpty || PlainColumn.flag(table[index]) != nil else {
                return "\(columns[index]) is neither 1 nor 0"
            }
            marks.append(PlainColumn.flag(table[index]) ?? false)
        }
        row[.cardStatus] = marks[2] ? "retain" : marks[0] || marks[1] ? "blocked" : "active"
        row[.phone] = String(table[7])
        row[.phone2] = String(table[8])
        row[.email] = String(table[9])
        row[.street] = String(table[10])
        return row.stage(into: &rows, line: table.line)
    }
}

/// Dates as other systems write them.
enum ForeignDate {
    /// As ISO 8601 writes it; empty for nothing and for the dates that mean none; nil for what is no date.
    static func iso8601(_ text: String) -> String? {
        let date =
            text.split(whereSeparator: { $0 == " " || $0 == "T" }).first.map(String.init) ?? ""
        if date.isEmpty || date == "0000-00-00" || date == "0" { return "" }
        var parts = date.split(separator: "-").map(String.init)
        if parts.count == 1 { parts = date.split(separator: ".").reversed().map(String.init) }
        guard parts.count == 3, parts[0].utf8.count == 4 else { return nil }
        let padded = parts.map { $0.utf8.count == 1 ? "0" + $0 : $0 }.joined(separator: "-")
        let bytes = Array(padded.utf8)
        guard let found = CalendarDate(iso8601: bytes.span) else { return nil }
        return found.year > 1900 ? padded : ""
    }
}
