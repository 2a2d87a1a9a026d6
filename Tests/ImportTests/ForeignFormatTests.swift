import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Tables of Rattail, r_keeper, uniCenta, Acme POS and CORE-POS's newer pair (customers.md 4.2,
/// 4.4, 4.5), made up.
@Suite struct ForeignFormatTests {
    let folder = TemporaryFolder()

    func file(_ format: ImportFormat, _ text: String) throws -> ImportFile {
        ImportFile(
            format: format, path: try folder.write("\(format).csv", text + "\n"))
    }

    func summary(
        _ directory: CustomerDirectory, _ kind: IdentifierKind, _ value: String
    ) throws -> String {
        defer { directory.endBurst() }
        return try directory.holder(of: Identifier(kind: kind, value)).summary
    }

    @Test("4.5: r_keeper's cards, each with its state and its last day")
    func rKeeper() throws {
        let directory = try folder.editor()
        directory.today = try #require(CalendarDate(year: 2026, month: 6, day: 1))
        let files = [
            try file(
                .rKeeperCards,
                """
                CARDCODE,HOLDER,FOLDER1,FOLDER2,FOLDER3,OFFERED,EXPIRED,BIRTHDAY,DELETED,LOCKED,SEIZE,TEL1,TEL2,EMAIL,ADDRESS
                7001,Ana Novak,,,,01.02.2024,31.12.2027,,0,0,0,+16125550142,,ana@example.org,Main Street 1
                7002,Ben Kos,,,,2024-02-01,2025-12-31,,0,0,0,,,,
                7003,Cleo Lind,,,,,,,0,1,0,,,,
                7004,Dina Haas,,,,,,,0,0,1,,,,
                7005,Emil Dahl,,,,,,,1,0,0,,,,
                7006,Fay Moe,,,,31.02.2024,,,0,0,0,,,,
                7007,Gus Ito,,,,,,,maybe,0,0,,,,
                """)
        ]
        let report = try directory.importFiles(files, source: "r-keeper")
        // A date that is none costs the date.
        #expect(report.rejected.map(\.line) == [8])
        #expect(report.warnings.filter { $0.code == "badDate" }.map(\.lines) == [[7]])
        for (card, expected) in [
            ("7001", "7001 Ana Novak, 1 Ana Novak of 1"),
            ("7002", "7002 Ben Kos, 1 Ben Kos of 1, expired by identifier"),
            ("7003", "7003 Cleo Lind, 1 Cleo Lind of 1, blocked by identifier"),
            ("7004", "7004 Dina Haas, 1 Dina Haas of 1, retain by identifier"),
            ("7005", "7005 Emil Dahl, 1 Emil Dahl of 1, blocked by identifier"),
        ] {
            let found = try summary(directory, .magneticCard, card)
            #expect(found.hasPrefix(expected), "\(found)")
        }
        #expect(
            try directory.database().integer(
                "SELECT count(*) FROM identifier WHERE issued_on = '2024-02-01'") == 2)
        directory.endBurst()
        #expect(try directory.importFiles(files, source: "r-keeper").changesNothing)
    }

    @Test("4.5: uniCenta's customers by search key or ID; its people are employees")
    func uniCenta() throws {
        let customers = try file(
            .uniCentaCustomers,
            """
            ID,SEARCHKEY,TAXID,NAME,CARD,ADDRESS,ADDRESS2,POSTAL,CITY,REGION,FIRSTNAME,LASTNAME,EMAIL,PHONE,PHONE2,VISIBLE
            a1,K-1,,Acme Ltd,c900001,Main Street 1,Floor 2,55401,Sampleton,MN,,,,+16125550142,,1
            a2,K-2,,Ana Novak,c900002,,,,,,,,,,,0
            """)
        let people = try file(
            .uniCentaPeople,
            """
            ID,NAME,APPPASSWORD,CARD,ROLE,VISIBLE,IMAGE
            p1,Mira Boss,,c990001,1,1,
            """)
        let directory = try folder.editor()
        let report = try directory.importFiles([customers, people], source: "unicenta")
        #expect(report.customers.created == 2 && report.employees.created == 1)
        #expect(report.identifiers.created == 3)
        #expect(
            try summary(directory, .magneticCard, "c900001") == "K-1 Acme Ltd, 1 Acme Ltd of 1")
        #expect(try summary(directory, .magneticCard, "c900002").contains("inactive by customer"))
        #expect(
            try directory.database().integer(
                "SELECT count(*) FROM identifier JOIN employee ON employee.id = employee_id") == 1)
        directory.endBurst()
        #expect(
            try directory.importFiles([customers, people], source: "unicenta").changesNothing)
        let other = try CustomerDirectory(path: folder.file("other.sqlite"), access: .edit)
        var options = ImportOptions()
        options.key = .id
        options.cardKind = .barcodeCard
        _ = try other.importFiles([customers], source: "unicenta", options: options)
        #expect(try summary(other, .barcodeCard, "c900001") == "a1 Acme Ltd, 1 Acme Ltd of 1")
        // A prepared import is executed with the options that it was prepared with.
        _ = try other.prepareImport([people], source: "unicenta", options: options)
        _ = try other.executeImport(source: "unicenta")
        #expect(try summary(other, .barcodeCard, "c990001") == "staff Mira Boss")
    }

    @Test("4.5: Acme POS's cards with their telephones, never with the PIN")
    func acme() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.normalisePhone = { "+1\($0)" }
        let files = [
            try file(
                .acmeLoyalty,
                """
                1,810001,4711,6125550142,6125550143,,,
                2,810002,4712,612555014,,,,
                3,810003,4713,6125550142,,,,
                """)
        ]
        let report = try directory.importFiles(files, source: "acme", options: options)
        #expect(report.rejected.map(\.line) == [2])
        #expect(report.customers.created == 2 && report.phones.created == 3)
        #expect(try summary(directory, .phone, "+16125550142") == "several")
        #expect(try summary(directory, .phone, "+16125550143").hasPrefix("810001"))
        directory.endBurst()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: directory.path))
        #expect(bytes.range(of: Data("4711".utf8)) == nil)
    }

    @Test("4.2: of CORE-POS's newer pair, the status that counts is the active one")
    func accountPair() throws {
        let directory = try folder.editor()
        let accounts = try file(
            .customerAccounts,
            """
            customerAccountID,cardNo,memberStatus,activeStatus,customerTypeID,chargeBalance,chargeLimit,idCardUPC,startDate,endDate,addressFirstLine,addressSecondLine,city,state,zip,contactAllowed,contactMethod,modified
            1,500,PC,,1,0,0,0040122900500,,,Main Street 1,Floor 2,Sampleton,MN,55401,1,mail,
            2,501,PC,INACT,1,0,0,0040122900501,,,,,,,,1,mail,
            3,502,PC,,1,0,0,,,,,,,,,1,mail,
            """)
        let people = try file(
            .accountPeople,
            """
            customerID,customerAccountID,cardNo,firstName,lastName,accountHolder,staff,phone,altPhone,email
            12,1,500,Ben,Novak,0,0,,,
            13,1,500,Ana,Novak,1,0,+16125550142,,ana@example.org
            14,2,501,Cleo,Lind,1,0,,,
            15,9,509,Nobody,Here,1,0,,,
            """)
        let report = try directory.importFiles([people, accounts], source: "core")
        #expect(
            report.rejected.map(\.reason).sorted() == [
                "an account without people", "there is no account of this number",
            ])
        #expect(
            try summary(directory, .barcodeCard, "0040122900500") == "500 Ana Novak of 2")
        #expect(
            try summary(directory, .barcodeCard, "0040122900501")
                == "501 Cleo Lind, 1 Cleo Lind of 1, inactive by customer")
        #expect(try summary(directory, .phone, "+16125550142") == "500 Ana Novak of 2")
    }

    @Test("A plain file may have its own words for the columns, and semicolons")
    func mapping() throws {
        let directory = try folder.editor()
        let path = try folder.write(
            "kunden.csv",
            "Kundennr;Name 1;Karte;Sonst\n500;\"Novak; Ana\";0040122900500;x\n")
        var options = ImportOptions()
        options.separator = .semicolon
        options.columnNames = ["number": "Kundennr", "name": "Name 1", "barcode": "Karte"]
        let report = try directory.importFiles(
            [ImportFile(format: .csv, path: path)], source: "kunden", options: options)
        #expect(report.warnings.map(\.code) == ["unknownColumn"])
        #expect(
            try summary(directory, .barcodeCard, "0040122900500")
                == "500 Novak; Ana, 1 Novak; Ana of 1")
    }
}
