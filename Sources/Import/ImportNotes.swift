import SQLite

/// Collects what an import has to say about rows: rejections and warnings.
struct ImportNotes: Codable {
    private(set) var rejected: [ImportReport.Rejection] = []
    private(set) var rejectedCount = 0
    private(set) var warnings: [ImportReport.Warning] = []
    /// The file in work, without its folder.
    var file = ""

    private static let maxLines = 10

    mutating func reject(line: Int, _ reason: String) {
        rejectedCount += 1
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
