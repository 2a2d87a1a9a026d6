public import Identity
public import SQLite

extension Editor {
    /// Adds a customer who is ours, not a source's. An individual is the account's only shopper,
    /// number 1, and its holder; the others get theirs one by one.
    public func add(
        _ kind: CustomerKind, number: String, name: String
    ) throws(DatabaseError) {
        try requireName(name)
        try require(number, "number", upTo: 32)
        guard
            try database.first(
                "SELECT 1 FROM customer WHERE number = ?1", .text(number), read: { _ in 1 }) == nil
        else { throw .refused(.exists(what: "customer", name: number)) }
        try database.change(
            """
            INSERT INTO customer (number, name, kind, status, holder) VALUES (?1, ?2, ?3, 1, ?4)
            """, .text(number), .text(name), .integer(kind.code),
            kind == .individual ? 1 : nil)
        let account = try account(number)
        try note(account.word, kind.rawValue, new: name, customer: number)
        if kind == .individual {
            try database.change(
                "INSERT INTO shopper (customer_id, number, name) VALUES (?1, 1, ?2)",
                .integer(account.key), .text(name))
        }
        try refreshNames(of: account.key)
    }

    /// Adds an employee, or changes the name of one.
    public func setEmployee(number: String, name: String, active: Bool = true)
        throws(DatabaseError)
    {
        try requireName(name)
        try require(number, "number", upTo: 32)
        let old = try database.first(
            "SELECT name, active FROM employee WHERE number = ?1", .text(number)
        ) { "\($0.text(0))\($0.integer(1) == 1 ? "" : " (not active)")" }
        try database.change(
            """
            INSERT INTO employee (number, name, active) VALUES (?1, ?2, ?3)
            ON CONFLICT (number) DO UPDATE SET name = excluded.name, active = excluded.active
            """, .text(number), .text(name), .init(active))
        try note(
            "employee \(number)", "name", old: old, new: name + (active ? "" : " (not active)"))
    }

    /// Changes a field of a customer; nil clears it. A field that the customer's source writes is
    /// refused.
    public func set(
        _ field: CustomerField, of number: String, to value: String?
    ) throws(DatabaseError) {
        let account = try account(number)
        try requireOwn(field, of: account)
        guard let column = field.column else {
            throw .refused(
                .wrong(field: field.rawValue, why: "is not one value: use its own command"))
        }
        if column.table == "contact" {
            return try setContact(field, column.name, of: account, to: value)
        }
        let stored = try stored(value, of: field)
        let old =
            try database.first(
                "SELECT \(column.name) FROM customer WHERE id = ?1", .integer(account.key)
            ) { $0.optionalText(0) } ?? nil
        let flags =
            field == .tabLimit
            ? ", flags = " + (value == nil ? "flags & ~32" : "flags | 32") : ""
        let since = field == .status ? ", status_since = '\(today)'" : ""
        try database.change(
            "UPDATE customer SET \(column.name) = ?2\(flags)\(since) WHERE id = ?1",
            .integer(account.key), stored)
        if field == .name, let value {
            // Whoever is the whole account has its name, and no other.
            try database.change(
                """
                UPDATE shopper SET name = ?2 WHERE customer_id = ?1 AND name = ?3 AND source_id IS NULL
                    AND (SELECT count(*) FROM shopper WHERE customer_id = ?1) = 1
                """, .integer(account.key), .text(value), .text(account.name))
            try refreshNames(of: account.key)
        }
        try note(
            account.word, field.rawValue, old: shown(old, of: field), new: value, customer: number)
    }

    private func setContact(
        _ field: CustomerField, _ column: String, of account: Account, to value: String?
    ) throws(DatabaseError) {
        let old =
            try database.first(
                "SELECT \(column) FROM contact WHERE customer_id = ?1", .integer(account.key)
            ) { $0.optionalText(0) } ?? nil
        try database.change(
            """
            INSERT INTO contact (customer_id, \(column)) VALUES (?1, ?2)
            ON CONFLICT (customer_id) DO UPDATE SET \(column) = excluded.\(column)
            """, .integer(account.key), .init(value))
        try note(
            account.word, field.rawValue, old: old, new: value, customer: account.number)
    }

