import Directory
import Identity
import SQLite

/// What was read, compared with the directory and applied in one transaction. One owner.
final class Importer {
    let database: Database
    let options: ImportOptions
    /// The store's date.
    let today: CalendarDate
    let log: DifferenceLog?
    var report: ImportReport
    var notes = ImportNotes()
    /// The source's key in the directory, once the transaction is open.
    private(set) var source: Int64 = 0
    /// Whether a file listed the source's customers, and of which kinds files listed its
    /// identifiers: of these, what is not in the files is missing.
    var hasAccounts = false
    var identifierKinds: Set<IdentifierKind> = []
    /// Which accounts have changed, where that is known: of all others nothing is missing.
    private(set) var changes: AccountChanges?
    /// The identifiers of all tables, which are written after them.
    var identifiers = IdentifierList()
    /// Whether reading refused a row, which may be that of anybody who seems to be missing; change
    /// rows are of other things than customers too. A row that is refused later is of a customer
    /// who is known.
    var hasUnreadRows = false
    private var accounts: AccountWriter?
    /// The files whose rows are in the table in work.
    private var tableFiles: [String] = []
    /// Columns that the source gave before and the files do not have.
    private(set) var goneColumns: Set<String> = []
    /// What was read, with a number in each row; kept where only some rows are read.
    private(set) var tables: [StagedTable] = []
    private let tell: ((ImportProgress) -> Void)?
    private var progress: ImportProgress
    private let findCustomer: Statement

    init(
        _ database: Database, source: String, options: ImportOptions, today: CalendarDate,
        log: DifferenceLog? = nil, progress: ((ImportProgress) -> Void)?
    ) throws(DatabaseError) {
        self.database = database
        self.options = options
        self.today = today
        self.log = log
        report = ImportReport(source: source)
        report.isDryRun = options.isDryRun
        tell = progress
        self.progress = ImportProgress(
            phase: .applying, file: "", rows: 0, bytesDone: 0, bytesTotal: 0)
        findCustomer = try database.prepare(
            "SELECT id FROM customer WHERE number = ?1", longLived: true)
    }

    /// Applies all of it or nothing. Where `agreed` is the number of a log, and this work has
    /// another, nothing.
    func run(
        _ input: ImportInput, agreed: UInt64? = nil
    ) throws(DatabaseError) -> ImportReport {
        if options.deletesMissing, !input.isWhole {
            throw .wrongForm(
                path: "-",
                reason: "nothing may be deleted by a stream without an end mark: it may have "
                    + "been cut. `laneid directory import queries` writes one that has it")
        }
        notes = input.notes
        let changeRows = input.files.filter { $0.format == .changes }
        hasUnreadRows = notes.rejectedCount > changeRows.reduce(0) { $0 + $1.rejected }
        report.files = input.files
        report.isEnded = input.isEnded ?? false
        report.lastChange = input.changes?.last
        changes = input.changes
        try database.run("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            try apply(input)
            if let agreed, let log, log.digest != agreed, !report.changesNothing {
                throw .refused(.outdated(source: report.source))
            }
            try options.limits.check(report)
            try database.run(options.isDryRun ? "ROLLBACK" : "COMMIT")
        } catch {
            database.rollBack()
            throw error
        }
        database.emptyLog()
        return report
    }

    /// The key of the customer of a number; nil when there is none.
    func customer(_ number: borrowing Span<UInt8>) throws(DatabaseError) -> Int64? {
        defer { findCustomer.reset() }
        findCustomer.bind(1, text: number)
        return try findCustomer.step() ? findCustomer.integer(0) : nil
    }

    /// Whether the account whose number is in a column is compared: all are, where no table lists
    /// those that changed.
    func compares(_ row: borrowing Statement, _ column: Int32) -> Bool {
        guard let changes else { return true }
        return row.withBytes(column) { changes.keys.contains(StagedRows.key(of: $0)) }
    }

    /// The file of a row of the table in work.
    func file(of row: StagedRows.Row) -> String {
        tableFiles.indices.contains(row.file) ? tableFiles[row.file] : notes.file
    }

    /// Refuses a row of the table in work.
    func reject(_ row: StagedRows.Row, _ reason: String) {
        inFile(of: row) { $0.reject(line: row.line, reason) }
    }

    /// Says something about a row of the table in work.
    func warn(_ code: String, _ row: StagedRows.Row, _ text: String) {
        inFile(of: row) { $0.warn(code, line: row.line, text) }
    }

    private func inFile(of row: StagedRows.Row, _ body: (inout ImportNotes) -> Void) {
        let (name, format) = (notes.file, notes.format)
        notes.file = file(of: row)
        if row.file > 0 { notes.format = nil }
        body(&notes)
        notes.file = name
        notes.format = format
    }

    /// Whether what is missing is taken away.
    var deletes: Bool { options.deletesMissing && !hasUnreadRows }

