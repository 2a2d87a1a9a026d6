import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

extension FieldImportTests {
    // MARK: Lines

    @Test(
        "Every line end is read",
        arguments: ["eol-cr-only.csv", "eol-crcrlf.csv", "rows-of-separators-before.csv"])
    func lineEnds(file: String) throws {
        let report = try take(file)
        #expect(report.customers == .init(created: 3))
        #expect(report.files.map(\.rows) == [3] && report.rejected.isEmpty)
        #expect(report.warnings.isEmpty)
        #expect(try who(.phone, "+16125550103").contains("ukasz"))
        #expect(try who(.barcodeCard, "400638133395").hasPrefix("1003"))
    }

    @Test("Rows of separators are no rows")
    func separators() throws {
        _ = try take("rows-of-separators-before.csv")
        let report = try take("rows-of-separators.csv") { $0.deletesMissing = true }
        #expect(report.files.map(\.rows) == [1] && report.rejected.isEmpty)
        #expect(report.customers == .init(updated: 1, removed: 2))
    }

    @Test(
        "A first line that names no column is described, with the option that helps",
        arguments: [
            ("Customer list\n\nnumber,name\n1,Ann\n", "--skip-lines 2"),
            ("Customer list;;\r\rnumber;name\r1;Ann\r", "columns"),
            ("number;name\n1;Ann\n", "--separator semicolon"),
            ("Number\tName\n1\tAnn\n", "--separator tab"),
            ("PK\u{3}\u{4}xl/workbook.xml", "libreoffice --headless --convert-to csv"),
            ("<!DOCTYPE html><html>", "web page"),
            ("-- MySQL dump 10.13\n--\nCREATE TABLE `custdata` (\n", "mysql --batch"),
            ("[{\"number\": 1}]", "JSON"), ("SQLite format 3\u{0}", "sqlite3 -header -csv"),
            ("%PDF-1.7\n", "PDF"),
        ])
    func firstLine(text: String, advice: String) throws {
        let message = refusal { try take(path: write(text)) }
        #expect(message.contains(advice))
    }

    @Test("The lines above the names of the columns can be passed over")
    func title() throws {
        #expect(refusal { try take("head-title-line.csv") }.contains("--skip-lines 2"))
        let report = try take("head-title-line.csv") { $0.skippedLines = 2 }
        #expect(report.customers.created == 1)
        #expect(try who(.barcodeCard, "40001").hasPrefix("1 Ann"))
    }

    // MARK: Texts

    @Test("Latin-1 is Windows-1252, as browsers read it, and UTF-16 is known by its mark")
    func encodings() throws {
        _ = try take("enc-cp1252.csv") { $0.encoding = .latin1 }
        #expect(try rows("SELECT name FROM customer") == ["Zoë O’Brien – Café €"])
        for (encoding, mark) in [
            (String.Encoding.utf16LittleEndian, [UInt8]([0xFF, 0xFE])),
            (.utf16BigEndian, [0xFE, 0xFF]),
        ] {
            let text = "number,name\r\n1001,Łukasz 😀\r\n1002,\"Ben\nB\"\r\n"
            let bytes = try #require(text.data(using: encoding))
            let path = try folder.write("customers.csv", Data(mark) + bytes)
            let report = try take(path: path)
            #expect(report.rejected.isEmpty && report.files.map(\.rows) == [2])
            #expect(
                try rows("SELECT name FROM customer ORDER BY id") == ["Łukasz 😀", "Ben\nB"])
        }
    }

    @Test("What a spreadsheet adds to a number is removed")
    func apostrophes() throws {
        let report = try take("val-apostrophe.csv")
        #expect(report.rejected.isEmpty)
        #expect(
            try rows("SELECT number FROM customer ORDER BY id")
                == ["7210448301122", "7210448301123"])
        #expect(try rows("SELECT zip FROM contact ORDER BY customer_id") == ["02138", "02138"])
        #expect(try who(.phone, "+16125550188").hasPrefix("7210448301123"))
        _ = try take(
            path: write(
                "number,name,barcode\n=\"0042\",'t Hart,\"=\"\"0077\"\"\"\n43,O'Neil '68,'0078\n"),
            source: "other")
        #expect(try who(.barcodeCard, "0077").hasPrefix("0042 't Hart"))
        #expect(try who(.barcodeCard, "0078").hasPrefix("43 O'Neil '68"))
    }

    @Test("Blanks and marks that nobody sees are removed")
    func invisible() throws {
        let report = try take("val-nbsp.csv")
        #expect(report.rejected.isEmpty)
        #expect(
            try rows("SELECT number || '|' || name FROM customer ORDER BY id")
                == ["1001|Søren Åkesson", "1002|ZeroWidth"])
        #expect(try who(.barcodeCard, "400638133393").hasPrefix("1001"))
        #expect(try who(.barcodeCard, "400638133394").hasPrefix("1002"))
        #expect(try who(.phone, "+16125550101").hasPrefix("1001"))
        _ = try take(
            path: write("number,name,tag\n\u{202A}7\u{202C},A\u{A0}B,\u{FEFF}1234\u{200E}\n"),
            source: "other")
        #expect(try who(.contactlessTag, "1234") == "7 A B, 1 A B of 1")
    }

    @Test("A number in scientific notation is rejected with its line")
    func scientific() throws {
        let report = try take("val-scientific.csv")
        #expect(Set(report.rejected.map(\.line)) == [2, 3, 4])
        #expect(report.rejected.allSatisfy { $0.reason.contains("scientific notation") })
        #expect(report.files.map(\.rejected) == [3])
        #expect(try rows("SELECT number FROM customer ORDER BY id") == ["1001", "1002"])
        #expect(try rows("SELECT value FROM identifier") == ["401229012345"])
        // Without a sign it may be a tag.
        _ = try take(path: write("number,tag\n5,12E10\n"), source: "other")
        #expect(try who(.contactlessTag, "12E10").hasPrefix("5"))
    }

    @Test("A date with a time is taken; one that is none costs the date, and is said")
    func dates() throws {
        let report = try take("date-with-time.csv")
        #expect(report.customers.created == 4 && report.rejected.isEmpty)
        #expect(report.warnings.isEmpty)
        #expect(
            try rows("SELECT ifnull(joined, 'none') FROM customer ORDER BY id")
                == ["2024-12-31", "2024-12-31", "none", "2024-12-31"])
        let bad = try take(
            path: write("number,joined,cardTo,barcode\n7,31/12/2024,2027-02-30,77\n"),
            source: "other")
        #expect(bad.customers.created == 1 && bad.rejected.isEmpty)
        #expect(bad.warnings.map { "\($0.code) \($0.lines)" } == ["badDate [2]", "badDate [2]"])
    }
}
