import DirectorySupport
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// What keeps grants whole: imports, the schema, the check, and what a new grant must be.
extension GrantCriteriaTests {
    @Test(
        "A grant outlives an import that drops its customer, and is there when the customer returns"
    )
    func imported() throws {
        let rows = "number,name\n600,Ana\n601,Ben\n"
        try shop.takeOver(rows)
        let grant = NewGrant("44", what: "44", allowed: 1, beneficiaries: ["600"])
        try shop.edit { editor throws(DatabaseError) in try editor.add(grant) }
        var options = ImportOptions()
        options.deletesMissing = true
        _ = try shop.editor.importFile(
            try shop.write("less.csv", "number,name\n601,Ben\n"), format: .csv, source: "office",
            options: options)
        #expect(refusal(wanted("600", "a", grant: "44")) == .noSuch(what: "customer", name: "600"))
        #expect(try shop.editor.check().map(\.code) == ["grants"])
        try shop.takeOver(rows)
        try redeem(wanted("600", "a", grant: "44"))
        #expect(try shop.editor.show(number: "600")?.grants.map(\.left) == [0])
    }

    @Test(
        "What breaks a rule of grants is refused by the schema, and nothing of it stays",
        arguments: [
            "UPDATE shared_grant SET used = 3",
            "INSERT INTO redemption VALUES (9, 1, '900', 'L1', NULL, 'x', 1, 0, 0, NULL)",
            "INSERT INTO redemption VALUES (9, 1, '500', 'L1', NULL, 'a', 1, 0, 0, NULL)",
            "INSERT INTO redemption VALUES (9, 1, '500', 'L1', NULL, 'x', 1, 0, 0, 7)",
            "UPDATE redemption SET customer_number = '733'", "UPDATE redemption SET lane = 'L2'",
            "UPDATE redemption SET state = 2", "DELETE FROM redemption",
            "DELETE FROM shared_grant",
        ])
    func schema(sql: String) throws {
        try add(allowed: 2)
        try redeem(wanted("500", "a"))
        #expect(throws: DatabaseError.self) { try shop.editor.database().run(sql) }
        shop.editor.endBurst()
        #expect(try shop.count("SELECT used FROM shared_grant") == 1)
        #expect(try shop.editor.check().isEmpty)
    }

    @Test(
        "Check finds uses that are not what was redeemed, and redemptions by others",
        arguments: [
            "UPDATE shared_grant SET used = 0", "UPDATE shared_grant SET used = 2",
            "DELETE FROM grant_beneficiary WHERE customer_number = '500'",
            "PRAGMA ignore_check_constraints = ON; UPDATE shared_grant SET used = 3, allowed = 2",
        ])
    func damage(sql: String) throws {
        try add(allowed: 2)
        try redeem(wanted("500", "a"))
        try shop.editor.database().run(sql)
        shop.editor.endBurst()
        let found = try shop.editor.check().filter { !$0.isNotice }
        #expect(found.contains { $0.code == "grants" && $0.text.hasSuffix(": 42") }, "\(found)")
    }

    @Test("A grant that cannot be is not made")
    func wrong() throws {
        try add()
        for (name, what, allowed, numbers) in [
            ("42", "x", 1, ["500"]), ("", "x", 1, ["500"]), ("43", "", 1, ["500"]),
            ("43", "x", 0, ["500"]), ("43", "x", 1, []), ("43", "x", 1, ["500", "1"]),
        ] {
            let new = NewGrant(name, what: what, allowed: allowed, beneficiaries: numbers)
            #expect(
                shop.refusal { editor throws(DatabaseError) in try editor.add(new) } != nil,
                "\(new)")
        }
        #expect(try shop.editor.grants().count == 1)
    }
}
