import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// The made-up CORE-POS tables in `Fixtures/directory`.
private let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/directory").path

private let coreSet: [(format: ImportFormat, path: String)] = [
    // Not in the order in which they must be applied.
    (.suspensions, "\(fixtures)/suspensions.csv"), (.memberCards, "\(fixtures)/memberCards.csv"),
    (.meminfo, "\(fixtures)/meminfo.csv"), (.custdata, "\(fixtures)/custdata.csv"),
    (.memtype, "\(fixtures)/memtype.csv"),
]

@Suite struct CoreImportTests {
    private let folder = TemporaryFolder()

    @Test("The sample set of CORE-POS tables is imported whole, and a second run changes nothing")
    func sampleSet() throws {
        let directory = try folder.editor()
        let report = try directory.importSet(coreSet, source: "core")
        #expect(report.rejected == [])
        #expect(report.customers == .init(created: 35))
        #expect(report.shoppers == .init(created: 40))
        #expect(report.identifiers == .init(created: 25))
        #expect(report.phones == .init(created: 12))
        #expect(report.contacts == .init(created: 9))
        #expect(report.membershipTypes == .init(created: 3))
        #expect(report.suspensions == .init(created: 3))
        #expect(
            report.warnings.map { "\($0.code) \($0.count)" } == [
                "noName 1", "noPersonOne 3", "unknownMembershipType 2", "placeholder 1",
                "unknownType 1", "noPhone 3",
            ])
        let again = try directory.importSet(coreSet, source: "core")
        #expect(again.changesNothing)
        #expect(again.customers == .init(unchanged: 35))
        #expect(again.shoppers == .init(unchanged: 40))
        #expect(again.identifiers == .init(unchanged: 25))
    }

    @Test(
        "What the sample set says is what a reading leads to",
        arguments: [
            (IdentifierKind.barcodeCard, "0040122910412", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (.barcodeCard, "0040122910430", "10430 Ana Novak of 2"),
            // The row in `suspensions` names the former state; what counts is the record
            // (customers.md 3.2, 8).
            (
                .barcodeCard, "0040122910420",
                "10420 Josip Perić, 1 Josip Perić of 1, suspended by customer since 2025-11-30"
            ),
            (
                .barcodeCard, "0040122910409",
                "10409 Jürgen Fischer, 1 Jürgen Fischer of 1, suspended by customer"
            ),
            (.barcodeCard, "0040122910403", "10403 Elin Åkesson, 1 Elin Åkesson of 1"),
            (
                .barcodeCard, "0040122910421",
                "10421 Anton Quist, 1 Anton Quist of 1, terminated by customer"
            ),
            (
                .memberNumber, "10428",
                "10428 Deniz Yilmaz, 4 Deniz Yilmaz of 1, inactive by customer"
            ),
            // Accounts without person 1 are served like others.
            (.barcodeCard, "0040122910407", "10407 Inés Delgado, 2 Inés Delgado of 1"),
            (.barcodeCard, "0040122910416", "10416 Zofia Łukasik of 2"),
            // A person whose own row is terminated cannot be chosen.
            (.barcodeCard, "0040122910425", "10425 Matej Urban, 1 Matej Urban of 1"),
            (.memberNumber, "11", "11 , 1  of 1"),
            (.memberNumber, "10404", "10404 Tomislav Banić, 1 Tomislav Banić of 1"),
            (.memberNumber, "10423", "10423 Bruno Santos, 1 Bruno Santos of 1"),
            (.phone, "+16125550112", "10412 Iva Horvat, 1 Iva Horvat of 1"),
            (.phone, "+16125550184", "10404 Tomislav Banić, 1 Tomislav Banić of 1"),
            (.phone, "+16125550199", "several"),
            // Given without its country: nothing is guessed.
            (.phone, "+16125550106", "nobody"),
        ] as [(IdentifierKind, String, String)])
    func resolves(kind: IdentifierKind, value: String, expected: String) throws {
        let editor = try folder.editor()
        _ = try editor.importSet(coreSet, source: "core")
        let directory = try CustomerDirectory(path: editor.path, access: .lookUp)
        #expect(try directory.holder(of: Identifier(kind: kind, value)).summary == expected)
    }

    @Test("Telephones are made international by whoever knows the store's country")
    func phones() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.normalisePhone = { given in
            let digits = given.filter(\.isNumber)
            return digits.count == 10 ? "+1\(digits)" : digits.count == 11 ? "+\(digits)" : nil
        }
        _ = try directory.importSet(coreSet, source: "core", options: options)
        let call = Identifier(kind: .phone, "+16125550106")
        #expect(
            try directory.holder(of: call).summary == "10406 José Castillo, 1 José Castillo of 1")
    }

    @Test("Kinds of customer come from the staff column and from the options")
    func kinds() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.catchAllNumbers = ["99999"]
        options.visitingNumbers = ["10417"]
        options.skipsPlaceholders = true
        let report = try directory.importSet(coreSet, source: "core", options: options)
        #expect(report.customers.created == 34)
        for (number, kind) in [
            ("10412", CustomerKind.individual), ("10422", .staff), ("99999", .catchAll),
            ("10417", .visiting),
        ] {
            #expect(try directory.customer(number: Bytes(number))?.customer.kind == kind)
        }
        #expect(try directory.customer(number: Bytes("10419"))?.summary == nil)
    }

    @Test("A later state of the tables is taken over, and what is gone is kept and counted")
    func changes() throws {
        let directory = try folder.editor()
        let first = """
            500,1,Novak,Ana,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,500 Novak,1,1900-01-01,1
            500,2,Novak,Ben,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,500 Novak,1,1900-01-01,2
            501,1,Kos,Eva,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,501 Kos,1,1900-01-01,3
            502,1,Lind,Ole,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,502 Lind,1,1900-01-01,4
            """
        let second = """
            500,1,Novak-Weiss,Ana,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,500 Novak,1,1900-01-01,1
            500,3,Novak,Cleo,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,500 Novak,1,1900-01-01,2
            501,1,Kos,Eva,0,0,0,0,0,0,0,0,INACT,0,0,0,0,0,0,501 Kos,1,1900-01-01,3
            503,1,New,Ida,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,503 New,1,1900-01-01,4
            """
        let cards = try folder.write("memberCards.csv", "500,0040122900500\n501,0040122900501\n")
        _ = try directory.importSet(
            [(.custdata, try folder.write("custdata.csv", first)), (.memberCards, cards)],
            source: "core")
        let newCards = try folder.write(
            "memberCards.csv", "500,0040122900501\n502,0040122900777\n")
        let report = try directory.importSet(
            [(.custdata, try folder.write("custdata.csv", second)), (.memberCards, newCards)],
            source: "core")
        #expect(report.customers == .init(created: 1, updated: 2, missing: 1))
        #expect(report.shoppers == .init(created: 2, updated: 1, unchanged: 1, missing: 1))
        #expect(report.identifiers == .init(created: 1, updated: 1, missing: 1))
        #expect(report.rejected == [])

        let account = try #require(try directory.customer(number: Bytes("500")))
        #expect(account.summary == "500 Ana Novak-Weiss of 3")
        let shoppers = try directory.shoppers(of: account).map { String($0.id) }
        #expect(shoppers == ["1", "2", "3"])
        #expect(
            try directory.customer(number: Bytes("501"))?.summary
                == "501 Eva Kos, 1 Eva Kos of 1, inactive by customer")
        let moved = Identifier(kind: .barcodeCard, "0040122900501")
        #expect(try directory.holder(of: moved).summary == "500 Ana Novak-Weiss of 3")
        // Names are found by what they are now, and by those kept.
        for (text, numbers) in [
            ("weiss", ["500"]), ("novak", ["500"]), ("ben", ["500"]), ("cleo", ["500"]),
            ("ole", ["502"]), ("ida", ["503"]),
        ] {
            #expect(try directory.search(text, limit: 20).map(\.number) == numbers)
        }
    }

    @Test("A suspension that is no longer in the table has ended")
    func suspensionEnds() throws {
        let directory = try folder.editor()
        _ = try directory.importSet(coreSet, source: "core")
        let one = try folder.write("suspensions.csv", "10409,T,1,PC,2026-02-03,dues,0,0,0,1\n")
        let report = try directory.importFile(one, format: .suspensions, source: "core")
        #expect(report.suspensions == .init(updated: 1, removed: 2))
        #expect(report.customers == .init())
        #expect(
            try directory.customer(number: Bytes("10420"))?.summary
                == "10420 Josip Perić, 1 Josip Perić of 1, inactive by customer")
        #expect(
            try directory.customer(number: Bytes("10409"))?.summary
                == "10409 Jürgen Fischer, 1 Jürgen Fischer of 1, suspended by customer since 2026-02-03"
        )
    }

    @Test("Looking up goes on while an import runs: the old state until its end, then the new")
    func readersDuringImport() throws {
        let directory = try folder.editor()
        _ = try directory.importSet(coreSet, source: "core")
        let reader = try CustomerDirectory(path: directory.path, access: .lookUp)
        let other = try folder.write(
            "custdata.csv",
            "10412,1,Novak,Iva,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,,1,1900-01-01,1\n")
        let card = Identifier(kind: .barcodeCard, "0040122910412")
        var told: [ImportProgress.Phase] = []
        _ = try directory.importFile(other, format: .custdata, source: "core") { progress in
            told.append(progress.phase)
            let summary = try? reader.holder(of: card).summary
            #expect(summary == "10412 Iva Horvat, 1 Iva Horvat of 1")
            reader.endBurst()
        }
        #expect(told == [.reading, .finishing])
        #expect(try reader.holder(of: card).summary == "10412 Iva Novak, 1 Iva Novak of 1")
    }

    @Test("A dry run reports what would be done and does nothing")
    func dryRun() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.isDryRun = true
        let report = try directory.importSet(coreSet, source: "core", options: options)
        #expect(report.customers.created == 35)
        #expect(report.isDryRun)
        #expect(try directory.statistics().customers == 0)
        #expect(try directory.statistics().sources == [])
    }

    @Test("A set with a file that cannot be read, or on a full disk, changes nothing")
    func allOrNothing() throws {
        let directory = try folder.editor()
        #expect(
            throws: DatabaseError.refused(.cannotRead(path: folder.file("no.csv"), code: ENOENT))
        ) {
            try directory.importSet(
                coreSet + [(.memberCards, folder.file("no.csv"))], source: "core")
        }
        var rows = "number,name\n"
        for number in 100_001...102_000 { rows += "\(number),Customer \(number)\n" }
        let large = try folder.write("customers.csv", rows)
        let database = try directory.database()
        directory.endBurst()
        let pages = try #require(try database.integer("PRAGMA page_count"))
        try database.run("PRAGMA max_page_count = \(pages)")
        #expect(throws: DatabaseError.full(path: directory.path)) {
            try directory.importSet(coreSet + [(.csv, large)], source: "core")
        }
        #expect(try directory.statistics().customers == 0)
        try database.run("PRAGMA max_page_count = 100000")
        let report = try directory.importSet(coreSet + [(.csv, large)], source: "core")
        #expect(report.customers.created == 2035)
    }

    @Test("A directory that is open for looking up takes no import")
    func lookUpOnly() throws {
        _ = try folder.editor()
        let reader = try CustomerDirectory(path: folder.file("directory.sqlite"), access: .lookUp)
        #expect(throws: DatabaseError.readOnly(path: reader.path)) {
            try reader.importSet(coreSet, source: "core")
        }
    }

    @Test("The report is text and JSON, and holds no identifier")
    func report() throws {
        let report = try folder.editor().importSet(coreSet, source: "core")
        let text = report.description
        #expect(text.contains("customers: 35 created, 0 updated, 0 unchanged"))
        #expect(text.contains("custdata.csv (custdata): 40 rows, 0 rejected"))
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(ImportReport.self, from: json) == report)
        for secret in ["00401229", "555"] {
            #expect(!text.contains(secret))
            #expect(!String(decoding: json, as: UTF8.self).contains(secret))
        }
    }
}
