import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

extension FieldImportTests {
    // MARK: Telephones

    @Test("A number without its trunk 0, or with its country's digits, is that number")
    func trunk() throws {
        let report = try take("phone-gb-zero-lost.csv", region: "GB", area: nil)
        #expect(report.warnings.isEmpty)
        #expect(
            try rows("SELECT normalised FROM phone ORDER BY customer_id")
                == ["+442079460018"] + [String](repeating: "+447700900123", count: 5))
    }

    @Test("Every telephone that finds nobody is counted, with its line")
    func unusable() throws {
        let report = try take(
            path: write("number,phone,phone2\n1,none,612-555-0101\n2,555,\n3,612-555-0102,x\n"))
        #expect(
            report.warnings.map { "\($0.code) \($0.count) \($0.lines)" } == ["noPhone 3 [2, 3, 4]"])
    }

    @Test("A column of countries says how its row's telephones are read")
    func countries() throws {
        _ = try take(
            path: write(
                "number,phone,country\n1,030 901820,DE\n2,020 7946 0018,gb\n3,612-555-0101,\n"))
        #expect(
            try rows("SELECT normalised FROM phone ORDER BY customer_id")
                == ["+4930901820", "+442079460018", "+16125550101"])
    }

    // MARK: Reports

    @Test("There is one count, and every row that is dropped has a line and a reason")
    func counts() throws {
        let report = try take("report-count.csv")
        #expect(report.rejectedCount == report.rejected.count)
        #expect(report.files.map(\.rejected) == [report.rejectedCount])
        #expect(report.rejected.map(\.line) == [3, 4, 5])
        #expect(report.identifiers.created == 1)
    }

    @Test("An orphan among Rattail's rows is said, in its own file")
    func orphans() throws {
        let files = [
            (ImportFormat.rattailCustomer, "Customer"), (.rattailPerson, "Person"),
            (.rattailShopper, "CustomerShopper"),
        ].map { ($0.0, Self.cases.appending(path: "rattail/\($0.1).csv").path) }
        let report = try directory().importSet(files, source: "rattail")
        #expect(
            report.rejected.map { "\($0.file) \($0.line)" }.sorted()
                == ["CustomerShopper.csv 3", "CustomerShopper.csv 4"])
        #expect(
            report.files.map { "\($0.file) \($0.rejected)" }
                == ["Customer.csv 0", "Person.csv 0", "CustomerShopper.csv 2"])
    }

    @Test("A period that overlaps costs its row only, which is named")
    func periods() throws {
        let rows = """
            number,shopper,name,from,to
            1,1,Ann,2026-01-01,2026-06-30
            1,1,Ann,2026-06-30,2026-12-31
            1,1,Ann,2027-01-01,
            2,1,Ben,2026-01-01,

            """
        let report = try take(path: write(rows))
        #expect(
            report.rejected.map { "\($0.file) \($0.line) \($0.reason)" }
                == ["customers.csv 3 the shopper's period overlaps that of line 2"])
        #expect(report.customers.created == 2)
        #expect(try take(path: write(rows)).changesNothing)
        let office = try directory()
        try office.database().run(
            "INSERT INTO shopper_period VALUES (2, 1, '2025-01-01', '2025-12-31', NULL)")
        office.endBurst()
        let clash = try take(path: write("number,shopper,name,from,to\n2,1,Ben,2025-06-01,\n"))
        #expect(
            clash.rejected.map { "\($0.line) \($0.reason)" }
                == ["2 the shopper's period overlaps one that was entered here"])
    }

    @Test("A table that is there and empty deletes no card")
    func empty() throws {
        _ = try take(path: write("number,name,barcode,tag\n1,Ann,41,T1\n2,Ben,42,\n"))
        let empty = try write("number,name,barcode,tag\n1,Ann,,T1\n2,Ben,,\n")
        let message = refusal { try take(path: empty) { $0.deletesMissing = true } }
        #expect(message.contains("no barcodeCard") && message.contains("--most-deleted"))
        #expect(try who(.barcodeCard, "41").hasPrefix("1 Ann"))
        let report = try take(path: empty) {
            $0.deletesMissing = true
            $0.limits.deleted = 2
        }
        #expect(report.identifiers.removed == 2)
    }

    @Test("A customer who was entered here can become the source's that lists them")
    func joined() throws {
        let office = try directory()
        _ = try office.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.add(.individual, number: "7", name: "Zoe Zander")
            try editor.assign(
                NewIdentifier(.barcodeCard, "41"), to: .customer("7", shopper: nil))
        }
        let file = try write("number,name,barcode\n7,Zoë Zander,42\n8,Ben,43\n")
        let refused = try take(path: file)
        #expect(refused.rejected.map(\.line) == [2])
        #expect(refused.rejected.first?.reason.contains("--join") == true)
        let report = try take(path: file) { $0.joinsLocal = true }
        #expect(report.rejected.isEmpty && report.customers == .init(updated: 1, unchanged: 1))
        #expect(try who(.barcodeCard, "41").hasPrefix("7 Zoë Zander"))
        #expect(try who(.barcodeCard, "42").hasPrefix("7 Zoë Zander"))
        #expect(try take(path: file).changesNothing)
    }

    @Test("What is exported imports to the same, also a name with a line end")
    func lineEndInName() throws {
        _ = try take("export-crlf-name.csv")
        #expect(
            try rows("SELECT name FROM customer ORDER BY id") == ["Ann\r\nNew", "Ben"])
    }

    @Test("A card that was imported with 12 digits is found with 13, and the reverse")
    func upcA() throws {
        _ = try take("card-upca-12.csv")
        for code in ["401229012346", "0401229012346", "0040122901234"] {
            #expect(try who(.barcodeCard, code).hasPrefix("1 StoredUPCA"))
        }
        for code in ["401229012995", "0401229012995", "0040122901299"] {
            #expect(try who(.barcodeCard, code).hasPrefix("2 StoredEAN13"))
        }
    }
}
