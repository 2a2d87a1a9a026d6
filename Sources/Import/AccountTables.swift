import Identity

/// CORE-POS's newer pair: `CustomerAccounts`, each with the number of its card, and `Customers`,
/// the people. They are turned into rows of the older tables, which say the same.
///
/// `memberStatus` is what the account was before a suspension, `activeStatus` what it is now, where
/// that is another: whoever reads only the first serves those who are suspended.
enum AccountTables {
    /// Puts rows of the older tables in the place of these.
    static func join(_ input: inout ImportInput, _ options: ImportOptions) {
        guard let place = input.tables.firstIndex(where: { $0.format == .customerAccounts }) else {
            return
        }
        var accounts = input.tables[place]
        var people = StagedTable(format: .accountPeople, name: "Customers")
        if let found = input.tables.first(where: { $0.format == .accountPeople }) { people = found }
        input.tables.removeAll {
            $0.format == .customerAccounts || $0.format == .accountPeople
        }
        accounts.rows.sort()
        people.rows.sort()
        var made = CoreTables(accounts.name, people.name)
        var index = 0
        var previous: UInt64?
        for account in accounts.rows.rows {
            input.notes.file = accounts.name
            if previous == account.key {
                input.notes.reject(line: account.line, "repeats the account of an earlier line")
                continue
            }
            previous = account.key
            let all = people.rows.rows
            while index < all.count, all[index].key < account.key {
                reject(all[index], people.name, &input.notes)
                index += 1
            }
            let first = index
            while index < all.count, all[index].key == account.key { index += 1 }
            if let fault = made.add(
                account, accounts.rows, Array(all[first..<index]), people.rows, options)
            {
                input.notes.file = accounts.name
                input.notes.reject(line: account.line, fault)
            }
        }
        for row in people.rows.rows.dropFirst(index) { reject(row, people.name, &input.notes) }
        input.tables += made.tables
    }

    private static func reject(
        _ row: StagedRows.Row, _ file: String, _ notes: inout ImportNotes
    ) {
        notes.file = file
        notes.reject(line: row.line, "there is no account of this number")
    }
}

/// Rows of CORE-POS's older tables, made from the newer ones.
private struct CoreTables {
    private var people: StagedTable
    private var contacts: StagedTable
    private var cards: StagedTable
    private var days: StagedTable

    var tables: [StagedTable] { [people, contacts, cards, days] }

    init(_ accounts: String, _ people: String) {
        self.people = StagedTable(format: .custdata, name: people)
        contacts = StagedTable(format: .meminfo, name: accounts)
        cards = StagedTable(format: .memberCards, name: accounts)
        days = StagedTable(format: .memDates, name: accounts)
    }

    /// Adds an account; what of it is not taken, though the rest is.
    mutating func add(
        _ account: StagedRows.Row, _ rows: borrowing StagedRows, _ persons: [StagedRows.Row],
        _ personRows: borrowing StagedRows, _ options: ImportOptions
    ) -> String? {
        let status = rows[account, 3].isEmpty ? String(rows[account, 2]) : String(rows[account, 3])
        var number = 1
        for person in persons {
            // The holder stands first and is person 1; without one nobody is.
            if number == 1, person.place != 0 { number = 2 }
            people.rows.begin(key: account.key, place: number, line: person.line)
            people.rows.add(rows[account, 0])
            people.rows.add(String(number))
            people.rows.add(personRows[person, 3])
            people.rows.add(personRows[person, 2])
            people.rows.add(status)
            people.rows.add(rows[account, 4])
            people.rows.add(personRows[person, 5])
            people.rows.add("")
            number += 1
        }
        if let head = persons.first {
            contacts.rows.begin(key: account.key, line: account.line)
            contacts.rows.add(rows[account, 0])
            let street = [String(rows[account, 6]), String(rows[account, 7])]
            contacts.rows.add(street.filter { !$0.isEmpty }.joined(separator: "\n"))
            for column in 8...10 { contacts.rows.add(rows[account, column]) }
            contacts.rows.add(personRows[head, 6])
            contacts.rows.add(personRows[head, 8])
            contacts.rows.add(personRows[head, 7])
            days.rows.begin(key: account.key, line: account.line)
            days.rows.add(rows[account, 0])
            for column in 11...12 { days.rows.add(rows[account, column]) }
        }
        let card = rows[account, 5]
        guard !card.isEmpty else { return persons.isEmpty ? "an account without people" : nil }
        guard !persons.isEmpty else { return "an account without people" }
        guard card.isAllDigits,
            case .success(let value) = CardNumber.thirteen(
                card, hasCheckDigit: options.cardsHaveCheckDigit)
        else { return "idCardUPC is no card's number; the account is taken without it" }
        cards.rows.begin(key: account.key, line: account.line)
        cards.rows.add(rows[account, 0])
        cards.rows.add(value.span)
        cards.rows.add(card)
        return nil
    }
}
