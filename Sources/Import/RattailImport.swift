import Identity
import SQLite

/// Rattail's tables, one file each: customers, people, who shops on which account and when,
/// memberships, telephones. They refer to each other by UUID, with or without dashes, and are
/// joined into rows of the plain form.
enum RattailImport {
    /// Puts one table in the plain form in the place of all of Rattail's.
    static func join(_ input: inout ImportInput, _ options: ImportOptions) {
        guard input.tables.contains(where: { $0.format.family == .rattail }) else { return }
        var join = RattailJoin(input.tables.filter { $0.format.family == .rattail }, options)
        input.tables.removeAll { $0.format.family == .rattail }
        input.tables += join.plain(notes: &input.notes)
    }
}

/// The join under way.
private struct RattailJoin {
    private struct Row {
        var fields: [String]
        var line: Int
        var file: String

        subscript(index: Int) -> String { fields[index] }
    }

    private var tables: [ImportFormat: [Row]] = [:]
    private var columns: [ImportFormat: [String]] = [:]
    /// The files of the rows that are staged, beside the first.
    private var files: [String] = []
    private let key: CustomerKey

    init(_ staged: [StagedTable], _ options: ImportOptions) {
        key = options.key
        for table in staged {
            let width = table.format.layout.columns.count
            columns[table.format] = table.columns
            for row in table.rows.rows {
                let fields = (0..<width).map { String(table.rows[row, $0]) }
                tables[table.format, default: []].append(
                    Row(fields: fields, line: row.line, file: table.name))
            }
        }
    }

    private func rows(_ format: ImportFormat) -> [Row] { tables[format] ?? [] }

    private func grouped(_ format: ImportFormat, by column: Int) -> [String: [Row]] {
        Dictionary(grouping: rows(format), by: { $0[column] })
    }

    mutating func plain(notes: inout ImportNotes) -> [StagedTable] {
        let people = grouped(.rattailPerson, by: 0)
        let isOlder = rows(.rattailShopper).isEmpty
        let shoppers =
            isOlder
            ? grouped(.rattailCustomerPerson, by: 1) : grouped(.rattailShopper, by: 1)
        let periods = grouped(.rattailHistory, by: 0)
        let members = grouped(.rattailMember, by: 1)
        let phones = grouped(.rattailPhone, by: 0)
        let name = rows(.rattailCustomer).first?.file ?? "Customer"
        var staged = StagedTable(format: .csv, name: name, columns: given)
        files = [name]
        var known: Set<String> = []
        for customer in rows(.rattailCustomer) {
            notes.file = customer.file
            guard known.insert(customer[0]).inserted else {
                notes.reject(line: customer.line, "repeats a UUID")
                continue
            }
            let account = account(customer, members[customer[0]] ?? [])
            var more = phones[customer[0]] ?? []
            if let fault = stage(account, &more, customer, &staged.rows) {
                notes.reject(line: customer.line, fault)
                continue
            }
            for shopper in shoppers[customer[0]] ?? [] {
                notes.file = shopper.file
                guard let person = people[shopper[2]]?.first else {
                    notes.reject(line: shopper.line, "there is no person of this UUID")
                    continue
                }
                guard let number = Int(shopper[3]), number >= 1 else {
                    notes.reject(line: shopper.line, "the number is not a number from 1 up")
                    continue
                }
                var row = PlainRow()
                row.shopper = number
                row[.number] = account[.number]
                row[.first] = person[1]
                row[.last] = person[3]
                row[.name] = person[4]
                if !isOlder { row[.active] = shopper[4] }
                var own = phones[person[0]] ?? []
                let times = (isOlder ? nil : periods[shopper[0]]) ?? []
                row[.from] = times.first?[1] ?? ""
                row[.to] = times.first?[2] ?? ""
                if let fault = stage(row, &own, shopper, &staged.rows) {
                    notes.reject(line: shopper.line, fault)
                    continue
                }
                for time in times.dropFirst() {
                    row[.from] = time[1]
                    row[.to] = time[2]
                    var none: [Row] = []
                    if let fault = stage(row, &none, time, &staged.rows) {
                        notes.file = time.file
                        notes.reject(line: time.line, fault)
                    }
                }
            }
        }
        rejectOrphans(known, Set(rows(.rattailPerson).map { $0[0] }), &notes)
        staged.files = Array(files.dropFirst())
        return [staged]
    }

