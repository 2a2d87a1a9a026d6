import SQLite

/// Collects what an import has to say about rows: rejections and warnings.
struct ImportNotes: Codable {
    private(set) var rejected: [ImportReport.Rejection] = []
    private(set) var rejectedCount = 0
    private(set) var warnings: [ImportReport.Warning] = []
    /// The file in work, without its folder.
    var file = "" {
        didSet { if file != oldValue { format = nil } }
    }
    /// The table in work, where a file may hold several.
    var format: ImportFormat?
    private var counts: [Place] = []

    /// How many rows of a table were rejected.
    private struct Place: Codable {
        var file: String
        var format: ImportFormat?
        var count: Int
    }

    /// Puts the numbers of rejected rows into a report's files.
    func count(into files: inout [ImportReport.File]) {
        for index in files.indices { files[index].rejected = 0 }
        for place in counts {
            let own = files.firstIndex { $0.file == place.file && $0.format == place.format }
            guard let index = own ?? files.firstIndex(where: { $0.file == place.file }) else {
                continue
            }
            files[index].rejected += place.count
        }
    }

    private static let maxLines = 10

    mutating func reject(line: Int, _ reason: String) {
        rejectedCount += 1
        if let index = counts.firstIndex(where: { $0.file == file && $0.format == format }) {
            counts[index].count += 1
        } else {
            counts.append(Place(file: file, format: format, count: 1))
        }
        guard rejected.count < ImportReport.maxListed else { return }
        rejected.append(.init(file: file, line: line, reason: reason))
    }

    /// Notes something about a row. Equal texts of one file are counted together.
    mutating func warn(_ code: String, line: Int, _ text: String) {
        for index in warnings.indices.reversed()
        where warnings[index].code == code && warnings[index].text == text
            && warnings[index].file == file
        {
            warnings[index].count += 1
            if warnings[index].lines.count < Self.maxLines { warnings[index].lines.append(line) }
            return
        }
        guard warnings.count < ImportReport.maxListed else { return }
        warnings.append(.init(code: code, text: text, file: file, count: 1, lines: [line]))
    }
}
