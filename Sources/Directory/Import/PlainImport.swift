import Identity

/// The plain form: comma-separated values whose first line names the columns. `README.md` lists them.
enum PlainImport {
    static let columns =
        [
            "number", "name", "first", "last", "kind", "status", "since", "membership", "shopper",
            "street", "city", "state", "zip", "email", "phone", "phone2",
        ] + identifierColumns.map(\.name)

    /// Columns that hold an identifier.
    static let identifierColumns: [(name: String, kind: IdentifierKind)] = [
        ("barcode", .barcodeCard), ("card", .barcodeCard), ("magstripe", .magneticCard),
        ("smartcard", .smartCard), ("tag", .contactlessTag), ("key", .electronicKey),
        ("external", .external),
    ]

    /// The fields of a staged row.
    private enum Field {
        static let number = 0
        static let name = 1
        static let first = 2
        static let last = 3
        static let kind = 4
        static let status = 5
        static let since = 6
        static let membership = 7
        static let street = 9
        static let city = 10
        static let state = 11
        static let zip = 12
        static let email = 13
        static let phone = 14
        static let phone2 = 15
        static let identifiers = 16
    }

    static func stage(_ table: borrowing TableReader, _ rows: inout StagedRows) -> String? {
        let number = table[0]
        guard (1...32).contains(number.count) else { return "the number has not 1 to 32 bytes" }
        guard table[1].count <= 128, table[2].count + table[3].count + 1 <= 128 else {
            return "the name is longer than 128 bytes"
        }
        var shopper = 0
        if !table[8].isEmpty {
            guard let given = CoreNumber.integer(table[8]), given >= 1 else {
                return "the shopper is not a number from 1 up"
            }
            shopper = given
        }
        if !table[4].isEmpty, CustomerKind(rawValue: String(table[4])) == nil {
            return "the kind is none of \(words(of: CustomerKind.self))"
        }
        if !table[5].isEmpty, CustomerStatus(rawValue: String(table[5])) == nil {
            return "the status is none of \(words(of: CustomerStatus.self))"
        }
        if !table[6].isEmpty, CalendarDate(iso8601: table[6]) == nil {
            return "the date in \"since\" is not like 2027-05-14"
        }
        for index in Field.identifiers..<columns.count where table[index].count > 128 {
            return "the identifier in \"\(columns[index])\" is longer than 128 bytes"
        }
        rows.begin(key: StagedRows.key(of: number), place: shopper, line: table.line)
        for column in 0..<columns.count { rows.add(table[column]) }
        return nil
    }

