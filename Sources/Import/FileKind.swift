/// What a file is that is no table of separated values, by its first bytes.
enum FileKind: CaseIterable {
    case spreadsheet, oldSpreadsheet, sql, webPage, json, sqlite, gzip, pdf

    /// Nil for what may be a table.
    init?(of head: [UInt8]) {
        let text = String(decoding: head, as: UTF8.self).drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        let found = Self.allCases.first { kind in
            kind.magic.contains { head.starts(with: $0) }
                || kind.words.contains { text.prefix($0.count).uppercased() == $0 }
        }
        guard let found else { return nil }
        self = found
    }

    /// How the file itself begins.
    private var magic: [[UInt8]] {
        switch self {
        case .spreadsheet: [[0x50, 0x4B, 0x03, 0x04]]
        case .oldSpreadsheet: [[0xD0, 0xCF, 0x11, 0xE0]]
        case .gzip: [[0x1F, 0x8B]]
        default: []
        }
    }

    /// How its text begins, in capitals.
    private var words: [String] {
        switch self {
        case .sql:
            [
                "-- MYSQL DUMP", "-- MARIADB DUMP", "-- PHPMYADMIN SQL DUMP", "-- ADMINER", "/*M!",
                "/*!", "CREATE TABLE ", "INSERT INTO ",
                "DROP TABLE ",
            ]
        case .webPage: ["<"]
        case .json: ["{", "["]
        case .sqlite: ["SQLITE FORMAT 3"]
        case .pdf: ["%PDF-"]
        default: []
        }
    }

    /// What to do about it, for the file at a path that was to be a table.
    func advice(_ path: String, _ format: ImportFormat) -> String {
        let file = path == "-" ? "FILE" : path
        switch self {
        case .spreadsheet, .oldSpreadsheet:
            let what =
                self == .spreadsheet ? "a spreadsheet (.xlsx, .ods)" : "an old spreadsheet (.xls)"
            return "it is \(what): save it as CSV, or run "
                + "`libreoffice --headless --convert-to csv \(file)`, and import that"
        case .sql:
            if format.family == .corePOS {
                return "it is SQL that makes tables, as mysqldump writes it: use `laneid directory "
                    + "import queries | mysql --batch DATABASE | laneid directory import -`"
            }
            return "it is SQL that makes tables, as mysqldump writes it: use `mysql --batch -e "
                + "'SELECT * FROM TABLE' DATABASE > FILE.tsv`, and import that with --format csv"
        case .webPage:
            return "it is a web page or XML: the export may have asked for a login; export again"
        case .json:
            return "it is JSON: make CSV of it, for one `jq -r '.[] | [.number, .name] | @csv'`, "
                + "with a first line that names the columns"
        case .sqlite:
            return "it is a SQLite database: use `sqlite3 -header -csv \(file) "
                + "'SELECT * FROM TABLE' > FILE.csv`, and import that"
        case .gzip: return "it is compressed: use `gunzip \(file)`, and import what that makes"
        case .pdf: return "it is a PDF: export the table as CSV, and import that"
        }
    }
}
