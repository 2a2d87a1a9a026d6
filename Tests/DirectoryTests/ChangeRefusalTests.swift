import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// What people type wrong is refused in words for people, before the schema refuses it in its own.
@Suite struct ChangeRefusalTests {
    private let shop: Shop

    init() throws { shop = try Shop.withRegulars() }

    private static let long = String(repeating: "é", count: 65)
    private static let changes: [(String, @Sendable (Editor) throws(DatabaseError) -> Void)] = [
        (
            "number has 1 to 32 bytes",
            { e throws(DatabaseError) in
                try e.add(.individual, number: String(repeating: "ä", count: 17), name: "A")
            }
        ),
        (
            "number has 1 to 32 bytes",
            { e throws(DatabaseError) in
                try e.setEmployee(number: "", name: "Mia")
            }
        ),
        (
            "joined is a date such as 2027-05-14",
            { e throws(DatabaseError) in
                try e.set(.joined, of: "500", to: "2026-02-30")
            }
        ),
        (
            "tabLimit is an amount such as 100 or 99.50",
            { e throws(DatabaseError) in
                try e.set(.tabLimit, of: "500", to: "many")
            }
        ),
        (
            "tabLimit is an amount such as 100 or 99.50",
            { e throws(DatabaseError) in
                try e.set(.tabLimit, of: "500", to: "1.2.3")
            }
        ),
        (
            "tabLimit is an amount such as 100 or 99.50",
            { e throws(DatabaseError) in
                try e.setCategory("Gold", tabLimit: "12.")
            }
        ),
        (
            "category has 1 to 64 bytes",
            { e throws(DatabaseError) in
                try e.setCategory(long, tabLimit: "12")
            }
        ),
        (
            "category has 1 to 64 bytes",
            { e throws(DatabaseError) in
                try e.addCategory("", to: "500")
            }
        ),
        (
            "the last day is before the first",
            { e throws(DatabaseError) in
                try e.addCategory(
                    "Gold", to: "500", from: e.day("2026-05-05"), to: e.day("2026-05-04"))
            }
        ),
        (
            "the last day is before the first",
            { e throws(DatabaseError) in
                try e.addNotice(
                    "hi", to: "500", on: .choose, from: e.day("2026-05-05"), to: e.day("2026-05-04")
                )
            }
        ),
        (
            "the last day is before the first",
            { e throws(DatabaseError) in
                try e.addPeriod(of: 1, in: "70", from: e.day("2026-05-05"), to: e.day("2026-05-04"))
            }
        ),
        (
            "a day of every year is written as 05-14",
            { e throws(DatabaseError) in
                try e.addNotice("hi", to: "500", on: .choose, yearly: "02-30")
            }
        ),
        (
            "household has 1 to 32 bytes",
            { e throws(DatabaseError) in
                try e.join(household: "", "500", from: e.day("2026-05-05"))
            }
        ),
        (
            "the field's name has 1 to 64 bytes",
            { e throws(DatabaseError) in
                try e.setExtra("", of: "500", to: "x")
            }
        ),
        (
            "phone has 1 to 128 bytes",
            { e throws(DatabaseError) in try e.addPhone("", international: nil, of: "500") }
        ),
        (
            "the last day is before the first",
            { e throws(DatabaseError) in
                var new = NewIdentifier(.magneticCard, "LATE")
                new.validFrom = e.day("2026-05-05")
                new.validTo = e.day("2026-05-04")
                try e.assign(new, to: .customer("500", shopper: nil))
            }
        ),
        (
            "room has 1 to 32 bytes",
            { e throws(DatabaseError) in
                try e.stay(in: "", customer: "500", from: 1, until: 2)
            }
        ),
    ]

    @Test("A wrong value is named, with what it should be", arguments: changes.indices)
    func wrong(index: Int) throws {
        let (expected, change) = Self.changes[index]
        #expect(shop.refusal(of: change)?.description == expected)
    }

    @Test("A shopper whose periods are over is not ended again")
    func endedShopper() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.addPeriod(
                of: 2, in: "70", from: editor.day("2026-01-01"), to: editor.day("2026-02-01"))
        }
        let refusal = shop.refusal { editor throws(DatabaseError) in
            try editor.endShopper(2, in: "70", on: editor.day("2026-03-03"))
        }
        #expect(
            refusal?.description
                == "there is no period that could end for shopper 70/2 on 2026-03-03")
    }

    @Test("Whoever is the whole account is renamed with it, other shoppers are not")
    func renamed() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.set(.name, of: "500", to: "Iva Novak")
            try editor.set(.name, of: "70", to: "Acme & Sons")
        }
        #expect(try shop.editor.show(number: "500")?.shoppers.map(\.name) == ["Iva Novak"])
        #expect(try shop.holding("500").shopper.map { String($0.name) } == "Iva Novak")
        #expect(try shop.editor.show(number: "70")?.shoppers.map(\.name) == ["J. Roy", "K. Poe"])
        #expect(try shop.editor.search("harsh", limit: 5).isEmpty)
        #expect(try shop.editor.search("novak", limit: 5).count == 1)
    }

    @Test("A copy to a folder that is not there says so")
    func noFolder() throws {
        let path = shop.file("nowhere/copy.sqlite")
        #expect(throws: DatabaseError.noFolder(path: path)) {
            try shop.editor.backUp(to: path)
        }
    }
}