    /// Adds a telephone, of the customer or of one of its shoppers.
    /// - Parameter international: The number in international form (E.164), where it is known.
    public func addPhone(
        _ given: String, international: String?, of number: String, shopper: Int? = nil,
        label: String? = nil
    ) throws(DatabaseError) {
        try require(given, "phone", upTo: 128)
        let account = try account(number)
        if let shopper { try requireShopper(shopper, of: account) }
        let place =
            (try database.integer("SELECT max(place) FROM phone WHERE customer_id = \(account.key)")
                ?? 0) + 1
        try database.change(
            """
            INSERT INTO phone (customer_id, place, given, normalised, shopper_number, label)
            VALUES (?1, max(?2, 100), ?3, ?4, ?5, ?6)
            """, .integer(account.key), .integer(place), .text(given), .init(international),
            .init(shopper), .init(label))
        try note(
            account.word, "phone", new: Self.masked(given), customer: number, value: given)
    }

    /// Makes names searchable again after a change of them, and counts the shoppers who may shop.
    func refreshNames(of key: Int64) throws(DatabaseError) {
        var folded: [UInt8] = []
        var words = NameWords()
        try database.rows("SELECT folded FROM customer WHERE id = ?1", .integer(key)) {
            (row) throws(DatabaseError) in row.withBytes(0) { words.remove($0, of: key) }
        }
        try database.rows(
            """
            SELECT name FROM customer WHERE id = ?1
            UNION ALL SELECT * FROM (SELECT name FROM shopper WHERE customer_id = ?1 ORDER BY number)
            """, .integer(key)
        ) { (row) throws(DatabaseError) in row.withBytes(0) { Folding.add($0, to: &folded) } }
        words.add(folded.span, of: key)
        try words.write(to: database)
        try database.change(
            """
            UPDATE customer SET folded = ?2,
                shopper_count = (SELECT count(*) FROM shopper WHERE customer_id = ?1 AND active),
                (sole_shopper, sole_shopper_name) = (
                    SELECT iif(count(*) = 1, min(s.number), NULL),
                        iif(count(*) = 1, nullif(min(s.name), customer.name), NULL)
                    FROM shopper s WHERE s.customer_id = ?1 AND s.active)
            WHERE id = ?1
            """, .integer(key), .text(String(decoding: folded, as: UTF8.self)))
    }

    private func stored(
        _ value: String?, of field: CustomerField
    ) throws(DatabaseError) -> SQLValue {
        switch field {
        case .name:
            try requireName(value ?? "")
            return .init(value)
        case .kind:
            guard let kind = CustomerKind(rawValue: value ?? "") else {
                throw .refused(.wrong(field: "kind", why: "is \(words(CustomerKind.self))"))
            }
            return .integer(kind.code)
        case .status:
            guard let status = CustomerStatus(rawValue: value ?? ""), status != .suspended,
                status != .pending
            else {
                throw .refused(
                    .wrong(
                        field: "status",
                        why: "is active, inactive or terminated; `suspend` suspends"))
            }
            return .integer(status.code)
        case .sticky:
            guard value == nil || value == "yes" || value == "no" else {
                throw .refused(.wrong(field: "sticky", why: "is yes or no"))
            }
            return .init(value.map { $0 == "yes" ? 1 : 0 })
        case .joined, .withdrew:
            try requireDate(value, field.rawValue)
            return .init(value)
        case .tabLimit:
            try requireAmount(value, field.rawValue)
            return .init(value)
        default: return .init(value)
        }
    }

    private func shown(_ old: String?, of field: CustomerField) -> String? {
        switch field {
        case .kind: old.flatMap(Int64.init).flatMap(CustomerKind.init(code:))?.rawValue
        case .status: old.flatMap(Int64.init).flatMap(CustomerStatus.init(code:))?.rawValue
        case .sticky: old.map { $0 == "1" ? "yes" : "no" }
        default: old
        }
    }

    private func words<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// An identifier or telephone as it may be shown.
    static func masked(_ value: String) -> String { String(Bytes<128>(value).masked) }
}
