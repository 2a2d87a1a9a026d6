import Directory
import Identity
import SQLite

/// What a source counts for its customers, read only: columns of other tables, staged as a table of
/// its own, so that tables without them are read and applied as if there were none.
enum BalanceImport {
    /// A column that holds a balance.
    struct Column {
        var name: String
        /// What the balance is called here.
        var balance: String
        /// Whether nothing is counted for whom it says 0.
        var zeroIsNone: Bool
    }

    /// Columns that a table has behind those that its import reads.
    ///
    /// CORE-POS documents `Balance` as the store charge balance at the start of the day, of whoever
    /// has one (`pos/is4c-nf/lib/models/op/CustdataModel.php`); `chargeBalance` is the same in the
    /// newer table.
    static func columns(of format: ImportFormat) -> [Column] {
        switch format {
        case .custdata: [Column(name: "Balance", balance: "charge", zeroIsNone: true)]
        case .customerAccounts: [Column(name: "chargeBalance", balance: "charge", zeroIsNone: true)]
        case .csv:
            ["points", "balance"].map { Column(name: $0, balance: $0, zeroIsNone: false) }
        default: []
        }
    }

    static let notAnAmount = "is no amount such as -12.50"

    /// The most digits of an amount before its full stop, and behind it: fewer than a payment
    /// card's number has.
    private static let maxDigits = 11

    /// Digits, with a sign before them and a part behind a full stop where there is one.
    static func isAmount(_ text: borrowing Span<UInt8>) -> Bool {
        var digits = 0
        var hasStop = false
        for index in text.indices {
            switch text[index] {
            case 0x30...0x39 where digits < maxDigits: digits += 1
            case UInt8(ascii: "-") where index == 0: break
            case UInt8(ascii: ".") where digits > 0 && !hasStop:
                hasStop = true
                digits = 0
            default: return false
            }
        }
        return digits > 0
    }

    static func isZero(_ text: borrowing Span<UInt8>) -> Bool {
        for index in text.indices where (0x31...0x39).contains(text[index]) { return false }
        return true
    }

    private struct Key: Hashable {
        var customer: Int64
        var name: String
    }

    /// Makes the balances of the customers that were imported what the rows say, as of now. Those
    /// of customers who are not in the import stay, with their time, and so do those whose amount
    /// could not be read.
    /// - Parameter table: Its name is that of all balances that a column was there for, with a
    ///   space between them.
    static func apply(_ table: StagedTable, _ importer: Importer) throws(DatabaseError) {
        let rows = table.rows
        let database = importer.database
        let find = try database.prepare(
            """
            SELECT c.id, b.amount FROM customer c
            LEFT JOIN balance b ON b.customer_id = c.id AND b.name = ?3
            WHERE c.number = ?1 AND c.source_id = ?2
            """, longLived: true)
        let put = try database.prepare(
            """
            INSERT INTO balance (customer_id, name, amount, as_of, source_id)
            VALUES (?1, ?2, ?3, unixepoch(), ?4)
            ON CONFLICT DO UPDATE SET amount = excluded.amount, as_of = excluded.as_of,
                source_id = excluded.source_id
            """, longLived: true)
        var counts = ImportReport.Counts()
        var counted: Set<Key> = []
        for row in rows.rows {
            importer.count()
            find.bind(1, text: rows[row, 0])
            find.bind(2, importer.source)
            find.bind(3, text: rows[row, 1])
            defer { find.reset() }
            // Of a customer who is not the source's, the row was rejected as such.
            guard try find.step() else { continue }
            let key = Key(customer: find.integer(0), name: String(rows[row, 1]))
            // What the first row says of an account counts for it.
            guard counted.insert(key).inserted, !rows[row, 2].isEmpty else { continue }
            let (old, new) = (find.optionalText(1), String(rows[row, 2]))
            find.reset()
            // Also where it is as it was: it is known to be so now.
            try put.run(
                .integer(key.customer), .text(key.name), .text(new), .integer(importer.source))
            if old == new {
                counts.unchanged += 1
                continue
            }
            if old == nil { counts.created += 1 } else { counts.updated += 1 }
            try importer.log?.note(
                old == nil ? .created : .changed, .balance, of: String(rows[row, 0]),
                part: key.name, old: old, new: new)
        }
        counts.removed = try end(
            Set(table.name.split(separator: " ").map(String.init)), butFor: counted, importer)
        importer.report.balances.add(counts)
    }

