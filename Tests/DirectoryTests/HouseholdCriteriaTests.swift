import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Household and shared accounts (facts/customers.md, 2.1). Each test bears its criterion's id.
@Suite struct HouseholdCriteriaTests {
    private let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.group, number: "500", name: "Ana and Ben")
            try editor.addShopper(to: "500", name: "Ana", isHolder: true)
            try editor.addShopper(to: "500", name: "Ben")
            try editor.addShopper(to: "500", name: "Spouse of Ben")
            try editor.add(.individual, number: "733", name: "Leo")
            try editor.assign(
                NewIdentifier(.barcodeCard, "0040122900500"), to: .customer("500", shopper: nil))
            try editor.assign(
                NewIdentifier(.electronicKey, "FOB-OF-BEN"), to: .customer("500", shopper: 2))
            try editor.addCategory("Club", to: "500")
        }
    }

    @Test("H-1: any active shopper's identifier gives the account and its categories")
    func shared() throws {
        #expect(try shop.who(.electronicKey, "FOB-OF-BEN") == "500 Ana and Ben, 2 Ben of 3")
        #expect(try shop.who(.barcodeCard, "0040122900500") == "500 Ana and Ben of 3")
        #expect(try shop.details("500").categories == ["Club"])
    }

    @Test("H-2: a household hangs on the customer, who need not be a member")
    func noMember() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.staff, number: "88", name: "Crew")
            try editor.addShopper(to: "88", name: "Mia")
            try editor.addShopper(to: "88", name: "Noa")
            try editor.assign(NewIdentifier(.magneticCard, "M"), to: .customer("88", shopper: 1))
            try editor.assign(NewIdentifier(.magneticCard, "N"), to: .customer("88", shopper: 2))
            try editor.addCategory("Staff", to: "88")
        }
        #expect(try shop.who(.magneticCard, "M") == "88 Crew, 1 Mia of 2")
        #expect(try shop.who(.magneticCard, "N") == "88 Crew, 2 Noa of 2")
        #expect(try shop.details("88").categories == ["Staff"])
        #expect(try shop.editor.show(number: "88")?.isMember == false)
    }

    @Test("H-3: a person who is known by name only cannot be scanned, and can be chosen")
    func nameOnly() throws {
        let account = try shop.holding("500")
        let names = try shop.lookUp.shoppers(of: account).compactMap {
            $0.shopper.map { String($0.name) }
        }
        #expect(names == ["Ana", "Ben", "Spouse of Ben"])
    }

    @Test("H-4: accounts of one household keep their numbers, and name the household")
    func household() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.join(household: "HH-9", "500", from: editor.day("2025-01-01"), isHead: true)
            try editor.join(household: "HH-9", "733", from: editor.day("2026-03-03"))
        }
        #expect(try shop.details("500").household == "HH-9")
        #expect(try shop.details("733").household == "HH-9")
        #expect(try shop.holding("733").customer.number == "733")
        shop.today = try day("2026-03-02")
        #expect(try shop.details("733").household == "")
        try shop.edit { editor throws(DatabaseError) in
            try editor.leave(household: "HH-9", "733", on: editor.day("2026-03-10"))
        }
        shop.today = try day("2026-03-10")
        #expect(try shop.details("733").household == "HH-9")
        shop.today = try day("2026-03-11")
        #expect(try shop.details("733").household == "")
        // Ended memberships stay readable.
        #expect(
            try shop.editor.household("HH-9", on: day("2026-03-05")).map(\.number) == [
                "500", "733",
            ])
    }

    @Test(
        "H-6: a shopper's period has both its days, and an ended one stays readable",
        arguments: [
            ("2024-12-31", "inactive by identifier"), ("2025-01-01", "2 Ben of 3"),
            ("2026-01-31", "2 Ben of 3"),
            ("2026-02-01", "inactive by identifier"),
        ])
    func periods(on date: String, expected: String) throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPeriod(
                of: 2, in: "500", from: editor.day("2025-01-01"), to: editor.day("2026-01-31"))
        }
        shop.today = try day(date)
        #expect(try shop.who(.electronicKey, "FOB-OF-BEN").hasSuffix(expected))
        let served = try shop.lookUp.shoppers(of: try shop.holding("500"))
        #expect(served.count == (expected.hasPrefix("2 Ben") ? 3 : 2))
        #expect(try shop.count("SELECT count(*) FROM shopper_period") == 1)
    }

    @Test("H-6: periods of one shopper that overlap are refused")
    func overlap() throws {
        #expect(throws: DatabaseError.self) {
            try shop.edit { editor throws(DatabaseError) in
                try editor.addPeriod(of: 2, in: "500", from: nil, to: editor.day("2026-01-31"))
                try editor.addPeriod(of: 2, in: "500", from: editor.day("2026-01-31"), to: nil)
            }
        }
        #expect(try shop.count("SELECT count(*) FROM shopper_period") == 0)
    }

    @Test("H-7: a household that changes is told to whoever takes the outbox, once it is on")
    func outbox() throws {
        #expect(try shop.editor.outbox(after: 0, limit: 10).isEmpty)
        try shop.edit { editor throws(DatabaseError) in try editor.setOutbox(on: true) }
        try shop.edit { editor throws(DatabaseError) in
            try editor.endShopper(2, in: "500", on: editor.day("2026-03-02"))
        }
        let told = try shop.editor.outbox(after: 0, limit: 10)
        #expect(told.contains { $0.what == "household" && $0.customer == "500" })
    }

    @Test("H-11: the shoppers of an account are candidates in order, the holder first")
    func candidates() throws {
        let shoppers = try shop.lookUp.shoppers(of: try shop.holding("500"))
        #expect(shoppers.map { String($0.id) } == ["1", "2", "3"])
        #expect(try shop.editor.show(number: "500")?.shoppers.first?.isHolder == true)
    }

    @Test("Leaving a household ends the membership of that one only, and of no other's")
    func leaving() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.join(household: "HH-9", "500", from: editor.day("2026-01-01"))
            try editor.join(household: "HH-8", "733", from: editor.day("2026-01-01"))
        }
        let refusal = shop.refusal { editor throws(DatabaseError) in
            try editor.leave(household: "HH-8", "500", on: editor.day("2026-03-03"))
        }
        #expect(
            refusal == .noSuch(what: "member of household HH-8", name: "500 on 2026-03-03"))
        shop.today = try day("2026-03-04")
        #expect(try shop.details("500").household == "HH-9")
        #expect(try shop.details("733").household == "HH-8")
    }

    @Test("An account whose shoppers have all ended is refused, and served again with one of them")
    func allEnded() throws {
        try shop.edit { editor throws(DatabaseError) in
            for shopper in 1...3 {
                try editor.endShopper(shopper, in: "500", on: editor.day("2026-03-02"))
            }
            try editor.assign(
                NewIdentifier(.external, "OF-ALL"), to: .customer("500", shopper: nil))
        }
        for (date, refusal) in [
            ("2026-03-02", Refusal?.none),
            ("2026-03-03", Refusal(reason: .inactive, level: .customer)),
        ] {
            shop.today = try day(date)
            #expect(try shop.holding("500").refusal == refusal)
            let card = try shop.who(.external, "OF-ALL")
            #expect(card.hasSuffix("inactive by customer") == (refusal != nil), "\(card)")
            let found = try shop.lookUp.search("ana", limit: 9).first { $0.number == "500" }
            shop.lookUp.endBurst()
            #expect(found?.servable == (refusal == nil))
        }
        // A card of one's own says whose it is.
        #expect(try shop.who(.electronicKey, "FOB-OF-BEN").hasSuffix("inactive by identifier"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPeriod(of: 3, in: "500", from: editor.day("2026-03-03"), to: nil)
        }
        #expect(try shop.holding("500").refusal == nil)
    }

    @Test("An account that never had shoppers serves whoever comes; one of inactive ones does not")
    func noShoppers() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.organisation, number: "90", name: "Club")
        }
        #expect(try shop.holding("90").refusal == nil)
        try shop.edit { editor throws(DatabaseError) in
            try editor.addShopper(to: "90", name: "Zoe")
        }
        try shop.editor.database().run(
            """
            UPDATE shopper SET active = 0 WHERE customer_id =
                (SELECT id FROM customer WHERE number = '90');
            UPDATE customer SET shopper_count = 0, sole_shopper = NULL, sole_shopper_name = NULL
                WHERE number = '90'
            """)
        shop.editor.endBurst()
        #expect(
            try shop.holding("90").refusal == Refusal(reason: .inactive, level: .customer))
    }
}

extension Editor {
    /// A date of a test.
    func day(_ text: String) -> CalendarDate {
        CalendarDate(iso8601: Array(text.utf8).span) ?? CalendarDate(daysSinceEpoch: 0)
    }
}
