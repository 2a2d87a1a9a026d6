import Directory
import Identity
import SQLite

/// A file to be imported.
public struct ImportFile: Sendable {
    /// What it holds; nil for the output of `mysql --batch`, which says so itself.
    public var format: ImportFormat?
    /// Where it is; `-` is standard input.
    public var path: String

    public init(format: ImportFormat?, path: String) {
        self.format = format
        self.path = path
    }
}

/// A table that was read: its good rows.
struct StagedTable {
    var format: ImportFormat
    /// The file's name, without its folder.
    var name: String
    var rows = StagedRows()
}

/// All that the files of an import hold, checked row by row; the directory was not asked.
struct ImportInput {
    var tables: [StagedTable] = []
    var files: [ImportReport.File] = []
    var notes = ImportNotes()
    /// The accounts that changed, where a table lists them: only they count.
    var changes: AccountChanges?
    /// Whether what is not in the tables is known to be gone: a stream without an end mark may have been cut.
    var isWhole = true

    /// What the source is, in the word that the directory keeps.
    var sourceKind = ImportFamily.corePOS.rawValue
}

/// Reads the files of an import. One owner.
final class ImportReader {
    private let options: ImportOptions
    private let tell: ((ImportProgress) -> Void)?
    private var progress = ImportProgress(
        phase: .reading, file: "", rows: 0, bytesDone: 0, bytesTotal: 0)
    private var input = ImportInput()
    private var balances = BalanceGatherer()

    init(_ options: ImportOptions, progress: ((ImportProgress) -> Void)?) {
        self.options = options
        tell = progress
    }

    /// Reads all files.
    func read(_ files: [ImportFile]) throws(DatabaseError) -> ImportInput {
        for file in files where file.path != "-" {
            progress.bytesTotal += try InputFile(path: file.path).size
        }
        for file in files { try read(file) }
        if let family = input.tables.first?.format.family { input.sourceKind = family.rawValue }
        if let gathered = balances.gathered { input.tables.append(gathered) }
        AccountTables.join(&input, options)
        RattailImport.join(&input, options)
        AccountChanges.restrict(&input)
        for index in input.tables.indices { input.tables[index].rows.sort() }
        input.tables.sort { $0.format.order < $1.format.order }
        return input
    }

    private func read(_ file: ImportFile) throws(DatabaseError) {
        let name = file.name
        input.notes.file = name
        progress.file = name
        var table = try TableReader.open(path: file.path, format: file.format, options: options)
        let bytesBefore = progress.bytesDone
        // The table in work, in `tables` and in `files`.
        var index = input.tables.count - 1
        if let format = file.format { index = begin(format, name, table) }
        rows: while true {
            var rejected: String?
            switch try table.next() {
            case .end: break rows
            case .table(let format):
                if index < 0 || input.tables[index].format != format
                    || input.tables[index].name != name
                {
                    index = begin(format, name, table)
                }
                continue rows
            case .rejected(let reason): rejected = reason
            case .good:
                let format = input.tables[index].format
                rejected =
                    paymentCard(in: table, format)
                    ?? format.stage(table, &input.tables[index].rows, options)
                if rejected == nil { balances.take(table, &input.notes) }
            }
            if let rejected {
                input.notes.reject(line: table.line, rejected)
                if input.files.indices.contains(index) { input.files[index].rejected += 1 }
            }
            if input.files.indices.contains(index) { input.files[index].rows += 1 }
            progress.rows += 1
            if progress.rows % 4096 == 0 {
                progress.bytesDone = bytesBefore + table.bytesDone
                tell?(progress)
            }
        }
        progress.bytesDone = bytesBefore + table.bytesDone
        tell?(progress)
        if file.format == nil, !table.isEnded { input.isWhole = false }
    }

    /// Why a row that enrols a payment card is not taken; nil for any other.
    private func paymentCard(
        in table: borrowing TableReader, _ format: ImportFormat
    ) -> String? {
        guard let isPaymentCard = options.isPaymentCard else { return nil }
        for column in format.cardColumns {
            let value = table[column]
            // No payment card has fewer digits.
            if value.count >= 12, isPaymentCard(String(value)) {
                return
                    "the \(format.columns[column]) is a payment card's, or may be: none is ever kept"
            }
        }
        return nil
    }