    /// Removes what the source no longer counts for customers who are in the import; how many that
    /// were.
    private static func end(
        _ names: Set<String>, butFor counted: Set<Key>, _ importer: Importer
    ) throws(DatabaseError) -> Int {
        let seen = try importer.accountWriter().seen
        var ended: [Key] = []
        try importer.database.rows(
            """
            SELECT b.customer_id, b.name, c.number, b.amount FROM balance b
            JOIN customer c ON c.id = b.customer_id WHERE b.source_id = ?1
            ORDER BY b.customer_id, b.name
            """, .integer(importer.source)
        ) { row throws(DatabaseError) in
            let key = Key(customer: row.integer(0), name: row.text(1))
            guard names.contains(key.name), seen.contains(key.customer), !counted.contains(key)
            else { return }
            ended.append(key)
            try importer.log?.note(
                .removed, .balance, of: row.text(2), part: key.name, old: row.text(3))
        }
        let remove = try importer.database.prepare(
            "DELETE FROM balance WHERE customer_id = ?1 AND name = ?2")
        for key in ended { try remove.run(.integer(key.customer), .text(key.name)) }
        return ended.count
    }
}

/// Gathers balances while other tables are read.
struct BalanceGatherer {
    /// Where the table in work has balances.
    private var columns: [(place: Int, column: BalanceImport.Column)] = []
    private var isCore = false
    /// The column of the person's number, of whom the first counts for the account.
    private var person: Int?
    /// What was gathered; nil where no table has such a column.
    private(set) var gathered: StagedTable?

    /// Another table begins.
    mutating func begin(_ format: ImportFormat, _ table: borrowing TableReader) {
        let first = format.columns.count - BalanceImport.columns(of: format).count
        columns = BalanceImport.columns(of: format).enumerated().map { (first + $0, $1) }
        columns.removeAll { !table.has($0.place) }
        isCore = format.family == .corePOS
        person = format == .custdata ? 1 : nil
        for (_, column) in columns { count(column.balance) }
    }

    /// Notes that there is a column for a balance.
    private mutating func count(_ name: String) {
        let known = gathered ?? StagedTable(format: .balances, name: "")
        var names = known.name.split(separator: " ").map(String.init)
        if !names.contains(name) { names.append(name) }
        gathered = StagedTable(
            format: .balances, name: names.joined(separator: " "), rows: known.rows)
    }

    /// Takes the balances of a row that was taken.
    mutating func take(
        _ table: borrowing TableReader, _ options: ImportOptions, _ notes: inout ImportNotes
    ) {
        if columns.isEmpty { return }
        let contact = try? options.contact(of: table)?.get()
        let bytes = contact.map { Array($0.utf8) } ?? []
        for (place, column) in columns {
            let amount = table[place]
            if amount.isEmpty || column.zeroIsNone && BalanceImport.isZero(amount) { continue }
            let isAmount = BalanceImport.isAmount(amount)
            if !isAmount {
                notes.warn(
                    "noAmount", line: table.line,
                    "the \(column.name) \(BalanceImport.notAnAmount), and left out")
            }
            let given = contact == nil ? table[0] : bytes.span
            let digits = isCore ? CoreNumber.member(given) ?? 0..<0 : 0..<given.count
            let number = given.extracting(digits)
            let order = person.flatMap { CoreNumber.integer(table[$0]) } ?? 0
            gathered?.rows.begin(key: StagedRows.key(of: number), place: order, line: table.line)
            gathered?.rows.add(number)
            gathered?.rows.add(column.balance)
            if isAmount { gathered?.rows.add(amount) } else { gathered?.rows.add("") }
        }
    }
}