    private static func words<Word: CaseIterable & RawRepresentable>(of: Word.Type) -> String
    where Word.RawValue == String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }

    static func apply(_ rows: StagedRows, _ importer: Importer) throws(DirectoryError) {
        let accounts = try AccountWriter(importer.database, source: importer.source)
        let identifiers = try IdentifierWriter(importer.database, source: importer.source)
        let contacts = try ContactWriter(
            importer.database, source: importer.source, importer.options)
        var given = IdentifierList()
        var draft = AccountDraft()
        var index = 0
        while index < rows.rows.count {
            let first = index
            repeat {
                index += 1
            } while index < rows.rows.count
                && rows.sameFirst(rows.rows[index], rows.rows[first])
            let account = accepted(rows, first..<index, importer)
            fill(&draft, rows, account)
            guard case .written(let customer) = try accounts.write(draft) else {
                for row in account {
                    importer.notes.reject(line: row.line, AccountWriter.isForeign)
                }
                continue
            }
            try accounts.flush()
            try reach(rows, account, customer, contacts)
            gather(rows, account, customer, &given, importer)
        }
        try given.write(with: identifiers, notes: &importer.notes)
        importer.finishing()
        try accounts.finish(importer.database)
        importer.report.customers.add(accounts.customers)
        importer.report.shoppers.add(accounts.shoppers)
        importer.report.identifiers.add(identifiers.counts)
        importer.hasAccounts = true
        importer.identifierKinds.formUnion(identifierColumns.map(\.kind))
        importer.report.phones.add(contacts.phones)
        importer.report.contacts.add(contacts.contacts)
    }

    /// The account's rows without those that say something else of the same shopper. A further row of the same
    /// name, or of none, adds identifiers and telephones.
    private static func accepted(
        _ rows: StagedRows, _ account: Range<Int>, _ importer: Importer
    ) -> [StagedRows.Row] {
        var taken: [StagedRows.Row] = []
        for row in rows.rows[account] {
            importer.count()
            if let earlier = taken.first(where: { $0.place == row.place }) {
                let hasName =
                    !rows[row, Field.name].isEmpty || !rows[row, Field.first].isEmpty
                    || !rows[row, Field.last].isEmpty
                let isSame =
                    rows[row, Field.name].equals(rows[earlier, Field.name])
                    && rows[row, Field.first].equals(rows[earlier, Field.first])
                    && rows[row, Field.last].equals(rows[earlier, Field.last])
                if hasName, !isSame {
                    importer.notes.reject(
                        line: row.line,
                        "line \(earlier.line) gives this number another name: give each person a shopper number"
                    )
                    continue
                }
            }
            taken.append(row)
        }
        return taken
    }

    /// Describes the account. The row without a shopper, or else that of the lowest, says what holds for all.
    private static func fill(
        _ draft: inout AccountDraft, _ rows: StagedRows, _ account: [StagedRows.Row]
    ) {
        let head = account[0]
        draft.removeAll()
        draft.number = draft.add(rows[head, Field.number])
        draft.kind = CustomerKind(rawValue: String(rows[head, Field.kind])) ?? .individual
        draft.status = CustomerStatus(rawValue: String(rows[head, Field.status])) ?? .active
        draft.statusSince = draft.add(rows[head, Field.since])
        draft.membershipType = draft.add(rows[head, Field.membership])
        draft.isMember = !draft.membershipType.isEmpty
        draft.name = name(of: head, rows, &draft)
        for row in account where row.place > 0 && draft.people.last?.number != Int64(row.place) {
            add(row, number: row.place, rows, &draft)
        }
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
        let first = draft.add(rows[row, Field.first])
        let last = draft.add(rows[row, Field.last])
        draft.people.append(
            .init(number: Int64(number), name: name, first: first, last: last, isActive: true))
    }

    private static func name(
        of row: StagedRows.Row, _ rows: StagedRows, _ draft: inout AccountDraft
    ) -> AccountDraft.Field {
        rows[row, Field.name].isEmpty
            ? draft.addName(first: rows[row, Field.first], last: rows[row, Field.last])
            : draft.add(rows[row, Field.name])
    }

    /// Gives the customer the address of the first row and the telephones of all.
    private static func reach(
        _ rows: StagedRows, _ account: [StagedRows.Row], _ customer: Int64,
        _ contacts: ContactWriter
    ) throws(DirectoryError) {
        let head = account[0]
        try contacts.write(
            street: rows[head, Field.street], city: rows[head, Field.city],
            state: rows[head, Field.state], zip: rows[head, Field.zip],
            email: rows[head, Field.email], customer: customer)
        var place = 0
        for row in account {
            for column in [Field.phone, Field.phone2] where !rows[row, column].isEmpty {
                place += 1
                try contacts.write(
                    phone: rows[row, column], place: place, customer: customer,
                    shopper: shopper(of: row))
            }
        }
        try contacts.removePhones(of: customer, after: place)
    }

    /// Gathers the identifiers of all rows.
    private static func gather(
        _ rows: StagedRows, _ account: [StagedRows.Row], _ customer: Int64,
        _ list: inout IdentifierList, _ importer: Importer
    ) {
        for row in account {
            for (offset, column) in identifierColumns.enumerated() {
                let given = rows[row, Field.identifiers + offset]
                guard !given.isEmpty else { continue }
                var value = Bytes<128>(given)
                if column.kind == .barcodeCard, importer.options.cardsHaveCheckDigit,
                    given.isAllDigits
                {
                    guard
                        case .success(let number) = CardNumber.thirteen(given, hasCheckDigit: true)
                    else {
                        importer.notes.reject(line: row.line, "the card's check digit is wrong")
                        continue
                    }
                    value = Bytes(number.span)
                }
                list.add(
                    kind: column.kind, value: value.span, spelling: given, customer: customer,
                    shopper: shopper(of: row), line: row.line)
            }
        }
    }

    private static func shopper(of row: StagedRows.Row) -> Int64? {
        row.place > 0 ? Int64(row.place) : nil
    }
}
