import Identity
import SQLite

/// CORE-POS's `custdata`: one row a person. All rows of one `CardNo` are one account; person 1
/// holds it, and what the row of person 1, or else of the lowest, says of type and membership
/// counts for the account.
enum CustdataImport {
    /// The fields of a staged row.
    private enum Field {
        static let number = 0
        static let last = 2
        static let first = 3
        static let type = 4
        static let memberType = 5
        static let staff = 6
        static let screenLine = 7
    }

    static func apply(_ table: StagedTable, _ importer: Importer) throws(DatabaseError) {
        let rows = table.rows
        var silence: AccountDraft.Silence = [.joined, .withdrew]
        if !table.has("memType") { silence.insert(.membership) }
        if !table.has("staff") { silence.insert(.kind) }
        if !table.has("blueLine") { silence.insert(.screenLine) }
        let writer = try importer.accountWriter()
        let types = try MemtypeImport.known(importer)
        var draft = AccountDraft()
        try rows.eachGroup { account throws(DatabaseError) in
            let persons = distinct(account, importer)
            guard fill(&draft, rows, persons, importer) else { return }
            warn(rows, persons[0], types, importer)
            draft.silence = silence
            guard let fault = try writer.write(&draft).fault else { return }
            for row in persons { importer.notes.reject(line: row.line, fault) }
        }
        try writer.flush()
        importer.hasAccounts = true
    }

    /// The account's rows without those that repeat a person.
    private static func distinct(
        _ account: ArraySlice<StagedRows.Row>, _ importer: Importer
    ) -> [StagedRows.Row] {
        var persons: [StagedRows.Row] = []
        for row in account {
            importer.count()
            if let last = persons.last, last.place == row.place {
                importer.notes.reject(
                    line: row.line, "repeats person \(row.place) of line \(last.line)")
            } else {
                persons.append(row)
            }
        }
        return persons
    }

    /// Describes the account; false for a placeholder that is left out.
    private static func fill(
        _ draft: inout AccountDraft, _ rows: StagedRows, _ persons: [StagedRows.Row],
        _ importer: Importer
    ) -> Bool {
        let head = persons[0]
        if rows[head, Field.first].isEmpty, CoreNumber.isWord(rows[head, Field.last], "NEW MEMBER")
        {
            importer.notes.warn(
                "placeholder", line: head.line,
                importer.options.skipsPlaceholders
                    ? "a placeholder (NEW MEMBER), left out" : "a placeholder (NEW MEMBER)")
            if importer.options.skipsPlaceholders { return false }
        }
        draft.removeAll()
        draft.number = draft.add(rows[head, Field.number])
        let type = status(rows[head, Field.type])
        draft.status = type.status
        draft.isMember = type.isMember
        draft.kind = kind(rows, head, importer.options)
        draft.sourceType = draft.add(rows[head, Field.type])
        draft.membershipType = draft.add(rows[head, Field.memberType])
        draft.screenLine = draft.add(rows[head, Field.screenLine])
        for row in persons {
            let own = status(rows[row, Field.type]).status
            let last = draft.add(rows[row, Field.last])
            let first = draft.add(rows[row, Field.first])
            draft.people.append(
                .init(
                    number: Int64(row.place),
                    name: draft.addName(first: rows[row, Field.first], last: rows[row, Field.last]),
                    first: first, last: last,
                    // On an account that is not served the people are listed all the same.
                    isActive: own == .active || draft.status != .active))
        }
        draft.name = draft.people[0].name
        draft.holder = head.place == 1 ? 1 : nil
        return true
    }

    /// What a `Type` means. An unknown one is served, as CORE-POS's lane does on a scan, but not as
    /// a member.
    private static func status(
        _ type: borrowing Span<UInt8>
    ) -> (status: CustomerStatus, isMember: Bool, isKnown: Bool) {
        if CoreNumber.isWord(type, "PC") { return (.active, true, true) }
        if CoreNumber.isWord(type, "REG") { return (.active, false, true) }
        if CoreNumber.isWord(type, "INACT") { return (.inactive, false, true) }
        if CoreNumber.isWord(type, "TERM") { return (.terminated, false, true) }
        return (.active, false, false)
    }

    private static func kind(
        _ rows: StagedRows, _ head: StagedRows.Row, _ options: ImportOptions
    ) -> CustomerKind {
        if !options.catchAllNumbers.isEmpty || !options.visitingNumbers.isEmpty {
            let number = String(rows[head, Field.number])
            if options.catchAllNumbers.contains(number) { return .catchAll }
            if options.visitingNumbers.contains(number) { return .visiting }
        }
        let staff = CoreNumber.integer(rows[head, Field.staff]) ?? 0
        return staff > 0 ? .staff : .individual
    }

    private static func warn(
        _ rows: StagedRows, _ head: StagedRows.Row, _ types: Set<String>, _ importer: Importer
    ) {
        let type = rows[head, Field.type]
        if !status(type).isKnown {
            importer.notes.warn(
                "unknownType", line: head.line,
                "the Type \"\(String(type))\" is not known; served, but not as a member")
        }
        if head.place != 1 {
            importer.notes.warn(
                "noPersonOne", line: head.line, "an account without person 1, so without a holder")
        }
        if rows[head, Field.last].isEmpty, rows[head, Field.first].isEmpty {
            importer.notes.warn("noName", line: head.line, "an account without a name")
        }
        let membership = rows[head, Field.memberType]
        if !types.isEmpty, !membership.isEmpty {
            let code = String(membership)
            if !types.contains(code) {
                importer.notes.warn(
                    "unknownMembershipType", line: head.line,
                    "the memType \"\(code)\" is not in memtype")
            }
        }
    }
}