    /// Who writes accounts, for all tables of this import.
    func accountWriter() throws(DatabaseError) -> AccountWriter {
        if let accounts { return accounts }
        let made = try AccountWriter(
            database, source: source, deletes: deletes, joins: options.joinsLocal, log: log)
        accounts = made
        return made
    }

    /// Counts a row that was applied, and tells how far the import is every now and then.
    func count() {
        progress.rows += 1
        if progress.rows % 4096 == 0 { tell?(progress) }
    }

    private func apply(_ input: ImportInput) throws(DatabaseError) {
        if options.isSourceGuessed { try refuseLikeSource(input.headers) }
        source = try sourceKey(kind: input.sourceKind)
        goneColumns = try SourceColumns(database, source).take(
            zip(input.headers, input.files).filter { $0.1.rows > 0 }.map(\.0), options,
            deletes: deletes)
        let tables = try ContactKeys(self).resolve(input.tables)
        if options.maxRows != nil { self.tables = tables }
        if options.joinsLocal { try LocalCustomers(self).join(tables) }
        for table in tables {
            notes.file = table.name
            notes.format = table.format
            tableFiles = [table.name] + (table.files ?? [])
            progress.file = table.name
            switch table.format {
            case .custdata: try CustdataImport.apply(table, self)
            case .memberCards: try MemberCardsImport.apply(table.rows, self)
            case .meminfo: try MeminfoImport.apply(table, self)
            case .memtype: try MemtypeImport.apply(table.rows, self)
            case .suspensions: try SuspensionsImport.apply(table.rows, self)
            case .memDates: try MemDatesImport.apply(table.rows, self)
            case .notifications: try NotificationsImport.apply(table.rows, self)
            case .balances: try BalanceImport.apply(table, self)
            case .uniCentaPeople: try EmployeeImport.apply(table.rows, self)
            default: try PlainImport.apply(table, self)
            }
        }
        progress.phase = .finishing
        tell?(progress)
        let writer = try IdentifierWriter(
            database, source: source, today: today, joins: options.joinsLocal, log: log)
        try identifiers.write(with: writer, notes: &notes)
        report.identifiers.add(writer.counts)
        if let accounts {
            try accounts.finish(database)
            report.customers.add(accounts.customers)
            report.shoppers.add(accounts.shoppers)
        }
        if options.maxRows == nil {
            try MissingRows(self).apply(seen: accounts?.seen ?? KeySet())
        }
        report.keptMissing =
            options.deletesMissing && !deletes && report.kinds.contains { $0.counts.missing > 0 }
        report.take(notes)
        notes.count(into: &report.files)
        for row in notes.rejected {
            try log?.note(.rejected, .row, of: row.file, part: String(row.line), new: row.reason)
        }
        try database.change(
            "UPDATE source SET last_run = unixepoch() WHERE id = ?1", .integer(source))
    }

    /// Refuses a source that nobody named where one is known whose name differs in digits only: a
    /// file that has its date in its name.
    private func refuseLikeSource(
        _ headers: [ImportInput.Header]
    ) throws(DatabaseError) {
        let stem = Self.stem(report.source)
        var like: String?
        var isKnown = false
        try database.rows("SELECT name FROM source ORDER BY id") { row throws(DatabaseError) in
            let name = row.text(0)
            if name == report.source { isKnown = true }
            if !stem.isEmpty, Self.stem(name) == stem { like = name }
        }
        guard !isKnown, let like else { return }
        throw .refused(.likeSource(report.source, known: like))
    }

    private static func stem(_ name: String) -> String {
        name.lowercased().filter(\.isLetter)
    }

    /// The source of this name, which is made when it is new.
    private func sourceKey(kind: String) throws(DatabaseError) -> Int64 {
        let key = try database.first(
            """
            INSERT INTO source (name, kind) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET kind = kind RETURNING id
            """, .text(report.source), .text(kind), read: { $0.integer(0) })
        guard let key else { throw .constraint(rule: "a source without a key") }
        return key
    }
}

extension ImportReport {
    mutating func take(_ notes: ImportNotes) {
        rejected = notes.rejected
        rejectedCount = notes.rejectedCount
        warnings = notes.warnings
    }
}

extension ImportLimits {
    /// Refuses what goes over a limit.
    func check(_ report: ImportReport) throws(DatabaseError) {
        var all = 0
        // What somebody has is another every day, and no harm.
        for (name, counts) in report.kinds where name != ImportReport.balances {
            try Self.check("created, of \(name),", counts.created, created)
            try Self.check("changed, of \(name),", counts.updated, changed)
            try Self.check("deleted, of \(name),", counts.removed, deleted)
            all += counts.changes
        }
        try Self.check("created, changed and deleted, in total,", all, total)
    }

    private static func check(
        _ what: String, _ found: Int, _ most: Int?
    ) throws(DatabaseError) {
        guard let most, found > most else { return }
        throw .refused(.overLimit(what: what, found: found, most: most))
    }
}
