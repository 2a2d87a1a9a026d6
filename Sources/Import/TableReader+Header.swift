import Identity
import SQLite

/// The first line of a table.
extension TableReader {
    mutating func begin(_ format: ImportFormat) throws(DatabaseError) {
        let first = try reader.next()
        try refuseOtherKinds(format)
        var header: [String] = []
        if case .success(true) = first { header = fields() }
        resolveNames(of: format)
        let required = options.needed(of: format).map { names[$0] ?? $0 }
        let missing = required.filter { !header.contains(Self.plain($0)) }
        if missing.isEmpty {
            try take(header: header, of: format)
            return
        }
        if missing.count < required.count {
            // No row has such a word in it: this is a header, and it lacks what cannot be done
            // without.
            let list = missing.joined(separator: ", ")
            throw .wrongForm(
                path: path,
                reason: "its first line does not name the column \(list): its columns are "
                    + shownTitles())
        }
        if format.layout.headerless.isEmpty, first != .success(false) {
            let list = required.map { "\"\($0)\"" }.joined(separator: ", ")
            throw .wrongForm(
                path: path,
                reason: "its first line must name the columns, "
                    + (required.count == 1 ? "one of them \(list)" : "among them \(list)")
                    + (try hint(required)))
        }
        self.first = first
        layouts = format.layout.headerless.map { layout in
            Places(
                width: layout.count,
                places: format.columns.map { layout.firstIndex(of: $0) ?? -1 })
        }
    }

    /// Refuses a file that is no table of separated values, and says what it is.
    func refuseOtherKinds(_ format: ImportFormat) throws(DatabaseError) {
        guard let what = FileKind(of: reader.head) else { return }
        throw .wrongForm(path: path, reason: what.advice(path, format))
    }

    /// What the first line seems to be, and which option helps; empty where that is not known.
    mutating func hint(_ required: [String]) throws(DatabaseError) -> String {
        let wanted = required.map(Self.plain)
        if reader.count == 1 {
            let line = String(reader[0])
            for (separator, word) in [("\t", "tab"), (";", "semicolon"), (",", "comma")] {
                let parts = line.split(separator: Character(separator)).map { Self.plain("\($0)") }
                if wanted.allSatisfy(parts.contains) {
                    return ": its columns are parted otherwise: say --separator \(word)"
                }
            }
        }
        let titleLine = reader.line
        for _ in 0..<20 {
            guard try reader.next() == .success(true) else { break }
            let header = fields()
            guard wanted.allSatisfy(header.contains) else { continue }
            return ": line \(titleLine) looks like a title, and line \(reader.line) names the "
                + "columns: say --skip-lines \(reader.line - 1)"
        }
        return ""
    }

    /// Whether a title is none, but a number, which may be anybody's and is not shown.
    static func isNumber(_ title: String) -> Bool { title.count(where: \.isNumber) >= 6 }

    /// The titles as errors show them.
    private func shownTitles() -> String {
        titles().map { Self.isNumber($0) ? "(a number)" : $0 }.joined(separator: ", ")
    }

    func titles() -> [String] {
        (0..<reader.count).map { place in
            let title = String(reader[place])
            // A row may stand where a header should, and what follows says what the titles are.
            return options.isPaymentCard?(title) == true ? "(withheld)" : title
        }
    }

    func fields() -> [String] { titles().map(Self.plain) }

    /// Says what the options call the columns of a table, whatever their case.
    mutating func resolveNames(of format: ImportFormat) {
        names = [:]
        for column in format.columns {
            for (ours, theirs) in options.columnNames where Self.plain(ours) == Self.plain(column) {
                names[column] = theirs
            }
        }
    }

    mutating func take(
        header: [String], of format: ImportFormat
    ) throws(DatabaseError) {
        for (ours, theirs) in names.sorted(by: { $0.key < $1.key })
        where !header.contains(Self.plain(theirs)) {
            throw .wrongForm(
                path: path,
                reason:
                    "it has no column \"\(theirs)\", which --map says is \(ours): its columns are "
                    + shownTitles())
        }
        let known = format.columns.map { Self.plain(names[$0] ?? $0) }
        layouts = [
            Places(width: header.count, places: known.map { header.firstIndex(of: $0) ?? -1 })
        ]
        current = 0
        self.format = format
        values = ValueNames(options.valueNames, format.columns.map(Self.plain), Self.plain)
        repeated = header.indices.compactMap { place in
            guard let column = known.firstIndex(of: header[place]),
                header.firstIndex(of: header[place]) != place
            else { return nil }
            return (column, place)
        }
        let inLayouts = format.layout.headerless.joined().map(Self.plain)
        unknownColumns =
            format == .csv
            ? header.filter { !$0.isEmpty && !known.contains($0) }
            : header.filter { !inLayouts.isEmpty && !inLayouts.contains($0) }
    }

    /// Whether the current table has named its columns.
    var hasColumns: Bool { !layouts.isEmpty }

    /// Our names of the columns that the current table has.
    func columnsThere(of format: ImportFormat) -> [String] {
        guard let layout = layouts.first else { return [] }
        return format.columns.indices.filter { layout.places[$0] >= 0 }.map { format.columns[$0] }
    }
}
