import Directory
import Identity
import SQLite

/// The plain form: separated values whose first line names the columns. The tables of some other
/// systems are turned into it, row by row. `README.md` lists the columns.
enum PlainImport {
    static func apply(_ table: StagedTable, _ importer: Importer) throws(DatabaseError) {
        let rows = table.rows
        let silence = silence(of: table)
        let hasPhones = PlainColumn.phones.contains { table.has("\($0)") }
        let accounts = try importer.accountWriter()
        let contacts = try ContactWriter(
            importer.database, source: importer.source, importer.options, log: importer.log)
        contacts.says = PlainColumn.address.map { table.has("\($0)") }
        var draft = AccountDraft()
        try rows.eachGroup { all throws(DatabaseError) in
            var account = accepted(rows, all, importer)
            fill(&draft, rows, &account, importer)
            draft.silence = silence
            let customer: Int64
            let isReachable = account.contains { hasContact(rows, $0) }
            let outcome = try accounts.write(&draft)
            for row in accounts.takeRefusedPeriods() {
                importer.reject(row, "the shopper's period overlaps one that was entered here")
            }
            switch outcome {
            case .created(let key):
                customer = key
                // What refers to a new customer comes after; most rows have only cards, which come
                // last.
                if isReachable {
                    try accounts.flush()
                    try reach(rows, account, customer, contacts, hasPhones, importer)
                }
            case .found(let key):
                customer = key
                try reach(rows, account, customer, contacts, hasPhones, importer)
            case .foreign, .local:
                for row in account { importer.reject(row, outcome.fault ?? "") }
                return
            }
            gather(rows, account, customer, importer)
        }
        try accounts.flush()
        importer.hasAccounts = true
        for (column, kind) in PlainColumn.identifiers where table.has("\(column)") {
            importer.identifierKinds.insert(kind)
        }
        importer.report.phones.add(contacts.phones)
        importer.report.contacts.add(contacts.contacts)
    }

    /// What the table has no column for.
    private static func silence(of table: StagedTable) -> AccountDraft.Silence {
        var silence: AccountDraft.Silence = []
        let words: [(AccountDraft.Silence, [PlainColumn])] = [
            (.name, [.name, .first, .last]), (.kind, [.kind]), (.status, [.status]),
            (.since, [.since]), (.membership, [.membership]), (.sourceKey, [.sourceKey]),
            (.joined, [.joined]), (.withdrew, [.withdrew]), (.activeInPOS, [.activeInPOS]),
            (.activeInPOSSticky, [.activeInPOSSticky]), (.people, [.shopper]),
            (.first, [.first]), (.last, [.last]), (.active, [.active]),
        ]
        for (word, columns) in words where !columns.contains(where: { table.has("\($0)") }) {
            silence.insert(word)
        }
        // What is not active in the POS is inactive.
        if table.has("activeInPOS") { silence.remove(.status) }
        return silence
    }

    /// The account's rows without those that say something else of the same shopper. A further row
    /// of the same name, or of none, adds identifiers and telephones.
    private static func accepted(
        _ rows: StagedRows, _ account: ArraySlice<StagedRows.Row>, _ importer: Importer
    ) -> [StagedRows.Row] {
        var taken: [StagedRows.Row] = []
        for row in account {
            importer.count()
            if let earlier = taken.first(where: { $0.place == row.place }) {
                let hasName =
                    !rows[row, .name].isEmpty || !rows[row, .first].isEmpty
                    || !rows[row, .last].isEmpty
                let isSame =
                    rows[row, .name].equals(rows[earlier, .name])
                    && rows[row, .first].equals(rows[earlier, .first])
                    && rows[row, .last].equals(rows[earlier, .last])
                if hasName, !isSame {
                    importer.reject(
                        row,
                        "line \(earlier.line) gives this number another name: give each person a shopper number"
                    )
                    continue
                }
            }
            taken.append(row)
        }
        return taken
    }

    /// Describes the account. The row without a shopper, or else that of the lowest, says what
    /// holds for all.
    private static func fill(
        _ draft: inout AccountDraft, _ rows: StagedRows, _ account: inout [StagedRows.Row],
        _ importer: Importer
    ) {
        let head = account[0]
        draft.removeAll()
        draft.number = draft.add(rows[head, .number])
        draft.kind = CustomerKind(rawValue: String(rows[head, .kind])) ?? .individual
        draft.status = CustomerStatus(rawValue: String(rows[head, .status])) ?? .active
        draft.statusSince = draft.add(rows[head, .since])
        draft.membershipType = draft.add(rows[head, .membership])
        draft.isMember = !draft.membershipType.isEmpty
        draft.name = name(of: head, rows, &draft)
        draft.sourceKey = draft.add(rows[head, .sourceKey])
        draft.joined = draft.add(rows[head, .joined])
        draft.withdrew = draft.add(rows[head, .withdrew])
        draft.activeInPOS = PlainColumn.flag(rows[head, .activeInPOS])
        draft.isActiveSticky = PlainColumn.flag(rows[head, .activeInPOSSticky])
        // Unset counts as active; a sticky one is served whatever the record says.
        if draft.activeInPOS == false, draft.isActiveSticky != true, draft.status == .active {
            draft.status = .inactive
        }
        var taken: [StagedRows.Row] = []
        for row in account {
            if row.place > 0 {
                if draft.people.last?.number != Int64(row.place) {
                    add(row, number: row.place, rows, &draft)
                } else if let other = addPeriod(row, rows, &draft) {
                    importer.reject(
                        row, "the shopper's period overlaps that of line \(other.line)")
                    continue
                }
            }
            taken.append(row)
        }
        account = taken
        // An individual without shoppers is the only one.
        if draft.people.isEmpty, draft.kind == .individual || draft.kind == .staff {
            add(head, number: 1, rows, &draft)
        }
        draft.holder = draft.people.first?.number == 1 ? 1 : nil
    }

