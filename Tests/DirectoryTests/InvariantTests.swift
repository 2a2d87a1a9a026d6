import DirectorySupport
import Testing

@testable import Directory
@testable import SQLite

/// Two accounts, people, cards, an employee and what hangs on them.
private let sample = """
    INSERT INTO source (id, name, kind) VALUES (1, 'office', 'csv');
    INSERT INTO customer (id, number, name, kind, status) VALUES (1, '500', 'Ana and Ben', 1, 1), (2, '733', 'Leo', 1, 1);
    INSERT INTO shopper (customer_id, number, name) VALUES (1, 1, 'Ana'), (1, 2, 'Ben'), (2, 1, 'Leo');
    INSERT INTO employee (id, number, name) VALUES (1, 'E1', 'Mia');
    INSERT INTO identifier (kind, value, customer_id, issued_on, source_id)
        VALUES (2, '0040122900500', 1, '2025-01-01', 1), (6, 'key', NULL, NULL, NULL);
    INSERT INTO household (id, code) VALUES (1, 'HH-9');
    """

/// What SQLite itself refuses, whoever writes.
@Suite struct InvariantTests {
    private let folder = TemporaryFolder()

    private func database(_ sql: String = "") throws -> Database {
        let editor = try CustomerDirectory(path: folder.file("d.sqlite"), access: .edit)
        let database = try editor.database()
        editor.endBurst()
        try database.run(sample + sql)
        return database
    }

    @Test(
        "What breaks an invariant is refused by the schema, with the rule's name",
        arguments: [
            // 1: (kind, scope, value) is unique.
            (
                "",
                "INSERT INTO identifier (kind, value, customer_id) VALUES (2, '0040122900500', 2)",
                "UNIQUE"
            ),
            // 3: the date of issue is set once, history is not edited.
            ("", "UPDATE identifier SET issued_on = '2025-02-02' WHERE kind = 2", "set once"),
            ("", "UPDATE identifier SET issued_on = NULL WHERE kind = 2", "set once"),
            (
                "UPDATE identifier SET customer_id = 2, issued_on = '2026-01-01' WHERE kind = 2;",
                "UPDATE assignment SET issued_on = '2027-01-01'", "not edited"
            ),
            // 4: (customer, shopper number) is unique; numbers start at 1.
            ("", "INSERT INTO shopper (customer_id, number, name) VALUES (1, 2, 'x')", "UNIQUE"),
            ("", "INSERT INTO shopper (customer_id, number, name) VALUES (1, 0, 'x')", "CHECK"),
            // 6: periods of one shopper do not overlap, and both of their days belong to them.
            (
                "INSERT INTO shopper_period VALUES (1, 2, '2025-01-01', '2026-01-31', NULL);",
                "INSERT INTO shopper_period VALUES (1, 2, '2026-01-31', NULL, NULL)", "overlap"
            ),
            (
                """
                INSERT INTO shopper_period VALUES (1, 2, '2025-01-01', '2026-01-31', NULL),
                    (1, 2, '2026-02-01', NULL, NULL);
                """,
                "UPDATE shopper_period SET last_day = NULL WHERE first_day = '2025-01-01'",
                "overlap"
            ),
            (
                "", "INSERT INTO shopper_period VALUES (1, 2, '2026-02-01', '2026-01-31', NULL)",
                "CHECK"
            ),
            ("", "INSERT INTO shopper_period VALUES (1, 2, '2026-02-30', NULL, NULL)", "CHECK"),
            ("", "INSERT INTO shopper_period VALUES (1, 9, '2026-02-01', NULL, NULL)", "FOREIGN"),
            // A household's members have periods, too; one head at a time.
            (
                """
                INSERT INTO household VALUES (2, 'HH-10', NULL);
                INSERT INTO household_member VALUES (1, '2025-01-01', NULL, 1, 2, NULL);
                """,
                "INSERT INTO household_member VALUES (1, '2026-01-01', NULL, 2, 2, NULL)",
                "one household"
            ),
            (
                "INSERT INTO household_member VALUES (1, '2025-01-01', NULL, 1, 1, NULL);",
                "INSERT INTO household_member VALUES (2, '2026-01-01', NULL, 1, 1, NULL)",
                "one head"
            ),
            // 19: an impersonal identifier has no customer and no employee.
            ("", "UPDATE identifier SET class = 2 WHERE kind = 2", "CHECK"),
            ("", "UPDATE identifier SET class = 2, employee_id = 1 WHERE kind = 6", "CHECK"),
            ("", "UPDATE identifier SET employee_id = 1 WHERE kind = 2", "CHECK"),
            ("", "UPDATE identifier SET used_at = 1 WHERE kind = 2", "CHECK"),
            ("", "UPDATE identifier SET held_locally = 1 WHERE kind = 6", "CHECK"),
            // 16: a mask that could match everything, or is none.
            (
                "",
                "INSERT INTO identifier (kind, value, scope, literals) VALUES (6, '*', 'mask', 0)",
                "CHECK"
            ),
            (
                "",
                "INSERT INTO identifier (kind, value, scope, literals) VALUES (6, 'A*B', 'mask', 2)",
                "CHECK"
            ),
            (
                "",
                "INSERT INTO identifier (kind, value, scope, literals) VALUES (6, 'AB', 'mask', 2)",
                "CHECK"
            ),
            (
                "",
                "INSERT INTO identifier (kind, value, scope, literals) VALUES (6, 'A?', 'mask', 2)",
                "CHECK"
            ),
            ("", "INSERT INTO identifier (kind, value, scope) VALUES (6, 'A?', 'mask')", "CHECK"),
            (
                "",
                "INSERT INTO stay (room, customer_id, check_in, check_out) VALUES ('412', 1, 20, 20)",
                "CHECK"
            ),
            ("", "INSERT INTO balance VALUES (1, 'points', '12,5', 0, 1)", "CHECK"),
            ("", "INSERT INTO balance VALUES (1, 'points', '120', 0, NULL)", "NOT NULL"),
            (
                "",
                "INSERT INTO notice (customer_id, occasion, text, yearly) VALUES (1, 1, 'x', '02-30')",
                "CHECK"
            ),
            ("", "INSERT INTO notice (customer_id, occasion, text) VALUES (1, 4, 'x')", "CHECK"),
            ("", "UPDATE customer SET tab_limit = '500.00' WHERE id = 1", "CHECK"),
            ("", "INSERT INTO local_suspension VALUES (1, 'yesterday', NULL)", "CHECK"),
            (
                "INSERT INTO local_suspension VALUES (1, '2026-01-01', NULL);",
                "UPDATE local_suspension SET customer_id = 2", "does not change"
            ),
            (
                "INSERT INTO pending_customer (name, kind, value, captured_at) VALUES ('a', 2, 'c', 1);",
                "INSERT INTO pending_customer (name, kind, value, captured_at) VALUES ('b', 2, 'c', 1)",
                "UNIQUE"
            ),
            (
                "", "INSERT INTO pending_customer (name, captured_at, state) VALUES ('a', 1, 2)",
                "CHECK"
            ),
        ])
    func refused(prepare: String, change: String, rule: String) throws {
        let database = try database(prepare)
        let error = #expect(throws: DatabaseError.self) { try database.run(change) }
        guard case .constraint(let named)? = error else {
            Issue.record("refused as \(String(describing: error))")
            return
        }
        #expect(named.contains(rule))
    }

