import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Customers whom another system owns (facts/customers.md, 2.2). Each test bears its criterion's
/// id.
@Suite struct CustomerCriteriaTests {
    private let shop: Shop
    private static let rows = """
        number,name,barcode,phone
        500,Ana Anders,0040122900500,+16125550142
        733,Leo Lind,0040122900733,
        """

    init() throws {
        shop = try Shop()
        try shop.takeOver(Self.rows)
    }

    @Test(
        "C-1: a field that the source owns is not edited here, and the source is named",
        arguments: CustomerField.allCases.filter { $0.canBelongToSource && $0.column != nil })
    func owned(field: CustomerField) throws {
        let refusal = shop.refusal { editor throws(DatabaseError) in
            try editor.set(field, of: "500", to: field == .status ? "inactive" : "x")
        }
        #expect(
            refusal == .ownedBySource(field: field.rawValue, customer: "500", source: "office"))
        #expect(refusal.map { $0.description.contains("office") } == true)
    }

    @Test("C-1: the same fields of a customer entered here are ours, and every change is said")
    func own() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "9", name: "Nia")
        }
        let changes = try shop.edit { editor throws(DatabaseError) in
            try editor.set(.name, of: "9", to: "Nia Novak")
            try editor.set(.email, of: "9", to: "nia@example.org")
            try editor.set(.status, of: "9", to: "inactive")
        }
        #expect(
            changes.map(\.description) == [
                "customer 9: name Nia Novak, was Nia", "customer 9: email nia@example.org",
                "customer 9: status inactive, was active",
            ])
        #expect(try shop.lookUp.search("novak", limit: 5).map(\.number) == ["9"])
    }

    @Test("C-1: a source that gives some fields leaves the others to us")
    func partOwned() throws {
        try shop.editor.database().run("INSERT INTO source_field SELECT id, 'name' FROM source")
        shop.editor.endBurst()
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.set(.name, of: "500", to: "x")
            } != nil)
        try shop.edit { editor throws(DatabaseError) in
            try editor.set(.email, of: "500", to: "ana@example.org")
        }
    }

    @Test(
        "C-2: customers are individuals, organisations, groups, staff, catch-all or visiting",
        arguments: CustomerKind.allCases)
    func kinds(kind: CustomerKind) throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(kind, number: "K", name: "Somebody")
        }
        #expect(try shop.holding("K").customer.kind == kind)
    }

    @Test("C-6: a local change is kept for an adapter once the outbox is on, an import is not")
    func outbox() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setExtra("allergy", of: "500", to: "nuts")
        }
        #expect(try shop.editor.outbox(after: 0, limit: 10).isEmpty)
        try shop.edit { editor throws(DatabaseError) in try editor.setOutbox(on: true) }
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPhone("612 555 0188", international: "+16125550188", of: "500")
        }
        try shop.takeOver(Self.rows.replacing("Leo Lind", with: "Leo Linden"))
        let entries = try shop.editor.outbox(after: 0, limit: 10)
        #expect(entries.map(\.what) == ["phone"])
        #expect(entries.first?.customer == "500")
        try shop.edit { editor throws(DatabaseError) in
            try editor.clearOutbox(through: entries.last?.id ?? 0)
        }
        #expect(try shop.editor.outbox(after: 0, limit: 10).isEmpty)
    }

    @Test(
        "C-7: extra fields and what else is ours survive imports, also of a customer who was gone")
    func extraFields() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setExtra("allergy", of: "500", to: "nuts", visible: true)
            try editor.addNotice("Ask for the parcel", to: "500", on: .identify)
            try editor.addCategory("Gold", to: "500")
        }
        try shop.takeOver(Self.rows.replacing("Ana Anders", with: "Ana Anderson"))
        #expect(try shop.details("500").categories == ["Gold"])
        #expect(try shop.details("500").messages == ["Ask for the parcel"])
        try shop.editor.database().run(
            "DELETE FROM identifier; DELETE FROM customer WHERE number = '500'")
        shop.editor.endBurst()
        try shop.takeOver(Self.rows)
        #expect(try shop.editor.extraFields(of: "500").map(\.value) == ["nuts"])
    }

    @Test("C-8: the export has what the source gives beside what only we have")
    func export() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setExtra("allergy", of: "500", to: "nuts")
            try editor.addCategory("Gold", to: "500")
            try editor.add(
                NewGrant("42", what: "a bottle", allowed: 3, beneficiaries: ["500", "733"]))
        }
        _ = try shop.editor.redeem(
            WantedRedemption(of: "42", by: "733", lane: "L1", key: "a"), by: "mia")
        var lines: [String] = []
        try shop.editor.export { customer throws(DatabaseError) in
            lines.append(
                "\(customer.number) \(customer.name) \(customer.source ?? "") \(customer.categories) \(customer.extra) \(customer.grants.map { "\($0.grant): \($0.used) of \($0.allowed)" })"
            )
        }
        #expect(
            lines == [
                "500 Ana Anders office [\"Gold\"] [\"allergy\": \"nuts\"] [\"42: 1 of 3\"]",
                "733 Leo Lind office [] [:] [\"42: 1 of 3\"]",
            ])
    }

    @Test(
        "C-9: another module's data hangs on the customer's number, and imported rows stay as they are"
    )
    func otherModules() throws {
        let before = try shop.count("SELECT total(length(name) + status) FROM customer")
        try shop.edit { editor throws(DatabaseError) in
            try editor.setExtra("order.last", of: "500", to: "A-1007")
        }
        #expect(try shop.editor.extraFields(of: "500").map(\.name) == ["order.last"])
        #expect(try shop.count("SELECT total(length(name) + status) FROM customer") == before)
    }

    @Test(
        "C-12: somebody captured with an unknown identifier is pending until taken over, with likely duplicates"
    )
    func pending() throws {
        var id: Int64 = 0
        try shop.edit { editor throws(DatabaseError) in
            id = try editor.capture(
                name: "Ana Anders", identifier: Identifier(kind: .barcodeCard, "0040122900999"),
                phone: "612-555-0142", international: "+16125550142", lane: "L1")
        }
        #expect(try shop.who(.barcodeCard, "0040122900999") == "pending")
        let waiting = try shop.editor.pending()
        #expect(waiting.map(\.masked) == ["*********0999"])
        #expect(waiting.first?.likely == ["500"])
        try shop.edit { editor throws(DatabaseError) in
            try editor.execute(pending: id, number: "900")
        }
        #expect(try shop.who(.barcodeCard, "0040122900999") == "900 Ana Anders, 1 Ana Anders of 1")
        #expect(try shop.who(.phone, "+16125550142") == "several")
        #expect(try shop.editor.pending().isEmpty)
    }

    @Test("C-12: a pending one that is discarded leaves the identifier unknown")
    func discarded() throws {
        var id: Int64 = 0
        try shop.edit { editor throws(DatabaseError) in
            id = try editor.capture(
                name: "Zoe", identifier: Identifier(kind: .magneticCard, "8134"))
        }
        try shop.edit { editor throws(DatabaseError) in try editor.discard(pending: id) }
        #expect(try shop.who(.magneticCard, "8134") == "nobody")
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                _ = try editor.capture(
                    name: "Zoe", identifier: Identifier(kind: .barcodeCard, "0040122900500"))
            } == .heldBy("customer 500"))
    }

    @Test(
        "C-14: inactive in the point of sale is refused, unless it is sticky",
        arguments: [
            (1, nil, "500 Ana Anders, 1 Ana Anders of 1"), (0, nil, "inactive by customer"),
            (0, 0, "inactive by customer"), (0, 1, "500 Ana Anders, 1 Ana Anders of 1"),
        ] as [(Int, Int?, String)])
    func inactive(active: Int, sticky: Int?, expected: String) throws {
        try shop.editor.database().run(
            """
            UPDATE customer SET active_in_pos = \(active), status = \(active == 1 ? 1 : 2),
                active_in_pos_sticky = \(sticky.map(String.init) ?? "NULL") WHERE number = '500'
            """)
        shop.editor.endBurst()
        #expect(try shop.who(.barcodeCard, "0040122900500").hasSuffix(expected))
        let hit = try #require(try shop.lookUp.search("anders", limit: 1).first)
        #expect(hit.servable == expected.hasSuffix("of 1"))
    }

    @Test("A suspension made here beats what the source says, and outlives its imports")
    func suspendedHere() throws {
        try shop.edit { editor throws(DatabaseError) in try editor.suspend(true, customer: "500") }
        try shop.takeOver(Self.rows.replacing("Ana Anders", with: "Ana Anderson"))
        #expect(
            try shop.who(.barcodeCard, "0040122900500")
                .hasSuffix("suspended by customer since 2026-03-03"))
        #expect(try shop.lookUp.search("anderson", limit: 1).first?.servable == false)
        try shop.edit { editor throws(DatabaseError) in try editor.suspend(false, customer: "500")
        }
        #expect(try shop.who(.barcodeCard, "0040122900500").hasSuffix("of 1"))
    }

    @Test("Erasure removes the person everywhere in the directory, and says what it removed")
    func forget() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setExtra("allergy", of: "500", to: "nuts")
            try editor.addNotice("x", to: "500", on: .identify)
            try editor.stay(in: "412", customer: "500", from: 0, until: 10)
            try editor.join(household: "HH", "500", from: editor.day("2026-01-01"))
            try editor.move(
                .barcodeCard, "0040122900500", to: .customer("733", shopper: nil), consented: true,
                why: nil)
        }
        let erasure = try shop.editor.forget("500", by: "mia")
        #expect(erasure.source == "office")
        #expect(erasure.removed["customers"] == 1)
        #expect(try shop.editor.show(number: "500") == nil)
        let file = try Data(contentsOf: URL(fileURLWithPath: shop.path))
        for secret in ["Ana Anders", "nuts", "5550142"] {
            #expect(file.range(of: Data(secret.utf8)) == nil, "\(secret.count) bytes are left")
        }
        for table in [
            "assignment", "extra_field", "notice", "stay", "household_member", "name_word",
        ] {
            let column =
                ["assignment", "extra_field"].contains(table)
                ? "customer_number = '500'" : "customer_id = 1"
            #expect(try shop.count("SELECT count(*) FROM \(table) WHERE \(column)") == 0)
        }
        #expect(try shop.editor.check().filter { !$0.isNotice }.isEmpty)
    }
}
