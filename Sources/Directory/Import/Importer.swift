import Identity

/// One import under way: files read and checked first, then compared and applied in one transaction. One owner.
final class Importer {
    let database: Database
    let options: ImportOptions
    var report: ImportReport
    var notes = ImportNotes()
    /// The source's key in the directory, once the transaction is open.
    private(set) var source: Int64 = 0
    /// Whether a file listed the source's customers, and of which kinds files listed its identifiers: of these,
    /// what is not in the files is missing.
    var hasAccounts = false
    var identifierKinds: Set<IdentifierKind> = []
    private let tell: ((ImportProgress) -> Void)?
    private var progress: ImportProgress
    private let findCustomer: Statement

    init(
        _ database: Database, source: String, options: ImportOptions,
        progress: ((ImportProgress) -> Void)?
    ) throws(DirectoryError) {
        self.database = database
        self.options = options
        report = ImportReport(source: source)
        report.isDryRun = options.isDryRun
        tell = progress
        self.progress = ImportProgress(
            phase: .reading, file: "", rows: 0, bytesDone: 0, bytesTotal: 0)
        findCustomer = try database.prepare(
            "SELECT id FROM customer WHERE number = ?1", longLived: true)
    }

    /// A file that was read.
    private struct Staged {
        var format: ImportFormat
        var name: String
        var rows: StagedRows
    }

    /// Imports the files, all or none.
    func run(_ files: [(format: ImportFormat, path: String)]) throws(DirectoryError) -> ImportReport
    {
        for file in files { progress.bytesTotal += try InputFile(path: file.path).size }
        var staged: [Staged] = []
        for file in files.sorted(by: { $0.format.order < $1.format.order }) {
            let name = Self.name(of: file.path)
            notes.file = name
            progress.file = name
            let rows = try read(file.format, file.path, name)
            staged.append(Staged(format: file.format, name: name, rows: rows))
        }
        progress.phase = .applying
        progress.rows = 0
        try database.run("BEGIN IMMEDIATE")
        do throws(DirectoryError) {
            try apply(staged)
            try database.run(options.isDryRun ? "ROLLBACK" : "COMMIT")
        } catch {
            database.rollBack()
            throw error
        }
        database.checkpoint()
        report.rejected = notes.rejected
        report.rejectedCount = notes.rejectedCount
        report.warnings = notes.warnings
        return report
    }

    /// The key of the customer of a number; nil when there is none.
    func customer(_ number: borrowing Span<UInt8>) throws(DirectoryError) -> Int64? {
        defer { findCustomer.reset() }
        findCustomer.bind(1, text: number)
        return try findCustomer.step() ? findCustomer.integer(0) : nil
    }

    /// Counts a row that was applied, and tells how far the import is every now and then.
    func count() {
        progress.rows += 1
        if progress.rows % 4096 == 0 { tell?(progress) }
    }

    func finishing() {
        progress.phase = .finishing
        tell?(progress)
    }

    private func apply(_ staged: [Staged]) throws(DirectoryError) {
        source = try sourceKey(
            kind: staged.allSatisfy { $0.format == .csv } ? "csv" : "core-pos")
        for file in staged {
            notes.file = file.name
            progress.file = file.name
            switch file.format {
            case .custdata: try CustdataImport.apply(file.rows, self)
            case .memberCards: try MemberCardsImport.apply(file.rows, self)
            case .meminfo: try MeminfoImport.apply(file.rows, self)
            case .memtype: try MemtypeImport.apply(file.rows, self)
            case .suspensions: try SuspensionsImport.apply(file.rows, self)
            case .csv: try PlainImport.apply(file.rows, self)
            }
        }
        try countMissing()
        let run = try database.prepare("UPDATE source SET last_run = unixepoch() WHERE id = ?1")
        run.bind(1, source)
        try run.run()
    }

    /// Counts what the source once had and no longer has.
    private func countMissing() throws(DirectoryError) {
        if hasAccounts {
            let all = try database.integer(
                "SELECT count(*) FROM customer WHERE source_id = \(source)")
            report.customers.missing = max(0, Int(all ?? 0) - report.customers.seen)
        }
        if !identifierKinds.isEmpty {
            let kinds = identifierKinds.map { String($0.code) }.joined(separator: ", ")
            let all = try database.integer(
                "SELECT count(*) FROM identifier WHERE kind IN (\(kinds)) AND source_id = \(source)"
            )
            report.identifiers.missing = max(0, Int(all ?? 0) - report.identifiers.seen)
        }
    }

    /// The source of this name, which is made when it is new.
    private func sourceKey(kind: String) throws(DirectoryError) -> Int64 {
        let put = try database.prepare(
            """
            INSERT INTO source (name, kind) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET kind = kind RETURNING id
            """)
        put.bind(1, report.source)
        put.bind(2, kind)
        guard try put.step() else { throw .constraint(rule: "a source without a key") }
        let key = put.integer(0)
        put.reset()
        return key
    }

    /// Reads one file and keeps its good rows.
    private func read(
        _ format: ImportFormat, _ path: String, _ name: String
    ) throws(DirectoryError) -> StagedRows {
        var table = try TableReader(
            path: path, format: format, columns: format.columns, encoding: options.encoding)
        var rows = StagedRows()
        var file = ImportReport.File(file: name, format: format)
        let rejectedBefore = notes.rejectedCount
        let bytesBefore = progress.bytesDone
        for column in table.unknownColumns {
            notes.warn(
                "unknownColumn", line: 1, "the column \"\(column)\" is not known and left out")
        }
        reading: while true {
            switch try table.next() {
            case .end: break reading
            case .rejected(let reason): notes.reject(line: table.line, reason)
            case .good:
                if let reason = stage(format, table, &rows) {
                    notes.reject(line: table.line, reason)
                }
            }
            file.rows += 1
            progress.rows += 1
            if progress.rows % 4096 == 0 {
                progress.bytesDone = bytesBefore + table.bytesDone
                tell?(progress)
            }
        }
        progress.bytesDone = bytesBefore + table.bytesDone
        tell?(progress)
        rows.sort()
        file.rejected = notes.rejectedCount - rejectedBefore
        report.files.append(file)
        return rows
    }

    /// Checks the current row and stages it; the reason when it is not taken.
    private func stage(
        _ format: ImportFormat, _ table: borrowing TableReader, _ rows: inout StagedRows
    ) -> String? {
        switch format {
        case .custdata: CustdataImport.stage(table, &rows)
        case .memberCards: MemberCardsImport.stage(table, &rows, options)
        case .meminfo: MeminfoImport.stage(table, &rows)
        case .memtype: MemtypeImport.stage(table, &rows)
        case .suspensions: SuspensionsImport.stage(table, &rows)
        case .csv: PlainImport.stage(table, &rows)
        }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension ImportFormat {
    /// The columns that are read, in the order of their indices.
    fileprivate var columns: [String] {
        switch self {
        case .custdata: CustdataImport.columns
        case .memberCards: MemberCardsImport.columns
        case .meminfo: MeminfoImport.columns
        case .memtype: MemtypeImport.columns
        case .suspensions: SuspensionsImport.columns
        case .csv: PlainImport.columns
        }
    }
}