    /// The columns of the plain form that the tables give.
    private var given: [String] {
        var given: [PlainColumn] = [.number, .name, .sourceKey]
        let customers = columns[.rattailCustomer] ?? []
        if customers.contains("active_in_pos") { given.append(.activeInPOS) }
        if customers.contains("active_in_pos_sticky") { given.append(.activeInPOSSticky) }
        if tables[.rattailShopper] != nil || tables[.rattailCustomerPerson] != nil {
            given += [.shopper, .first, .last]
        }
        if columns[.rattailShopper]?.contains("active") == true { given.append(.active) }
        if columns[.rattailHistory] != nil { given += [.from, .to] }
        if columns[.rattailMember] != nil { given += [.membership, .joined, .withdrew] }
        if columns[.rattailPhone] != nil { given += PlainColumn.phones }
        return given.map { "\($0)" }
    }

    /// Says which rows belong to nobody that there is.
    private func rejectOrphans(
        _ customers: Set<String>, _ people: Set<String>, _ notes: inout ImportNotes
    ) {
        let shoppers = Set(rows(.rattailShopper).map { $0[0] })
        let orphans: [(ImportFormat, Int, Set<String>, String)] = [
            (.rattailShopper, 1, customers, "customer"),
            (.rattailCustomerPerson, 1, customers, "customer"),
            (.rattailMember, 1, customers, "customer"),
            (.rattailHistory, 0, shoppers, "shopper"),
            (.rattailPhone, 0, customers.union(people), "customer or person"),
        ]
        for (format, column, known, what) in orphans {
            // The older link is not read where there is the newer.
            if format == .rattailCustomerPerson, tables[.rattailShopper] != nil { continue }
            for row in rows(format) where !known.contains(row[column]) {
                notes.file = row.file
                notes.reject(line: row.line, "there is no \(what) of this UUID")
            }
        }
    }

    /// The account of a customer, a member where one of its memberships is not ended.
    private func account(_ customer: Row, _ members: [Row]) -> PlainRow {
        var row = PlainRow()
        row[.number] = key == .id ? customer[1] : customer[2]
        row[.sourceKey] = customer[0]
        row[.name] = customer[3]
        row[.activeInPOS] = customer[4]
        row[.activeInPOSSticky] = customer[5]
        let bytes = { (text: String) in PlainColumn.flag(Array(text.utf8).span) }
        if let member = members.first(where: { bytes($0[3]) != false }) ?? members.first {
            if bytes(member[3]) != false {
                row[.membership] = member[2].isEmpty ? "member" : member[2]
            }
            row[.joined] = member[4]
            row[.withdrew] = member[5]
        }
        return row
    }

    /// Stages a row with its telephones, the preferred first; more rows where they are more than
    /// one has room for.
    private mutating func stage(
        _ row: PlainRow, _ phones: inout [Row], _ origin: Row, _ rows: inout StagedRows
    ) -> String? {
        var row = row
        phones.sort { (Int($0[2]) ?? Int.max, $0.line) < (Int($1[2]) ?? Int.max, $1.line) }
        repeat {
            for (column, phone) in zip(PlainColumn.phones, phones) { row[column] = phone[3] }
            let file = files.firstIndex(of: origin.file) ?? files.count
            if file == files.count { files.append(origin.file) }
            if let fault = row.stage(into: &rows, line: origin.line, file: file) { return fault }
            phones.removeFirst(min(phones.count, PlainColumn.phones.count))
            let (number, shopper) = (row[.number], row.shopper)
            row = PlainRow()
            row[.number] = number
            row.shopper = shopper
        } while !phones.isEmpty
        return nil
    }
}
