import Directory
import Identity
import SQLite

/// Gives rows that name their customer by telephone or e-mail the number of the customer who has
/// it, or a new number. One owner: the import under way.
final class ContactKeys {
    private enum Holder {
        case one(String)
        case several
        case nobody
    }

    private let importer: Importer
    private let byPhone: Statement
    /// By e-mail in small letters, once one is asked for: there is no index of them.
    private var byEmail: [String: Holder]?
    /// The numbers that this import gave, by telephone or e-mail.
    private var given: [String: String] = [:]
    /// The number that was given last, here or earlier.
    private var last: Int64?

    init(_ importer: Importer) throws(DatabaseError) {
        self.importer = importer
        byPhone = try importer.database.prepare(
            """
            SELECT DISTINCT number FROM phone JOIN customer ON customer.id = customer_id
            WHERE normalised = ?1 LIMIT 2
            """, longLived: true)
    }

    /// The tables, with a number in each row. A row whose telephone or e-mail is of several
    /// customers is refused.
    func resolve(_ tables: [StagedTable]) throws(DatabaseError) -> [StagedTable] {
        guard tables.contains(where: { $0.key != nil }) else { return tables }
        var resolved = tables
        for index in resolved.indices {
            guard let key = resolved[index].key else { continue }
            try resolve(&resolved[index], key)
        }
        try keepLast()
        return resolved
    }

    private func resolve(
        _ table: inout StagedTable, _ key: CustomerKey
    ) throws(DatabaseError) {
        let rows = table.rows
        let isBalances = table.format == .balances
        let width = isBalances ? 3 : PlainColumn.allCases.count
        var made = StagedRows()
        importer.notes.file = table.name
        importer.notes.format = table.format
        try rows.eachGroup { group throws(DatabaseError) in
            guard let head = group.first else { return }
            let number: String
            switch try holder(of: String(rows[head, 0]), key) {
            case .one(let found): number = found
            case .nobody:
                // Of whom only a balance is left, the row was refused.
                if isBalances { return }
                number = try newNumber(for: String(rows[head, 0]))
            case .several:
                if isBalances { return }
                // Any of them may be meant: none of them is missing.
                importer.hasUnreadRows = true
                for row in group {
                    importer.notes.reject(
                        line: row.line,
                        "several customers have this \(key == .phone ? "telephone" : "e-mail"): "
                            + "give the row a number, or take it from all but one")
                }
                return
            }
            let bytes = Array(number.utf8)
            for row in group {
                made.begin(
                    key: StagedRows.key(of: bytes.span), place: row.place, line: row.line,
                    file: row.file)
                made.add(bytes.span)
                for field in 1..<width { made.add(rows[row, field]) }
            }
        }
        made.sort()
        table.rows = made
    }

    private func holder(
        of contact: String, _ key: CustomerKey
    ) throws(DatabaseError) -> Holder {
        if let number = given[contact] { return .one(number) }
        if key == .email { return try emails()[contact] ?? .nobody }
        defer { byPhone.reset() }
        byPhone.bind(1, contact)
        guard try byPhone.step() else { return .nobody }
        let number = byPhone.text(0)
        return try byPhone.step() ? .several : .one(number)
    }

    private func emails() throws(DatabaseError) -> [String: Holder] {
        if let byEmail { return byEmail }
        var all: [String: Holder] = [:]
        try importer.database.rows(
            """
            SELECT email, number FROM contact JOIN customer ON customer.id = customer_id
            WHERE email IS NOT NULL
            """
        ) { row throws(DatabaseError) in
            let email = row.text(0).lowercased()
            all[email] = all[email] == nil ? .one(row.text(1)) : .several
        }
        byEmail = all
        return all
    }

    // MARK: Numbers that are given here

    /// Nine digits that a cashier can type, where no source is likely to number its customers.
    private static let range: ClosedRange<Int64> = 900_000_001...999_999_999
    private static let setting = "lastNumberGiven"

    /// A number that nobody has or had from here: history goes by numbers.
    private func newNumber(for contact: String) throws(DatabaseError) -> String {
        var last = self.last ?? 0
        if last == 0 { last = try lastGiven() }
        guard last < Self.range.upperBound else {
            throw .constraint(rule: "numbers given here have nine digits")
        }
        self.last = last + 1
        given[contact] = String(last + 1)
        return String(last + 1)
    }

    private func lastGiven() throws(DatabaseError) -> Int64 {
        let highest = try importer.database.integer(
            """
            SELECT max(CAST(number AS INTEGER)) FROM customer
            WHERE number BETWEEN '\(Self.range.lowerBound)' AND '\(Self.range.upperBound)'
                AND length(number) = 9 AND number NOT GLOB '*[^0-9]*'
            """)
        let kept = try importer.database.integer(
            "SELECT CAST(value AS INTEGER) FROM setting WHERE name = '\(Self.setting)'")
        return max(Self.range.lowerBound - 1, highest ?? 0, kept ?? 0)
    }

    private func keepLast() throws(DatabaseError) {
        guard let last else { return }
        try importer.database.change(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            .text(Self.setting), .text(String(last)))
    }
}