    @Test(
        "What keeps the invariants is taken",
        arguments: [
            """
            INSERT INTO shopper_period VALUES (1, 2, '2025-01-01', '2026-01-31', NULL),
                (1, 2, '2026-02-01', NULL, NULL), (1, 1, '2026-01-31', NULL, NULL);
            UPDATE shopper_period SET last_day = '2026-01-30' WHERE first_day = '2025-01-01'
            """,
            """
            INSERT INTO household_member VALUES (1, '2025-01-01', '2025-12-31', 1, 1, NULL),
                (2, '2026-01-01', NULL, 1, 1, NULL), (1, '2026-01-01', NULL, 1, 2, NULL)
            """,
            "UPDATE identifier SET issued_on = '2026-01-01' WHERE kind = 6",
            "UPDATE identifier SET customer_id = 2, issued_on = '2026-01-01' WHERE kind = 2",
            "UPDATE identifier SET held_locally = 1, source_customer_id = 1 WHERE kind = 2",
            "UPDATE customer SET tab_limit = '500.00', flags = flags | 32 WHERE id = 1",
            "INSERT INTO identifier (kind, value, scope, literals) VALUES (6, '04-?12*', 'mask', 5)",
            "INSERT INTO notice (customer_id, occasion, text, yearly) VALUES (1, 1, 'x', '02-29')",
            "DELETE FROM customer WHERE id = 1",
        ])
    func taken(change: String) throws {
        let database = try database()
        try database.run(change)
        #expect(try database.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    }

    @Test("2, 3: an identifier that changes hands leaves a closed assignment behind, and only then")
    func history() throws {
        let database = try database()
        try database.run(
            "UPDATE identifier SET comment = 'worn', shopper_number = NULL WHERE kind = 2")
        #expect(try database.integer("SELECT count(*) FROM assignment") == 0)
        try database.run(
            "UPDATE identifier SET customer_id = 2, issued_on = '2026-03-03' WHERE kind = 2")
        let row = try database.prepare(
            "SELECT customer_number || ' ' || issued_on || ' ' || ended_on FROM assignment")
        #expect(try row.step())
        #expect(row.text(0) == "500 2025-01-01 2026-03-03")
        row.reset()
        try database.run("UPDATE assignment SET ended_why = 'moved'")
        #expect(throws: DatabaseError.self) {
            try database.run("UPDATE assignment SET ended_why = 'lost'")
        }
        // The history outlives the record.
        try database.run("DELETE FROM customer WHERE id = 1")
        #expect(try database.integer("SELECT count(*) FROM assignment") == 1)
    }

    @Test("The customer's flags follow what there is of the customer")
    func flags() throws {
        let database = try database()
        let flags = "SELECT flags FROM customer WHERE id = 1"
        let steps: [(String, Int64)] = [
            ("INSERT INTO local_suspension VALUES (1, '2026-01-01', NULL)", 1),
            ("INSERT INTO household_member VALUES (1, '2026-01-01', NULL, 1, 2, NULL)", 3),
            ("INSERT INTO category (id, name) VALUES (1, 'Gold'), (2, 'Club')", 3),
            ("INSERT INTO customer_category (customer_id, category_id) VALUES (1, 1), (1, 2)", 7),
            ("INSERT INTO notice (customer_id, occasion, text) VALUES (1, 1, 'hello')", 15),
            ("INSERT INTO shopper_period VALUES (1, 1, '2026-01-01', NULL, NULL)", 31),
            ("DELETE FROM customer_category WHERE category_id = 1", 31),
            ("DELETE FROM category WHERE id = 2", 27),
            ("DELETE FROM local_suspension", 26),
            ("DELETE FROM notice", 18),
            ("DELETE FROM household", 16),
            ("DELETE FROM shopper_period", 0),
        ]
        for (change, expected) in steps {
            try database.run(change)
            #expect(try database.integer(flags) == expected, "after \(change)")
        }
    }
}
