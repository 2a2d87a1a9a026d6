import DirectorySupport
import Identity
import Recognition
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Customers who were entered here, and whom the source lists under another number.
@Suite struct LocalCustomerTests {
    let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "L7", name: "Zoe Zander")
            try editor.assign(
                NewIdentifier(.barcodeCard, "0040122900041"), to: .customer("L7", shopper: nil))
            try editor.assign(NewIdentifier(.magneticCard, "ZOE"), to: .customer("L7", shopper: 1))
            try editor.addPhone("612 555 0107", international: "+16125550107", of: "L7")
        }
    }

    private func take(
        _ text: String, as name: String = "pos.csv", joins: Bool = true
    ) throws -> ImportReport {
        var options = ImportOptions()
        options.joinsLocal = joins
        let telephones = try #require(TelephoneNumbers(region: "US", areaCode: "612"))
        options.normalisePhone = { telephones.international($0) }
        return try shop.editor.importFile(
            try shop.write(name, text), format: .csv, source: "pos", options: options)
    }

    private func customers() throws -> [String] {
        var found: [String] = []
        try shop.editor.database().rows(
            "SELECT number || ' ' || name || iif(source_id IS NULL, ' (here)', '') FROM customer ORDER BY number"
        ) { row throws(DatabaseError) in found.append(row.text(0)) }
        return found
    }

    private func who(_ kind: IdentifierKind, _ value: String) throws -> String {
        try shop.lookUp.holder(of: Identifier(kind: kind, value)).summary
    }

    @Test(
        "They get the source's number by what both have",
        arguments: [
            "number,name,barcode\n4711,Zoë Zander,0040122900041\n",
            // The same card in other spellings: without zeros, and with its check digit.
            "number,name,barcode\n4711,Zoë Zander,40122900041\n",
            "number,name,magstripe\n4711,Zoë Zander,ZOE\n",
            "number,name,phone\n4711,Zoë Zander,(612) 555-0107\n",
        ])
    func joined(text: String) throws {
        let report = try take(text)
        #expect(report.rejected.isEmpty && report.warnings.isEmpty)
        #expect(try customers() == ["4711 Zoë Zander"])
        #expect(try who(.magneticCard, "ZOE").hasPrefix("4711 Zoë Zander"))
        #expect(try who(.barcodeCard, "0040122900041").hasPrefix("4711 Zoë Zander"))
        #expect(try take(text).changesNothing)
    }

    @Test("Without being told so an import only offers it, and does it later")
    func offered() throws {
        let text = "number,name,barcode\n4711,Zoë Zander,0040122900041\n"
        let report = try take(text, joins: false)
        #expect(report.rejected.map(\.line) == [2])
        #expect(report.rejected.first?.reason.contains("--join makes them one") == true)
        #expect(try customers() == ["4711 Zoë Zander", "L7 Zoe Zander (here)"])
        #expect(try take(text).rejected.isEmpty)
        #expect(try customers() == ["4711 Zoë Zander"])
        #expect(try who(.magneticCard, "ZOE").hasPrefix("4711 Zoë Zander"))
    }

    @Test(
        "Who is not surely the same is left alone",
        arguments: [
            // A household's telephone, and another name.
            ("number,name,phone\n4711,Kai Zander,612 555 0107\n", ["4711 Kai Zander"], 0),
            // Two customers of the source.
            (
                "number,name,barcode,magstripe\n1,Zoe,0040122900041,\n2,Zoe,,ZOE\n",
                ["1 Zoe", "2 Zoe"], 2
            ),
        ])
    func leftAlone(text: String, made: [String], rejected: Int) throws {
        let report = try take(text)
        #expect(report.rejectedCount == rejected)
        #expect(try customers() == made + ["L7 Zoe Zander (here)"])
        #expect(report.warnings.map(\.code) == (rejected > 0 ? ["notJoined"] : []))
    }

    @Test("Where something was entered here for both, it says so")
    func both() throws {
        let text = "number,name,barcode\n4711,Zoë Zander,0040122900041\n"
        _ = try take(text, joins: false)
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.magneticCard, "NEW"), to: .customer("4711", shopper: nil))
        }
        let report = try take(text)
        #expect(report.warnings.map(\.code) == ["notJoined"])
        #expect(try customers() == ["4711 Zoë Zander", "L7 Zoe Zander (here)"])
    }

    @Test("CORE-POS's cards say it too")
    func core() throws {
        let people = try shop.write(
            "custdata.csv", "CardNo,personNum,LastName,FirstName,Type\n4711,1,Zander,Zoë,PC\n")
        let cards = try shop.write("memberCards.csv", "card_no,upc\n4711,40122900041\n")
        var options = ImportOptions()
        options.joinsLocal = true
        let report = try shop.editor.importSet(
            [(.custdata, people), (.memberCards, cards)], source: "core-pos", options: options)
        #expect(report.rejected.isEmpty)
        #expect(try customers() == ["4711 Zoë Zander"])
        #expect(try who(.magneticCard, "ZOE").hasPrefix("4711 Zoë Zander"))
    }

    @Test("A card of the source that was moved to them here joins nobody")
    func moved() throws {
        let text = "number,name,barcode\n1,Ann,42\n"
        _ = try take(text)
        try shop.edit { editor throws(DatabaseError) in
            try editor.move(
                .barcodeCard, "42", to: .customer("L7", shopper: nil), consented: true, why: nil)
        }
        let report = try take(text)
        #expect(report.identifiers.differing == 1 && report.rejected.isEmpty)
        #expect(try customers() == ["1 Ann", "L7 Zoe Zander (here)"])
    }

    @Test("Extra fields go with them")
    func extras() throws {
        try shop.editor.database().run(
            "INSERT INTO extra_field VALUES ('L7', 'locker', '12', 1, 'mia', 0)")
        _ = try take("number,name,barcode\n4711,Zoë Zander,0040122900041\n")
        #expect(
            try shop.editor.database().integer(
                "SELECT count(*) FROM extra_field WHERE customer_number = '4711'") == 1)
    }
}
