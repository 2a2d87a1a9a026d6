import Identity

/// What a source counts for its customers, read only: columns of other tables, staged as a table of its own, so that
/// tables without them are read and applied as if there were none.
enum BalanceImport {
    static let columns = ["number", "name", "amount"]

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
    /// CORE-POS documents `Balance` as the store charge balance at the start of the day, of whoever has one
    /// (`pos/is4c-nf/lib/models/op/CustdataModel.php`); `chargeBalance` is the same in the newer table.
    static func columns(of format: ImportFormat) -> [Column] {
        switch format {
        case .custdata: [Column(name: "Balance", balance: "charge", zeroIsNone: true)]
        case .customerAccounts: [Column(name: "chargeBalance", balance: "charge", zeroIsNone: true)]
        case .csv:
            ["points", "balance"].map { Column(name: $0, balance: $0, zeroIsNone: false) }
        default: []
        }
    }

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        guard (1...32).contains(table[0].count) else { return "the number has not 1 to 32 bytes" }
        guard (1...64).contains(table[1].count) else { return "the name has not 1 to 64 bytes" }
        guard isAmount(table[2]) else { return notAnAmount }
        rows.begin(key: StagedRows.key(of: table[0]), line: table.line)
        for column in 0..<columns.count { rows.add(table[column]) }
        return nil
    }

    static let notAnAmount = "is no amount such as -12.50"

    /// Digits, with a sign before them and a part behind a full stop where there is one.
    static func isAmount(_ text: borrowing Span<UInt8>) -> Bool {
        guard text.count <= 24 else { return false }
        var digits = 0
        var hasStop = false
        for index in text.indices {
            switch text[index] {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "-") where index == 0: break
            case UInt8(ascii: ".") where digits > 0 && !hasStop && index < text.count - 1:
                hasStop = true
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

    /// Makes the balances of the customers that were imported what the rows say, as of now. Those of customers who are not
    /// in the import stay, with their time.
    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DirectoryError) {
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
            guard counted.insert(key).inserted else { continue }
            let (old, new) = (find.optionalText(1), String(rows[row, 2]))
            find.reset()
            // Also where it is as it was: it is known to be so now.
            put.bind(1, key.customer)
            put.bind(2, key.name)
            put.bind(3, new)
            put.bind(4, importer.source)
            try put.run()
            if old == new {
                counts.unchanged += 1
                continue
            }
            if old == nil { counts.created += 1 } else { counts.updated += 1 }
            try importer.log?.note(
                old == nil ? .created : .changed, .balance, of: String(rows[row, 0]),
                part: key.name, old: old, new: new)
        }
        counts.removed = try end(counted, importer)
        importer.report.balances.add(counts)
    }

    /// Removes what the source no longer counts for customers who are in the import; how many that were.
    private static func end(
        _ counted: Set<Key>, _ importer: Importer
    ) throws(DirectoryError) -> Int {
        let seen = try importer.accountWriter().seen
        let find = try importer.database.prepare(
            """
            SELECT b.customer_id, b.name, c.number, b.amount FROM balance b
            JOIN customer c ON c.id = b.customer_id WHERE b.source_id = ?1
            ORDER BY b.customer_id, b.name
            """)
        find.bind(1, importer.source)
        var ended: [Key] = []
        while try find.step() {
            let key = Key(customer: find.integer(0), name: find.text(1))
            guard seen.contains(key.customer), !counted.contains(key) else { continue }
            ended.append(key)
            try importer.log?.note(
                .removed, .balance, of: find.text(2), part: key.name, old: find.text(3))
        }
        let remove = try importer.database.prepare(
            "DELETE FROM balance WHERE customer_id = ?1 AND name = ?2")
        for key in ended {
            remove.bind(1, key.customer)
            remove.bind(2, key.name)
            try remove.run()
        }
        return ended.count
    }
}

/// Gathers balances while other tables are read.
struct BalanceGatherer {
    /// Where the table in work has balances.
    private var columns: [(place: Int, column: BalanceImport.Column)] = []
    private var isCore = false
    private var name = ""
    /// What was gathered; nil where no table has such a column.
    private(set) var gathered: StagedTable?

    /// Another table begins.
    mutating func begin(_ format: ImportFormat, _ name: String) {
        let first = format.columns.count - BalanceImport.columns(of: format).count
        columns = BalanceImport.columns(of: format).enumerated().map { (first + $0, $1) }
        isCore = format.family == .corePOS
        self.name = name
    }

    /// Takes the balances of a row that was taken.
    mutating func take(_ table: borrowing TableReader, _ notes: inout ImportNotes) {
        for (place, column) in columns where table.has(place) {
            if gathered == nil { gathered = StagedTable(format: .balances, name: name) }
            let amount = table[place]
            if amount.isEmpty || column.zeroIsNone && BalanceImport.isZero(amount) { continue }
            guard BalanceImport.isAmount(amount) else {
                notes.warn(
                    "noAmount", line: table.line,
                    "the \(column.name) \(BalanceImport.notAnAmount), and left out")
                continue
            }
            let given = table[0]
            let digits = isCore ? CoreNumber.member(given) ?? 0..<0 : 0..<given.count
            let number = given.extracting(digits)
            gathered?.rows.begin(key: StagedRows.key(of: number), place: place, line: table.line)
            gathered?.rows.add(number)
            gathered?.rows.add(column.balance)
            gathered?.rows.add(amount)
        }
    }
}
