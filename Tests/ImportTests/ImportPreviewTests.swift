import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// What a file seems to be, and what its first rows would do.
@Suite struct ImportPreviewTests {
    let folder = TemporaryFolder()

    private func preview(
        _ bytes: [UInt8], name: String = "kunden.csv", format: ImportFormat = .csv,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportPreview {
        let path = folder.file(name)
        try Self.write(bytes, path)
        var options = ImportOptions()
        change(&options)
        return try ImportPreview(
            of: ImportFile(format: format, path: path), encoding: nil, options)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var isLatin1 = false
        var encoding = ImportOptions.Encoding.utf8
        var separator = ImportOptions.Separator.comma
        var skipped = 0
        var columns: [String?]
        var testDescription: String { text }

        var bytes: [UInt8] {
            isLatin1 ? text.unicodeScalars.map { UInt8($0.value) } : Array(text.utf8)
        }
    }

    @Test(
        "Encoding, separator, the line of the names and their meaning are found",
        arguments: [
            Case(text: "number,name\n1,Ann\n", columns: ["number", "name"]),
            Case(
                text: "Kd-Nr.;Vorname;Nachname;Straße\n1;Jörg;Müller;Weg 1\n", isLatin1: true,
                encoding: .windows1252, separator: .semicolon,
                columns: ["number", "first", "last", "street"]),
            Case(
                text: "Liste vom 3.3.\n\nMitgliedsnummer;Name;Telefon;Handy;Farbe\n1;Ann;1;2;rot\n",
                separator: .semicolon, skipped: 2,
                columns: ["number", "name", "phone", "phone2", nil]),
            Case(
                text: "Customer No\tFirst Name\tSurname\tE-Mail\n1\tAnn\tAbel\ta@b.example\n",
                separator: .tab, columns: ["number", "first", "last", "email"]),
            // A name of ours goes before one that only means the same.
            Case(text: "id,number,name\n9,1,Ann\n", columns: [nil, "number", "name"]),
            Case(
                text: "Broj kupca,Prezime,Ime,Bodovi\n1,Perić,Josip,5\n",
                columns: ["number", "last", "first", "points"]),
        ])
    func found(one: Case) throws {
        let found = try preview(one.bytes)
        #expect(found.encoding == one.encoding && found.separator == one.separator)
        #expect(found.skippedLines == one.skipped)
        #expect(found.columns.map(\.column) == one.columns)
        // What is guessed is what imports.
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        let report = try directory.importFile(
            folder.file("kunden.csv"), format: .csv, source: "pos",
            options: found.applied(to: ImportOptions()))
        #expect(report.customers.created == 1 && report.rejected.isEmpty)
    }

    @Test("Values that other programs have are found, and what is said goes before")
    func values() throws {
        let text = Array("number,name,Kundenart\n1,Ann,Privat\n2,Acme,Firma\n".utf8)
        let found = try preview(text)
        #expect(found.columnNames == ["kind": "Kundenart"])
        #expect(found.valueNames == ["kind": ["Privat": "individual", "Firma": "organisation"]])
        let said = try preview(text) {
            $0.columnNames = ["membership": "Kundenart"]
        }
        #expect(said.columnNames == ["membership": "Kundenart"] && said.valueNames.isEmpty)
        #expect(throws: DatabaseError.self) {
            try preview(text) { $0.columnNames = ["nmber": "Kundenart"] }
        }
    }

    @Test("A known table is read as such, with its names or without")
    func core() throws {
        let titled = try preview(
            Array("card_no,upc\n1,40001\n".utf8), name: "memberCards.csv", format: .memberCards)
        #expect(titled.columns.map(\.column) == ["card_no", "upc"] && titled.columnNames.isEmpty)
        let bare = try preview(
            Array("1,40001\n".utf8), name: "memberCards.csv", format: .memberCards)
        #expect(bare.columns.map(\.column) == ["card_no", "upc"])
    }

    @Test(
        "What is no table is named for what it is",
        arguments: [
            ("-- MySQL dump 10.13\n", "mysqldump"), ("PK\u{3}\u{4}xx", "spreadsheet"),
            ("{\"a\": 1}\n", "JSON"), ("", "no row"),
        ])
    func otherKinds(text: String, word: String) throws {
        #expect {
            _ = try preview(Array(text.utf8))
        } throws: { "\($0)".contains(word) }
    }

    @Test("A first line of numbers names nothing, and is not shown")
    func noTitles() throws {
        #expect {
            _ = try preview(Array("4111111111111111,Ann\n4222222222222,Ben\n".utf8))
        } throws: { "\($0)".contains("does not name the columns") && !"\($0)".contains("4111") }
    }

    @Test("A table that mysql writes is known by its columns")
    func batch() throws {
        let path = folder.file("members.tsv")
        try Self.write(Array("card_no\tupc\n1\t40001\n".utf8), path)
        let found = try ImportPreview(
            of: ImportFile(format: nil, path: path), encoding: nil, ImportOptions())
        #expect(found.format == .memberCards && found.separator == .tab)
    }

    @Test("The first rows are compared with the directory, which stays as it is")
    func planned() throws {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        let path = folder.file("pos.csv")
        try Self.write(Array("number,name,phone\n1,Ann,\n2,Ben,\n9,Gone,\n".utf8), path)
        _ = try directory.importFile(path, format: .csv, source: "pos")
        try Self.write(
            Array(
                "number,name,phone\n1,Ann,\n2,Benn,\n3,Cid,+16125550103\n\(Self.long),Dan,\n5,Eve,\n6,Fay,\n"
                    .utf8),
            path)
        let rows = try directory.plan(
            ImportFile(format: .csv, path: path), source: "pos", options: ImportOptions(), rows: 5)
        #expect(rows.map(\.line) == [2, 3, 4, 5, 6])
        #expect(rows.map(\.number) == ["1", "2", "3", nil, "5"])
        #expect(rows[0].effects.isEmpty)
        #expect(rows[1].effects.contains("customer name changed"))
        #expect(rows[2].effects.contains("customer created"))
        #expect(rows[2].effects.contains("phone created"))
        #expect(rows[3].rejected == "the number must be 1-32 bytes long")
        let database = try directory.database()
        #expect(try database.integer("SELECT count(*) FROM customer") == 3)
        #expect(try database.integer("SELECT count(*) FROM customer WHERE name = 'Ben'") == 1)
    }

    private static let long = String(repeating: "7", count: 33)

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }
}
