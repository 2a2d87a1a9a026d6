import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

@Suite struct PlainImportTests {
    private let folder = TemporaryFolder()

    private func report(_ text: String, options: ImportOptions = ImportOptions()) throws
        -> ImportReport
    {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        return try directory.importFile(
            try folder.write("customers.csv", text), format: .csv, source: "club", options: options)
    }

    private func summary(_ kind: IdentifierKind, _ value: String) throws -> String {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .lookUp)
        return try directory.holder(of: Identifier(kind: kind, value)).summary
    }

    @Test("The sample of the plain form is imported whole, and a second run changes nothing")
    func sample() throws {
        let sample = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/directory/customers.csv").path
        let text = try String(contentsOfFile: sample, encoding: .utf8)
        let first = try report(text)
        #expect(first.rejected == [])
        #expect(first.warnings == [])
        #expect(first.customers == .init(created: 8))
        #expect(first.identifiers == .init(created: 10))
        #expect(try report(text).changesNothing)
        for (kind, value, expected) in [
            (IdentifierKind.magneticCard, "8134000017", "20001 Lucija Marić, 1 Lucija Marić of 1"),
            (.magneticCard, "8134000025", "20002 Acme Catering of 0"),
            (.magneticCard, "8134000033", "20003 Novak household of 2"),
            (.barcodeCard, "0040122920003", "20003 Novak household, 1 Ana Novak of 2"),
            (.electronicKey, "0000001A2B3C", "20003 Novak household, 2 Ben Novak of 2"),
            (.phone, "+16125550161", "20003 Novak household, 2 Ben Novak of 2"),
            (
                .magneticCard, "8134000041",
                "20004 Oskar Lind, 1 Oskar Lind of 1, suspended by customer since 2026-01-12"
            ),
            (
                .barcodeCard, "0040122920005",
                "20005 Greta Holm, 1 Greta Holm of 1, terminated by customer since 2024-06-30"
            ),
            (.barcodeCard, "0040122920006", "20006 Lindenfeld School of 0"),
        ] {
            #expect(try summary(kind, value) == expected)
        }
    }

    @Test(
        "A file whose first line does not name the number is refused whole",
        arguments: [
            "1,Ana\n", "name,kind\nAna,individual\n", "Number of customers;x\n", "\u{0}\n", "\"\n",
        ])
    func noHeader(text: String) throws {
        #expect(
            throws: DatabaseError.wrongForm(
                path: folder.file("customers.csv"),
                reason: "its first line must name the columns, one of them \"number\"")
        ) { try report(text) }
    }

    @Test("An empty file has nothing to import")
    func empty() throws {
        #expect(try report("").changesNothing)
        #expect(try report("number\n").changesNothing)
    }

    @Test(
        "Rows that cannot be right are left out, with line and reason",
        arguments: [
            (",Ana,,,,", "the number must be 1-32 bytes long"),
            (String(repeating: "9", count: 33) + ",Ana,,,,", "the number must be 1-32 bytes long"),
            (
                "A1," + String(repeating: "é", count: 65) + ",,,,",
                "the name is longer than 128 bytes"
            ),
            (
                "A1,Ana,person,,,",
                "the kind is none of individual, organisation, group, staff, catchAll, visiting"
            ),
            (
                "A1,Ana,,gone,,",
                "the status is none of active, inactive, suspended, terminated, pending"
            ),
            ("A1,Ana,,,x,", "the shopper is not a number from 1 up"),
            ("A1,Ana,,,0,", "the shopper is not a number from 1 up"),
            (
                "A1,Ana,,,," + String(repeating: "1", count: 129),
                "the identifier in \"magstripe\" is longer than 128 bytes"
            ),
            ("A1,Ana", "the row has 2 columns, not 6"),
            (
                "A0,Ben,,,,",
                "line 2 gives this number another name: give each person a shopper number"
            ),
        ])
    func refused(row: String, reason: String) throws {
        let report = try report(
            "Number,Name,Kind,Status,Shopper,MagStripe\nA0,Ana,,,,81\n\(row)\nA0,,,,,82\n")
        #expect(report.rejected == [.init(file: "customers.csv", line: 3, reason: reason)])
        #expect(report.customers == .init(created: 1))
        #expect(report.identifiers == .init(created: 2))
        #expect(try summary(.magneticCard, "82") == "A0 Ana, 1 Ana of 1")
    }

    @Test("Numbers may be any text, and each is its own customer")
    func textNumbers() throws {
        let report = try report(
            "number,name,tag\n0500,Ana,t1\n500,Ben,t2\nKUNDE-0000001,Cleo,t3\nKUNDE-0000002,Dora,t4\n"
                + "00000000000000000500,Eva,t5\n")
        #expect(report.customers == .init(created: 5))
        #expect(try summary(.contactlessTag, "t1") == "0500 Ana, 1 Ana of 1")
        #expect(try summary(.contactlessTag, "t4") == "KUNDE-0000002 Dora, 1 Dora of 1")
        #expect(try summary(.memberNumber, "500") == "500 Ben, 1 Ben of 1")
    }

    @Test("Columns that nobody knows are left out with a warning")
    func unknownColumns() throws {
        let report = try report("number,name,shoe size\n1,Ana,38\n")
        #expect(
            report.warnings.map(\.text) == ["the column \"shoesize\" is not known and left out"])
        #expect(report.customers.created == 1)
    }

    @Test("Barcode cards with check digits lose them when that is said")
    func checkDigits() throws {
        var options = ImportOptions()
        options.cardsHaveCheckDigit = true
        let report = try report(
            "number,name,card\n1,Ana,401229104126\n2,Ben,401229104127\n3,Cleo,AB-12\n",
            options: options)
        #expect(report.rejected.map(\.line) == [3])
        #expect(try summary(.barcodeCard, "0040122910412") == "1 Ana, 1 Ana of 1")
        #expect(try summary(.barcodeCard, "AB-12") == "3 Cleo, 1 Cleo of 1")
    }

    @Test("One identifier of two customers is the first one's")
    func sharedIdentifier() throws {
        let text = "number,name,key\n2,Ben,K1\n1,Ana,K1\n"
        let report = try report(text)
        #expect(report.identifiers == .init(created: 1))
        #expect(
            report.rejected.map(\.reason) == ["the electronicKey of this row was given on line 2"])
        #expect(try summary(.electronicKey, "K1") == "2 Ben, 1 Ben of 1")
        #expect(try self.report(text).changesNothing)
    }
}
