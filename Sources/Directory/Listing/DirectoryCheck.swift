import Identity
public import SQLite

/// Something in the directory that is not as it should be.
public struct DirectoryFinding: Codable, Equatable, Sendable {
    /// A stable word: `schema`, `damaged`, `dangling`, `flags`, `shoppers`, `noHolder`, `masks`,
    /// `words`, `grants`.
    public var code: String
    /// In plain words, without values of identifiers.
    public var text: String
    /// Whether it is legal and only worth knowing.
    public var isNotice: Bool
}

extension DirectoryFinding {
    /// What an error says of a file that another program changed; nil for other errors, which say
    /// that it could not be looked at.
    public init?(_ error: DatabaseError) {
        guard case .planted = error else { return nil }
        self.init(code: "schema", text: error.description, isNotice: false)
    }
}

extension CustomerDirectory {
    /// Looks through the whole file: damage, references that lead nowhere, and what follows from
    /// other rows and does not.
    public func check() throws(DatabaseError) -> [DirectoryFinding] {
        let database = try database()
        defer { endBurst() }
        var found: [DirectoryFinding] = []
        func note(_ code: String, _ text: String, isNotice: Bool = false) {
            found.append(DirectoryFinding(code: code, text: text, isNotice: isNotice))
        }
        try database.rows("PRAGMA integrity_check(20)") { row throws(DatabaseError) in
            if row.text(0) != "ok" { note("damaged", row.text(0)) }
        }
        try database.rows(
            "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2"
        ) { row throws(DatabaseError) in
            note(
                "dangling", "\(row.integer(2)) rows of \(row.text(0)) name no row of \(row.text(1))"
            )
        }
        for rule in Self.rules + Self.grantRules {
            var numbers: [String] = []
            try database.rows(rule.sql + " LIMIT 21") { row throws(DatabaseError) in
                numbers.append(row.text(0))
            }
            guard !numbers.isEmpty else { continue }
            let shown = numbers.prefix(20).joined(separator: ", ")
            note(
                rule.code, "\(rule.text): \(shown)" + (numbers.count > 20 ? " and more" : ""),
                isNotice: rule.isNotice)
        }
        try checkMasks(database) { note("masks", $0) }
        return found
    }

    struct Rule {
        var code: String
        var text: String
        var sql: String
        var isNotice = false
    }

    /// Each finds the numbers of the customers it is about.
    private static let rules: [Rule] = [
        Rule(
            code: "flags", text: "flags do not say what there is of customers",
            sql: """
                SELECT number FROM customer c WHERE flags <> (tab_limit IS NOT NULL) * 32
                    + EXISTS (SELECT 1 FROM local_suspension WHERE customer_id = c.id)
                    + 2 * EXISTS (SELECT 1 FROM household_member WHERE customer_id = c.id)
                    + 4 * EXISTS (SELECT 1 FROM customer_category WHERE customer_id = c.id)
                    + 8 * EXISTS (SELECT 1 FROM notice WHERE customer_id = c.id)
                    + 16 * EXISTS (SELECT 1 FROM shopper_period WHERE customer_id = c.id)
                """),
        Rule(
            code: "shoppers", text: "the count of shoppers is wrong for customers",
            sql: """
                SELECT number FROM customer c WHERE shopper_count
                    <> (SELECT count(*) FROM shopper s WHERE s.customer_id = c.id AND s.active)
                """),
        Rule(
            code: "shoppers", text: "the only shopper is wrong for customers",
            sql: """
                SELECT number FROM customer c WHERE sole_shopper IS NOT
                    (SELECT iif(count(*) = 1, min(s.number), NULL) FROM shopper s
                        WHERE s.customer_id = c.id AND s.active)
                """),
        Rule(
            code: "words", text: "names cannot be searched of customers",
            sql: """
                SELECT number FROM customer c WHERE folded <> ''
                    AND id NOT IN (SELECT customer_id FROM name_word)
                """),
        Rule(
            code: "words", text: "search finds customers that are no more, by key",
            sql:
                "SELECT DISTINCT customer_id FROM name_word WHERE customer_id NOT IN (SELECT id FROM customer)"
        ),
        Rule(
            code: "holder", text: "the holder is no shopper of customers",
            sql: """
                SELECT number FROM customer c WHERE holder IS NOT NULL AND NOT EXISTS
                    (SELECT 1 FROM shopper s WHERE s.customer_id = c.id AND s.number = c.holder)
                """),
        Rule(
            code: "noHolder", text: "several shoppers and no holder have customers",
            sql: "SELECT number FROM customer WHERE holder IS NULL AND shopper_count > 1",
            isNotice: true),
        Rule(
            code: "extra", text: "extra fields wait for the return of customers",
            sql: """
                SELECT DISTINCT customer_number FROM extra_field
                WHERE customer_number NOT IN (SELECT number FROM customer)
                """, isNotice: true),
    ]

    private func checkMasks(
        _ database: Database, note: (String) -> Void
    ) throws(DatabaseError) {
        var masks: [(kind: Int64, mask: Mask)] = []
        try database.rows("SELECT kind, value FROM identifier WHERE scope = 'mask'") {
            (row) throws(DatabaseError) in
            if let mask = row.withBytes(1, { Mask($0) }) { masks.append((row.integer(0), mask)) }
        }
        for (index, one) in masks.enumerated() {
            for other in masks[(index + 1)...]
            where one.kind == other.kind && one.mask.ties(with: other.mask) {
                let word = IdentifierKind(code: one.kind)?.rawValue ?? "unknown"
                note(
                    "two masks of kind \(word) are equally near for some codes: neither is used there"
                )
            }
        }
    }
}
