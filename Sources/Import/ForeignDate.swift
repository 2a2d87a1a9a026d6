import Identity
import SQLite

/// Dates as other systems write them.
enum ForeignDate {
    /// As ISO 8601 writes it; empty for nothing and for the dates that mean none; nil for what is
    /// no date.
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
