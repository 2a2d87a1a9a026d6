import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Identifiers of regular customers (facts/customers.md, 2.5). Each test bears its criterion's id.
@Suite struct IdentifierCriteriaTests {
    private let shop: Shop

    init() throws {
        shop = try Shop.withRegulars()
    }

    @Test("T-16: a suspension names its level: group, identifier or customer")
    func levels() throws {
        try shop.edit { editor throws(DatabaseError) in
            var card = NewIdentifier(.barcodeCard, "GIFT-1")
            card.group = "2024 gift cards"
            try editor.assign(card, to: .customer("500", shopper: nil))
            try editor.suspend(true, group: "2024 gift cards")
        }
        #expect(
            try shop.who(.barcodeCard, "GIFT-1").hasSuffix("suspended by group since 2026-03-03"))
        #expect(try shop.who(.barcodeCard, "0040122900500").hasSuffix("of 1"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.suspend(false, group: "2024 gift cards")
            try editor.setState("suspended", of: .barcodeCard, "GIFT-1")
        }
        #expect(
            try shop.who(.barcodeCard, "GIFT-1").hasSuffix(
                "suspended by identifier since 2026-03-03"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.setState("active", of: .barcodeCard, "GIFT-1")
            try editor.suspend(true, customer: "500")
        }
        #expect(
            try shop.who(.barcodeCard, "GIFT-1").hasSuffix("suspended by customer since 2026-03-03")
        )
        try shop.edit { editor throws(DatabaseError) in try editor.suspend(false, customer: "500")
        }
        #expect(try shop.who(.barcodeCard, "GIFT-1").hasSuffix("of 1"))
    }

    @Test(
        "T-17: an identifier moves with consent only, and its old assignment is closed, not erased")
    func moving() throws {
        let move = { (consented: Bool) in
            { (editor: Editor) throws(DatabaseError) in
                try editor.move(
                    .barcodeCard, "0040122900500", to: .customer("501", shopper: nil),
                    consented: consented,
                    why: nil)
            }
        }
        #expect(shop.refusal(of: move(false)) == .heldBy("customer 500"))
        shop.today = try day("2026-04-04")
        let changes = try shop.edit(move(true))
        #expect(
            changes.map(\.description) == [
                "barcodeCard *********0500: holder customer 501, was customer 500"
            ])
        #expect(try shop.who(.barcodeCard, "0040122900500") == "501 Leo Lind, 1 Leo Lind of 1")
        let known = try #require(try shop.editor.who(has: "0040122900500").first)
        #expect(known.issuedOn == "2026-04-04")
        #expect(known.history.map(\.issuedOn) == ["2026-03-03"])
        #expect(known.history.map(\.endedOn) == ["2026-04-04"])
    }

    @Test("T-17: a source's identifier that was moved here stays moved until it is released")
    func released() throws {
        let rows = "number,name,barcode\n600,Nia,0040122900600\n"
        try shop.takeOver(rows)
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.release(.barcodeCard, "0040122900600")
            } == .notMovedHere)
        try shop.edit { editor throws(DatabaseError) in
            try editor.move(
                .barcodeCard, "0040122900600", to: .customer("501", shopper: nil), consented: true,
                why: nil)
        }
        #expect(try shop.editor.who(has: "0040122900600").map(\.isHeldLocally) == [true])
        try shop.edit { editor throws(DatabaseError) in
            try editor.release(.barcodeCard, "0040122900600")
        }
        #expect(try shop.who(.barcodeCard, "0040122900600") == "600 Nia, 1 Nia of 1")
    }

    @Test(
        "T-18: a mask counts where nothing exact does, and the longest literal wins",
        arguments: [
            ("0412", "500 Iva Harsh, 1 Iva Harsh of 1"), ("0499", "501 Leo Lind, 1 Leo Lind of 1"),
            ("04", "nobody"), ("0411", "70 Acme, 1 J. Roy of 2"), ("04123", "70 Acme of 2"),
            ("05", "nobody"),
        ])
    func masks(code: String, expected: String) throws {
        try shop.edit { editor throws(DatabaseError) in
            for (mask, holder) in [
                ("04??", NewHolder.customer("501", shopper: nil)),
                ("041?", .customer("70", shopper: 1)),
                ("0412*", .customer("70", shopper: nil)),
            ] {
                var new = NewIdentifier(.external, mask)
                new.isMask = true
                try editor.assign(new, to: holder)
            }
            try editor.assign(NewIdentifier(.external, "0412"), to: .customer("500", shopper: nil))
        }
        #expect(try shop.who(.external, code) == expected)
        // The mask's own text is no code.
        #expect(try shop.who(.external, "0???") == "nobody")
        #expect(try shop.who(.electronicKey, "0412") == "nobody")
    }

    @Test(
        "T-18: two masks that are equally near for some code are refused when saved",
        arguments: [
            ("04?1", "0?11", true), ("04?1", "041?", true), ("04*", "0?4", true),
            ("04*", "04?", true),
            ("04*", "05*", false), ("A?C", "A?B", false), ("??1", "1??", true), ("1*", "?1*", true),
            ("12*", "1?2", true),
            ("12*", "1??2", true), ("12?", "12??", false),
        ])
    func ties(one: String, other: String, isTie: Bool) throws {
        func save(_ mask: String) -> ChangeRefusal? {
            shop.refusal { editor throws(DatabaseError) in
                var new = NewIdentifier(.external, mask)
                new.isMask = true
                try editor.assign(new, to: .customer("500", shopper: nil))
            }
        }
        #expect(save(one) == nil)
        #expect(save(other) == (isTie ? .masksTie : nil))
    }

    @Test(
        "T-18: a mask that could stand for everything, or is none, is refused",
        arguments: ["*", "??", "A*B", "AB", ""])
    func noMask(text: String) throws {
        #expect(Mask(Array(text.utf8).span) == nil)
    }

    @Test("T-19: an employee's identifier is staff, not a customer")
    func staff() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.setEmployee(number: "E1", name: "Mia")
            try editor.assign(NewIdentifier(.magneticCard, "MANAGER"), to: .employee("E1"))
        }
        #expect(try shop.who(.magneticCard, "MANAGER") == "staff Mia")
        try shop.edit { editor throws(DatabaseError) in
            try editor.setEmployee(number: "E1", name: "Mia", active: false)
        }
        #expect(try shop.who(.magneticCard, "MANAGER") == "inactive by identifier")
    }

    @Test(
        "A tag that a reader shortens is known where only one tag has these bits",
        arguments: [
            ("0400D507D0", "500 Iva Harsh, 1 Iva Harsh of 1"),
            ("00D507D0", "500 Iva Harsh, 1 Iva Harsh of 1"),
            ("00d507d0", "500 Iva Harsh, 1 Iva Harsh of 1"),
            ("0013961168", "500 Iva Harsh, 1 Iva Harsh of 1"),
            ("213,02000", "ambiguous by identifier"), ("D507D0", "ambiguous by identifier"),
            ("D507D1", "nobody"), ("213,99999", "nobody"), ("0099999999", "nobody"),
        ])
    func shortSpellings(spelling: String, expected: String) throws {
        // Facts: 0013961168, 213,02000 and 00D507D0 are one EM4100 tag.
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.contactlessTag, "0400D507D0"), to: .customer("500", shopper: nil))
            try editor.assign(
                NewIdentifier(.contactlessTag, "0401D507D0"), to: .customer("501", shopper: nil))
        }
        #expect(try shop.who(.contactlessTag, spelling) == expected)
    }

    @Test("A one-time code is taken once, and not after its time")
    func oneTimeCode() throws {
        try shop.edit { editor throws(DatabaseError) in
            var code = NewIdentifier(.oneTimeCode, "90551")
            code.expiresAt = 1000
            try editor.assign(code, to: .customer("500", shopper: nil))
        }
        shop.now = 1000
        #expect(try shop.who(.oneTimeCode, "90551") == "500 Iva Harsh, 1 Iva Harsh of 1")
        shop.now = 1001
        #expect(try shop.who(.oneTimeCode, "90551").hasSuffix("expired by identifier"))
        shop.now = 900
        var used: [Bool] = []
        for _ in 0..<2 {
            try shop.edit { editor throws(DatabaseError) in
                used.append(try editor.use(code: "90551"))
            }
        }
        #expect(used == [true, false])
        #expect(try shop.who(.oneTimeCode, "90551").hasSuffix("used by identifier"))
    }

    @Test("The check finds nothing in what the tool makes, and what was broken by hand")
    func checked() throws {
        #expect(try shop.editor.check().filter { !$0.isNotice }.isEmpty)
        try shop.editor.database().run(
            "PRAGMA foreign_keys = OFF; UPDATE customer SET flags = 8, shopper_count = 7 WHERE number = '500'"
        )
        shop.editor.endBurst()
        #expect(try shop.editor.check().map(\.code) == ["flags", "shoppers", "noHolder"])
    }

    @Test("A backup is a whole directory of mode 0600, also while it is read")
    func backup() throws {
        _ = try shop.lookUp.holder(of: Identifier(kind: .magneticCard, "ROY"))
        let path = shop.file("backup.sqlite")
        try shop.editor.backUp(to: path)
        let copy = try CustomerDirectory(path: path, access: .lookUp)
        #expect(
            try copy.holder(of: Identifier(kind: .magneticCard, "ROY")).summary
                == "70 Acme, 1 J. Roy of 2")
        #expect(throws: DatabaseError.self) { try shop.editor.backUp(to: path) }
    }

    @Test("T-18: a mask is moved and withdrawn; a withdrawn one hides no other and can be given")
    func masksChangeHands() throws {
        func mask(_ pattern: String) -> NewIdentifier {
            var new = NewIdentifier(.external, pattern)
            new.isMask = true
            return new
        }
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(mask("04*"), to: .customer("500", shopper: nil))
            try editor.assign(mask("041*"), to: .customer("501", shopper: nil))
        }
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.move(
                    .external, "041*", to: .customer("70", shopper: nil), consented: false,
                    why: nil)
            } == .heldBy("customer 501"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.move(
                .external, "041*", to: .customer("70", shopper: nil), consented: true, why: nil)
        }
        #expect(try shop.who(.external, "0412") == "70 Acme of 2")
        try shop.edit { editor throws(DatabaseError) in
            try editor.withdraw(.external, "041*", why: nil)
        }
        #expect(try shop.who(.external, "0412").hasPrefix("500 "))
        // It stands for nobody, so that another of its like is no tie.
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(mask("04?2*"), to: .customer("70", shopper: nil))
            try editor.withdraw(.external, "04?2*", why: nil)
            try editor.assign(mask("041*"), to: .customer("501", shopper: nil))
        }
        #expect(try shop.who(.external, "0412").hasPrefix("501 "))
        try shop.edit { editor throws(DatabaseError) in
            try editor.withdraw(.external, "041*", why: nil)
            try editor.withdraw(.external, "04*", why: nil)
        }
        #expect(try shop.who(.external, "0412") == "nobody")
        #expect(
            try shop.count("SELECT count(*) FROM assignment WHERE scope = 'mask'") ?? 0 >= 5)
        #expect(
            shop.refusal { editor throws(DatabaseError) in
                try editor.withdraw(.external, "04*", why: nil)
            } == .noSuch(what: "held", name: "external"))
    }
}
