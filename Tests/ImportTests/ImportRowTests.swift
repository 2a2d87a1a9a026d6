import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Rows that are taken or refused, one by one.
@Suite struct ImportRowTests {
    private let folder = TemporaryFolder()

    private func report(
        _ format: ImportFormat, _ bytes: Data, options: ImportOptions = ImportOptions(),
        after files: [(ImportFormat, String)] = []
    ) throws -> ImportReport {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        for (format, text) in files {
            _ = try directory.importFile(
                try folder.write("before.csv", text), format: format, source: "test")
        }
        return try directory.importFile(
            try folder.write("rows.csv", bytes), format: format, source: "test", options: options)
    }

    private func report(
        _ format: ImportFormat, _ text: String, options: ImportOptions = ImportOptions(),
        after files: [(ImportFormat, String)] = []
    ) throws -> ImportReport {
        try report(format, Data(text.utf8), options: options, after: files)
    }

    private static let wide = "7,1,Last,First,0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,,1,1900-01-01,1"
    private static let narrow = "7,1,Last,First,0,0,0,0,0,0,0,pc,1,0,0,0,0,0,,1,1"

    @Test(
        "custdata is read in both widths and by column names",
        arguments: [
            wide, wide + "\r", narrow,
            // Some columns only, in another order; names are compared without case and underscores.
            "FIRSTNAME,LastName,card_no,personNum,type\nFirst,Last,7,1,Pc",
            "\"7\",\"1\",\"Last\",\"First\",0,0,0,0,0,0,0,0,PC,1,0,0,0,0,0,,1,1900-01-01,1",
            // Member numbers have no zeros before them.
            wide.replacingOccurrences(of: "7,1,Last", with: " 007 ,01, Last "),
        ])
    func layouts(text: String) throws {
        let text = text.replacingOccurrences(of: "card_no", with: "Card_No")
        let report = try report(.custdata, text + "\n")
        #expect(report.rejected == [])
        #expect(report.customers == .init(created: 1))
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .lookUp)
        #expect(
            try directory.customer(number: Bytes("7"))?.summary == "7 First Last, 1 First Last of 1"
        )
        #expect(try directory.show(number: "7")?.isMember == true)
    }

    @Test(
        "Rows of custdata that cannot be right are left out, with line and reason",
        arguments: [
            ("7,1,Last", "the row has 3 columns, not 23 or 21"),
            (wide + ",more", "the row has 24 columns, not 23 or 21"),
            (
                wide.replacingOccurrences(of: "1900-01-01,1", with: "1"),
                "the row has 22 columns, not 23 or 21"
            ),
            ("x" + wide, "the member number is not a number from 1 up"),
            ("-" + wide, "the member number is not a number from 1 up"),
            (
                wide.replacingOccurrences(of: "7,1,", with: "0,1,"),
                "the member number is not a number from 1 up"
            ),
            (
                wide.replacingOccurrences(of: "7,1,", with: ",1,"),
                "the member number is not a number from 1 up"
            ),
            (
                wide.replacingOccurrences(of: "7,1,", with: "1234567890123456789,1,"),
                "the member number is not a number from 1 up"
            ),
            (
                wide.replacingOccurrences(of: "7,1,", with: "7,0,"),
                "the person number is not a number from 1 up"
            ),
            (
                wide.replacingOccurrences(of: "7,1,", with: "7,x,"),
                "the person number is not a number from 1 up"
            ),
            (
                wide.replacingOccurrences(of: "Last", with: String(repeating: "n", count: 123)),
                "the name is longer than 128 bytes"
            ),
            (
                wide.replacingOccurrences(of: "Last", with: "La\u{0}st"),
                "the row has a zero byte in it"
            ),
            (wide.replacingOccurrences(of: "7,1,", with: "8,1,"), "repeats person 1 of line 1"),
            ("\"" + wide, "a quote is opened and not closed"),
        ])
    func refused(row: String, reason: String) throws {
        let good = Self.wide.replacingOccurrences(of: "7,1,", with: "8,1,")
        let report = try report(
            .custdata, "\(good)\n\(row)\n\(good.replacingOccurrences(of: "8,1,", with: "8,2,"))\n")
        #expect(report.rejected == [.init(file: "rows.csv", line: 2, reason: reason)])
        #expect(report.rejectedCount == 1)
        #expect(report.files.first?.rows == 3)
        #expect(report.customers == .init(created: 1))
        #expect(report.shoppers == .init(created: 2))
    }

    @Test("Latin-1 is refused as UTF-8, and read when it is said")
    func latin1() throws {
        let text = Self.wide.replacingOccurrences(of: "Last", with: "S\u{F8}rensen")
        let bytes = try #require(text.data(using: .isoLatin1))
        let refused = try report(.custdata, bytes)
        #expect(
            refused.rejected.map(\.reason) == ["the text is not UTF-8: say so if it is Latin-1"])
        var options = ImportOptions()
        options.encoding = .latin1
        #expect(try report(.custdata, bytes, options: options).customers.created == 1)
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .lookUp)
        #expect(try directory.search("soren", limit: 5).map(\.name) == ["First Sørensen"])
    }

    private static let seven: [(ImportFormat, String)] = [
        (.custdata, wide + "\n" + wide.replacingOccurrences(of: "7,1,", with: "8,1,") + "\n")
    ]

    @Test(
        "Rows of memberCards are taken in CORE-POS's 13 digits, or left out",
        arguments: [
            ("7,0040122910412", false, "0040122910412", nil),
            ("007,40122910412", false, "0040122910412", nil),
            ("7,000040122910412", false, "0040122910412", nil),
            ("7,401229104126", true, "0040122910412", nil),
            ("7,0401229104126", true, "0040122910412", nil),
            ("7,401229104127", true, nil, "the card's check digit is wrong"),
            (
                "7,12345678901234", false, nil,
                "the card's number has more than 13 digits, or only zeros"
            ),
            (
                "7,0000000000000", false, nil,
                "the card's number has more than 13 digits, or only zeros"
            ),
            ("7,", false, nil, "the card's number has something else than digits"),
            ("7,4012291O412", false, nil, "the card's number has something else than digits"),
            ("9,0040122910412", false, nil, "there is no customer of this number"),
            ("x,0040122910412", false, nil, "the member number is not a number from 1 up"),
            ("7", false, nil, "the row has 1 columns, not 2"),
        ] as [(String, Bool, String?, String?)])
    func memberCards(row: String, checked: Bool, value: String?, reason: String?) throws {
        var options = ImportOptions()
        options.cardsHaveCheckDigit = checked
        let report = try report(.memberCards, row + "\n", options: options, after: Self.seven)
        #expect(report.rejected.map(\.reason) == (reason.map { [$0] } ?? []))
        #expect(report.identifiers.created == (value == nil ? 0 : 1))
        guard let value else { return }
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .lookUp)
        let holder = try directory.holder(of: Identifier(kind: .barcodeCard, value))
        #expect(holder.summary == "7 First Last, 1 First Last of 1")
    }

    @Test("One card of two members is the first one's; the other row says so")
    func sharedCard() throws {
        let report = try report(
            .memberCards, "8,40122900008\n7,40122900007\n8,40122900007\n7,40122900007\n",
            after: Self.seven)
        #expect(report.identifiers == .init(created: 2))
        #expect(
            report.rejected == [
                .init(
                    file: "rows.csv", line: 3,
                    reason: "the barcodeCard of this row was given on line 2")
            ])
    }

    @Test("A card somebody was given here is not taken away by an import")
    func localCard() throws {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        _ = try report(.memberCards, "7,40122900007\n", after: Self.seven)
        try directory.database().run(
            """
            INSERT INTO customer (id, number, name, kind, status) VALUES (99, 'L1', 'Local', 1, 1);
            UPDATE identifier SET customer_id = 99, source_id = NULL
            """)
        directory.endBurst()
        let again = try report(.memberCards, "7,40122900007\n")
        #expect(again.changesNothing)
        #expect(
            again.rejected.map(\.reason) == [
                "somebody else holds the barcodeCard, not by this source: moving it takes consent; if it is "
                    + "the same customer, who was entered here, --join makes them one"
            ])
    }

    @Test("Card numbers that all end in their check digit make a warning")
    func checkDigitWarning() throws {
        var rows = ""
        for number in 0..<25 {
            let digits = Array("00401229\(10_000 + number)".utf8).dropLast()
            let check = (0...9).first { digit in
                CardNumber.endsInCheckDigit((Array(digits) + [UInt8(0x30 + digit)]).span)
            }
            rows += "7,\(String(decoding: digits, as: UTF8.self))\(check ?? 0)\n"
        }
        let report = try report(.memberCards, rows, after: Self.seven)
        #expect(report.warnings.map(\.code) == ["checkDigits"])
    }

    @Test(
        "Rows of the other tables that cannot be right are left out",
        arguments: [
            (
                ImportFormat.meminfo, "9,,,,,,,,,,,,1,2025-01-01",
                "there is no customer of this number"
            ),
            (.meminfo, "a,,,,,,,,,,,,1,2025-01-01", "the member number is not a number from 1 up"),
            (.meminfo, "7,,", "the row has 3 columns, not 14 or 13"),
            (.memtype, "x,Name", "the membership type is not a number"),
            (.memtype, "1,2,3", "the row has 3 columns, not 9 or 2"),
            (.suspensions, "7,X,1,PC,2025-01-01,,0,0,0,0", "the type is neither I nor T"),
            (.suspensions, "9,I,1,PC,2025-01-01,,0,0,0,0", "there is no customer of this number"),
            (.suspensions, "7,I", "the row has 2 columns, not 10"),
        ])
    func otherTables(format: ImportFormat, row: String, reason: String) throws {
        let report = try report(format, row + "\n", after: Self.seven)
        #expect(report.rejected.map(\.reason) == [reason])
        #expect(report.changesNothing)
    }

    @Test("A telephone that the source empties is removed, one that it changes is changed")
    func phones() throws {
        let row = "7,,,,,1 Road,Town,MN,5,+1 612 555 0101,a@example.org,+1 612 555 0102,1,2025"
        let first = try report(.meminfo, row + "\n", after: Self.seven)
        #expect(first.phones == .init(created: 2))
        let changed = row.replacingOccurrences(of: "0101", with: "0103")
            .replacingOccurrences(of: "+1 612 555 0102", with: "")
            .replacingOccurrences(of: "Town", with: "City")
        let second = try report(.meminfo, changed + "\n")
        #expect(second.phones == .init(updated: 1, removed: 1))
        #expect(second.contacts == .init(updated: 1))
        #expect(try report(.meminfo, changed + "\n").changesNothing)
    }

    @Test("Names that other sources own are left alone")
    func foreign() throws {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        _ = try directory.importFile(
            try folder.write("a.csv", Self.wide), format: .custdata, source: "one")
        let report = try directory.importFile(
            try folder.write("b.csv", "number,name\n7,Other\n"), format: .csv, source: "two")
        #expect(report.rejected.map(\.reason) == [AccountWriter.isForeign])
        #expect(report.changesNothing)
    }

    @Test("Many rejections are all counted, and the first thousand listed")
    func manyRejections() throws {
        let report = try report(.memberCards, String(repeating: "x,1\n", count: 3000))
        #expect(report.rejectedCount == 3000)
        #expect(report.rejected.count == 1000)
        #expect(report.description.contains("2000 more"))
    }

    @Test("Noise is refused row by row and imports nothing")
    func noise() throws {
        var generator = SystemRandomNumberGenerator()
        let bytes = Data((0..<60_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        for format in ImportFormat.allCases where !format.layout.headerless.isEmpty {
            let report = try report(format, bytes)
            #expect(report.changesNothing)
            #expect(report.files.first?.rejected == report.files.first?.rows)
        }
    }
}
