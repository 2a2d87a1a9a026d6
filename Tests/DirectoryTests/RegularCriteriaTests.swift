import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Regular customers (facts/customers.md, 2.5). Each test bears its criterion's id.
@Suite struct RegularCriteriaTests {
    private let shop: Shop

    init() throws {
        shop = try Shop.withRegulars()
    }

    @Test("T-1: an organisation is identified by its representative")
    func representative() throws {
        #expect(try shop.who(.magneticCard, "ROY") == "70 Acme, 1 J. Roy of 2")
        #expect(try shop.holding("70").customer.kind == .organisation)
    }

    @Test(
        "T-2: notices are shown on their occasion and on their days",
        arguments: [
            ("2026-05-14", ["Happy birthday"]), ("2026-05-15", []),
            ("2026-02-28", ["Leap year's child"]),
            ("2028-02-28", []), ("2028-02-29", ["Leap year's child"]),
            ("2026-06-01", ["Summer"]), ("2026-06-30", ["Summer"]), ("2026-07-01", []),
        ] as [(String, [String])])
    func notices(date: String, messages: [String]) throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addNotice("Happy birthday", to: "500", on: .identify, yearly: "05-14")
            try editor.addNotice("Leap year's child", to: "500", on: .identify, yearly: "02-29")
            try editor.addNotice(
                "Summer", to: "500", on: .identify, from: editor.day("2026-06-01"),
                to: editor.day("2026-06-30"))
            try editor.addNotice("Thank you", to: "500", on: .receipt)
        }
        shop.today = try day(date)
        let details = try shop.details("500")
        #expect(details.messages == messages)
        #expect(details.receiptMessages == ["Thank you"])
    }

    @Test("T-3: a group customer is identified like any other")
    func group() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.group, number: "90", name: "Tour 12")
            try editor.assign(
                NewIdentifier(.barcodeCard, "TOUR12"), to: .customer("90", shopper: nil))
        }
        #expect(try shop.who(.barcodeCard, "TOUR12") == "90 Tour 12 of 0")
        #expect(try shop.holding("90").customer.kind == .group)
    }

    @Test("T-4: the start of any name finds, whatever case and accents; an empty search is refused")
    func byName() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "502", name: "José O'Hara")
            try editor.add(.individual, number: "503", name: "Harald Blau")
            try editor.suspend(true, customer: "503")
        }
        #expect(
            try shop.lookUp.search("har", limit: 20).map(\.number).sorted() == [
                "500", "502", "503",
            ])
        #expect(try shop.lookUp.search("HARSH", limit: 20).map(\.name) == ["Iva Harsh"])
        #expect(try shop.lookUp.search("jose", limit: 20).map(\.number) == ["502"])
        #expect(try shop.lookUp.search("roy", limit: 20).map(\.number) == ["70"])
        #expect(try shop.lookUp.search("harald", limit: 20).map(\.servable) == [false])
        #expect(throws: DatabaseError.emptySearch) { try shop.lookUp.search(" -'", limit: 20) }
    }

    @Test("T-5: a room is its guests' for as long as they stay, by the clock")
    func room() throws {
        // Checking out at 1,000.
        try shop.edit { editor throws(DatabaseError) in
            try editor.stay(in: "412", customer: "500", from: 100, until: 1000)
            try editor.stay(in: "412", customer: "501", from: 200, until: 1000)
        }
        let room = Identifier(kind: .room, "412")
        for (now, expected) in [
            (99, "nobody"), (100, "500 Iva Harsh, 1 Iva Harsh of 1"), (200, "several"),
            (999, "several"),
            (1000, "nobody"),
        ] as [(Int64, String)] {
            shop.now = now
            #expect(try shop.who(.room, "412") == expected, "at \(now)")
        }
        shop.now = 500
        #expect(try shop.lookUp.candidates(for: room).map { String($0.id) } == ["500", "501"])
        #expect(try shop.lookUp.guests(of: "412", named: "lin").map { String($0.id) } == ["501"])
        #expect(try shop.lookUp.guests(of: "413").isEmpty)
        try shop.edit { editor throws(DatabaseError) in
            try editor.checkOut(of: "412", customer: "501")
        }
        #expect(try shop.who(.room, "412") == "500 Iva Harsh, 1 Iva Harsh of 1")
    }

    @Test(
        "T-6: an identifier that is issued to a customer leads to the customer, and keeps its date")
    func issued() throws {
        #expect(try shop.who(.barcodeCard, "0040122900500") == "500 Iva Harsh, 1 Iva Harsh of 1")
        #expect(try shop.editor.who(has: "0040122900500").map(\.issuedOn) == ["2026-03-03"])
    }

    @Test("T-7: an impersonal identifier is its bearer's and never leads to a customer")
    func bearer() throws {
        try shop.edit { editor throws(DatabaseError) in
            var band = NewIdentifier(.contactlessTag, "WRISTBAND 17")
            band.group = "wristbands"
            try editor.assign(band, to: .bearer)
        }
        #expect(try shop.who(.contactlessTag, "WRISTBAND 17") == "bearer")
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.assign(
                    NewIdentifier(.contactlessTag, "WRISTBAND 17"),
                    to: .customer("500", shopper: nil))
            } == .heldBy("whoever bears it"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.suspend(true, group: "wristbands")
        }
        #expect(
            try shop.who(.contactlessTag, "WRISTBAND 17") == "suspended by group since 2026-03-03")
    }

    @Test("T-8: one customer has identifiers of every kind; kind and value together are unique")
    func everyKind() throws {
        let kinds: [IdentifierKind] = [
            .magneticCard, .smartCard, .contactlessTag, .electronicKey, .external,
        ]
        try shop.edit { editor throws(DatabaseError) in
            for kind in kinds {
                try editor.assign(
                    NewIdentifier(kind, "0040122900500"), to: .customer("500", shopper: 1))
            }
        }
        for kind in kinds + [.barcodeCard] {
            #expect(try shop.who(kind, "0040122900500") == "500 Iva Harsh, 1 Iva Harsh of 1")
        }
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.assign(
                    NewIdentifier(.smartCard, "0040122900500"), to: .customer("501", shopper: nil))
            } == .heldBy("customer 500, shopper 1"))
    }

    @Test("T-9: a telephone in international form leads to its owner, several owners to a choice")
    func phone() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPhone("(612) 555-0142", international: "+16125550142", of: "500")
        }
        #expect(try shop.who(.phone, "+16125550142") == "500 Iva Harsh, 1 Iva Harsh of 1")
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPhone("612.555.0142", international: "+16125550142", of: "501")
        }
        #expect(try shop.who(.phone, "+16125550142") == "several")
        #expect(
            try shop.lookUp.candidates(for: Identifier(kind: .phone, "+16125550142")).map {
                String($0.id)
            }
                == ["500", "501"])
    }

    @Test("T-10: what a look-up and an event's details hold is name and category, no profile")
    func profile() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.set(.street, of: "500", to: "Main Street 1")
            try editor.set(.email, of: "500", to: "iva@example.org")
            try editor.setExtra("preference", of: "500", to: "window seat")
            try editor.addCategory("Gold", to: "500")
        }
        let details = try shop.details("500")
        #expect(details.categories == ["Gold"])
        var shown = ""
        dump(details, to: &shown)
        for secret in ["Main Street", "example.org", "window"] { #expect(!shown.contains(secret)) }
        #expect(try shop.editor.show(number: "500")?.hasAddress == true)
    }

    @Test("T-11: balances of another system are shown with their time, and cannot be entered here")
    func balances() throws {
        try shop.takeOver("number,name\n600,Nia\n")
        try shop.editor.database().run(
            "INSERT INTO balance SELECT c.id, 'points', '120', 1772524800, c.source_id FROM customer c WHERE number = '600'"
        )
        shop.editor.endBurst()
        #expect(
            try shop.editor.balances(of: "600") == [
                Balance(name: "points", amount: "120", asOf: 1_772_524_800)
            ])
        #expect(throws: DatabaseError.self) {
            try shop.editor.database().run(
                "INSERT INTO balance SELECT id, 'p', '1', 0, NULL FROM customer")
        }
    }

    @Test("T-12: all categories of a customer are given, in their days, and none replaces another")
    func categories() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addCategory("Gold", to: "500")
            try editor.addCategory("Spring", to: "500", to: editor.day("2026-03-03"))
            try editor.addCategory("Autumn", to: "500", from: editor.day("2026-09-01"))
        }
        #expect(try shop.details("500").categories == ["Gold", "Spring"])
        shop.today = try day("2026-03-04")
        #expect(try shop.details("500").categories == ["Gold"])
    }

    @Test(
        "T-13: the limit of a tab is passed on: the customer's own, else the least of the categories'"
    )
    func limits() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addCategory("Gold", to: "500")
            try editor.addCategory("Club", to: "500")
            try editor.setCategory("Gold", tabLimit: "1000.00")
            try editor.setCategory("Club", tabLimit: "500.00")
        }
        #expect(try shop.details("500").tabLimit == "500.00")
        try shop.edit { editor throws(DatabaseError) in
            try editor.set(.tabLimit, of: "500", to: "750.00")
        }
        #expect(try shop.details("500").tabLimit == "750.00")
        try shop.edit { editor throws(DatabaseError) in
            try editor.set(.tabLimit, of: "500", to: nil)
        }
        #expect(try shop.details("500").tabLimit == "500.00")
    }

    @Test("T-15: who has a code: every kind, its holder, group, state and history, masked")
    func whoHas() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setEmployee(number: "E1", name: "Mia")
            try editor.assign(NewIdentifier(.magneticCard, "0040122900500"), to: .employee("E1"))
            try editor.move(
                .barcodeCard, "0040122900500", to: .customer("501", shopper: nil), consented: true,
                why: "sold")
        }
        let found = try shop.editor.who(has: "0040122900500")
        #expect(
            found.map { "\($0.kind) \($0.holder) \($0.number ?? "")" } == [
                "barcodeCard customer 501", "magneticCard employee E1",
            ])
        #expect(found.allSatisfy { $0.masked == "*********0500" })
        #expect(
            found.first?.history.map { "\($0.holder) \($0.endedOn) \($0.why ?? "")" } == [
                "customer 500 2026-03-03 sold"
            ])
        #expect(try shop.editor.who(has: "500").map(\.kind) == ["memberNumber"])
        #expect(try shop.editor.who(has: "nothing").isEmpty)
    }
}
