public import Directory
import Identity
public import SQLite

/// What an import would do with one row. Values are not shown, because they may be anything.
public struct PlannedRow: Sendable, Equatable, Codable {
    public var line: Int
    /// The customer's; nil for a row that is not taken.
    public var number: String?
    /// What would become of the customer, such as `customer created`, `phone changed`; empty where
    /// all is as it is.
    public var effects: [String]
    /// Why the row is not taken.
    public var rejected: String?
}

extension CustomerDirectory {
    /// What importing the first rows of a file would do. The directory is not changed.
    public func plan(
        _ file: ImportFile, source: String, options: ImportOptions, rows: Int
    ) throws(DatabaseError) -> [PlannedRow] {
        var dry = options
        dry.isDryRun = true
        dry.maxRows = rows
        dry.deletesMissing = false
        dry.limits = ImportLimits()
        let input = try ImportReader(dry, progress: nil).read([file])
        var differences: [String: [String]] = [:]
        let log = DifferenceLog { difference throws(DatabaseError) in
            let word = difference.field.isEmpty ? difference.part : difference.field
            let what = difference.kind == .customer || difference.kind == .identifier
            let text =
                difference.kind.rawValue + (what && !word.isEmpty ? " \(word)" : "")
                + " \(difference.effect.rawValue)"
            if differences[difference.number]?.contains(text) != true {
                differences[difference.number, default: []].append(text)
            }
        }
        let database = try database()
        endBurst()
        let importer = try Importer(
            database, source: source, options: dry, today: today, log: log, progress: nil)
        let report = try importer.run(input)
        var planned = report.rejected.map {
            PlannedRow(line: $0.line, number: nil, effects: [], rejected: $0.reason)
        }
        for table in importer.tables where table.format != .balances {
            for row in table.rows.rows where !planned.contains(where: { $0.line == row.line }) {
                let number = String(table.rows[row, 0])
                // A shopper's own identifier is noted with the shopper's number.
                let own = differences[number] ?? []
                let further = differences.filter { $0.key.hasPrefix("\(number) (") }
                    .sorted { $0.key < $1.key }.flatMap(\.value)
                planned.append(
                    PlannedRow(line: row.line, number: number, effects: own + further))
            }
        }
        return planned.sorted { $0.line < $1.line }
    }
}