    /// Begins a table; its place.
    private func begin(
        _ format: ImportFormat, _ name: String, _ table: borrowing TableReader
    ) -> Int {
        for column in table.unknownColumns {
            input.notes.warn(
                "unknownColumn", line: 1, "the column \"\(column)\" is not known and left out")
        }
        balances.begin(format, table)
        input.tables.append(StagedTable(format: format, name: name))
        input.files.append(ImportReport.File(file: name, format: format))
        return input.tables.count - 1
    }
}

extension ImportFile {
    /// What reports call it: its name, without the folder.
    var name: String {
        path == "-"
            ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension ImportFormat {
    /// The columns that are read, in the order of their indices.
    var columns: [String] {
        let balances = BalanceImport.columns(of: self)
        return balances.isEmpty ? ownColumns : ownColumns + balances.map(\.name)
    }

    /// Those of the table's own import.
    private var ownColumns: [String] {
        switch self {
        case .custdata: CustdataImport.columns
        case .memberCards: MemberCardsImport.columns
        case .meminfo: MeminfoImport.columns
        case .memtype: MemtypeImport.columns
        case .suspensions: SuspensionsImport.columns
        case .memDates: MemDatesImport.columns
        case .notifications: NotificationsImport.columns
        case .changes: AccountChanges.columns
        case .customerAccounts: AccountTables.accountColumns
        case .accountPeople: AccountTables.peopleColumns
        case .csv: PlainImport.columns
        case .rattailCustomer, .rattailPerson, .rattailShopper, .rattailCustomerPerson,
            .rattailHistory, .rattailMember, .rattailPhone:
            RattailImport.columns(of: self)
        case .rKeeperCards: RKeeperImport.columns
        case .uniCentaCustomers: UniCentaImport.customerColumns
        case .uniCentaPeople: UniCentaImport.peopleColumns
        case .acmeLoyalty: AcmeImport.columns
        case .balances: BalanceImport.columns
        }
    }

    /// The columns that hold numbers of cards, or what becomes a customer's number.
    var cardColumns: [Int] {
        switch self {
        case .csv: Self.plainCardColumns
        case .memberCards: [1]
        case .rKeeperCards, .uniCentaCustomers, .uniCentaPeople, .acmeLoyalty:
            columns.indices.filter {
                ["CARDCODE", "card", "card_id", "searchkey"].contains(columns[$0])
            }
        default: []
        }
    }

    private static let plainCardColumns =
        [PlainColumn.number.rawValue] + PlainColumn.identifiers.map(\.column.rawValue)

    /// Checks the current row and stages it; the reason when it is not taken.
    fileprivate func stage(
        _ table: borrowing TableReader, _ rows: inout StagedRows, _ options: ImportOptions
    ) -> String? {
        switch self {
        case .custdata: CustdataImport.stage(table, &rows)
        case .memberCards: MemberCardsImport.stage(table, &rows, options)
        case .meminfo: MeminfoImport.stage(table, &rows)
        case .memtype: MemtypeImport.stage(table, &rows)
        case .suspensions: SuspensionsImport.stage(table, &rows)
        case .memDates: MemDatesImport.stage(table, &rows)
        case .notifications: NotificationsImport.stage(table, &rows)
        case .changes: AccountChanges.stage(table, &rows)
        case .csv: PlainImport.stage(table, &rows)
        case .customerAccounts, .accountPeople: AccountTables.stage(self, table, &rows)
        case .rattailCustomer, .rattailPerson, .rattailShopper, .rattailCustomerPerson,
            .rattailHistory, .rattailMember, .rattailPhone:
            RattailImport.stage(self, table, &rows)
        case .rKeeperCards: RKeeperImport.stage(table, &rows, options)
        case .uniCentaCustomers: UniCentaImport.stageCustomer(table, &rows, options)
        case .uniCentaPeople: UniCentaImport.stagePerson(table, &rows)
        case .acmeLoyalty: AcmeImport.stage(table, &rows)
        case .balances: "no file holds balances by themselves"
        }
    }
}