    private static func add(
        _ row: StagedRows.Row, number: Int, _ rows: StagedRows, _ draft: inout AccountDraft
    ) {
        let name = name(of: row, rows, &draft)
        let first = draft.add(rows[row, .first])
        let last = draft.add(rows[row, .last])
        draft.people.append(
            .init(
                number: Int64(number), name: name, first: first, last: last,
                isActive: PlainColumn.flag(rows[row, .active]) ?? true))
        addPeriod(row, rows, &draft)
    }

    /// Adds the row's period to the last person, unless it overlaps another: the row of that.
    @discardableResult
    private static func addPeriod(
        _ row: StagedRows.Row, _ rows: StagedRows, _ draft: inout AccountDraft
    ) -> StagedRows.Row? {
        guard !rows[row, .from].isEmpty || !rows[row, .to].isEmpty else { return nil }
        let first = rows[row, .from].isEmpty ? "0001-01-01" : String(rows[row, .from])
        let period = AccountDraft.Period(first: first, last: String(rows[row, .to]), row: row)
        let place = draft.people.count - 1
        var periods = draft.people[place].periods ?? []
        if let other = periods.first(where: { $0.overlaps(period) }) { return other.row }
        periods.append(period)
        periods.sort { $0.first < $1.first }
        draft.people[place].periods = periods
        return nil
    }

    private static func name(
        of row: StagedRows.Row, _ rows: StagedRows, _ draft: inout AccountDraft
    ) -> AccountDraft.Field {
        rows[row, .name].isEmpty
            ? draft.addName(first: rows[row, .first], last: rows[row, .last])
            : draft.add(rows[row, .name])
    }

    private static func hasContact(_ rows: StagedRows, _ row: StagedRows.Row) -> Bool {
        (PlainColumn.phones + [.street, .city, .state, .zip, .email]).contains {
            !rows[row, $0].isEmpty
        }
    }

    /// Gives the customer the address of the first row and the telephones of all.
    private static func reach(
        _ rows: StagedRows, _ account: [StagedRows.Row], _ customer: Int64,
        _ contacts: ContactWriter, _ hasPhones: Bool, _ importer: Importer
    ) throws(DatabaseError) {
        let head = account[0]
        try contacts.write(
            street: rows[head, .street], city: rows[head, .city], state: rows[head, .state],
            zip: rows[head, .zip], email: rows[head, .email], customer: customer)
        guard hasPhones else { return }
        var place = 0
        for row in account {
            for column in PlainColumn.phones where !rows[row, column].isEmpty {
                place += 1
                let isFound = try contacts.write(
                    phone: rows[row, column], place: place, customer: customer,
                    shopper: shopper(of: row), country: String(rows[row, .country]))
                if !isFound { importer.warn("noPhone", row, ContactWriter.isNoPhone) }
            }
        }
        // Where a column of telephones is gone, what it gave stays.
        let gone = importer.goneColumns.contains { $0.hasPrefix("phone") }
        if !gone { try contacts.removePhones(of: customer, after: place) }
    }

    /// Gathers the identifiers of all rows.
    private static func gather(
        _ rows: StagedRows, _ account: [StagedRows.Row], _ customer: Int64, _ importer: Importer
    ) {
        for row in account {
            for (column, kind) in PlainColumn.identifiers {
                let given = rows[row, column]
                guard !given.isEmpty else { continue }
                guard let value = value(kind, given, importer.options) else {
                    importer.reject(row, "the card's check digit is wrong")
                    continue
                }
                importer.identifiers.add(
                    kind: kind, value: value.span, spelling: given,
                    holder: .customer(customer, shopper: shopper(of: row)),
                    state: state(of: row, rows), file: importer.file(of: row), line: row.line)
            }
        }
    }

    /// An identifier as the directory keeps it; nil where its check digit is wrong.
    static func value(
        _ kind: IdentifierKind, _ given: borrowing Span<UInt8>, _ options: ImportOptions
    ) -> Bytes<128>? {
        if kind == .barcodeCard, options.cardsHaveCheckDigit, given.isAllDigits {
            let number = CardNumber.thirteen(given, hasCheckDigit: true)
            guard case .success(let number) = number else { return nil }
            return Bytes(number.span)
        }
        if kind == .contactlessTag || kind == .electronicKey,
            let plain = HexSpelling.plain(String(given))
        {
            return Bytes(plain)
        }
        return Bytes(given)
    }

    /// What the row says of the state of its identifiers; nil where it says nothing.
    static func state(of row: StagedRows.Row, _ rows: StagedRows) -> IdentifierState? {
        let columns: [PlainColumn] = [.cardStatus, .cardFrom, .cardTo, .issued]
        guard columns.contains(where: { !rows[row, $0].isEmpty }) else { return nil }
        return IdentifierState(
            status: IdentifierStatus(word: String(rows[row, .cardStatus])) ?? .active,
            from: String(rows[row, .cardFrom]), to: String(rows[row, .cardTo]),
            issued: String(rows[row, .issued]))
    }

    private static func shopper(of row: StagedRows.Row) -> Int64? {
        row.place > 0 ? Int64(row.place) : nil
    }
}
