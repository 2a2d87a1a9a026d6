import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Rattail's tables, which are joined (customers.md 4.4).
extension ForeignFormatTests {
    private func uuid(_ number: Int) -> String {
        String(repeating: "0", count: 30) + String(number + 10)
    }

    private func rattail(older: Bool = false) throws -> [ImportFile] {
        var files = [
            try file(
                .rattailCustomer,
                """
                uuid,id,number,name,email_preference,active_in_pos,active_in_pos_sticky
                \(uuid(1)),C-1,1001,Novak household,,,
                \(uuid(2)),C-2,1002,Dina Haas,,false,
                \(uuid(3)),C-3,1003,Emil Dahl,,false,true
                """),
            try file(
                .rattailPerson,
                """
                uuid,first_name,middle_name,last_name,display_name
                00000000-0000-0000-0000-000000000031,Ana,,Novak,Ana Novak
                \(uuid(22)),Ben,,Novak,
                \(uuid(23)),Dina,,Haas,Dina Haas
                """),
            try file(
                .rattailMember,
                """
                uuid,customer_uuid,membership_type_uuid,active,joined,withdrew
                \(uuid(71)),\(uuid(1)),\(uuid(80)),true,2020-01-02,
                """),
            try file(
                .rattailPhone,
                """
                uuid,parent_type,parent_uuid,preference,type,number
                \(uuid(61)),Customer,\(uuid(1)),2,,+16125550102
                \(uuid(62)),Customer,\(uuid(1)),1,,+16125550101
                \(uuid(63)),Person,\(uuid(22)),1,,+16125550103
                """),
        ]
        if older {
            files.append(
                try file(
                    .rattailCustomerPerson,
                    """
                    uuid,customer_uuid,person_uuid,ordinal
                    \(uuid(51)),\(uuid(1)),\(uuid(21)),1
                    \(uuid(52)),\(uuid(1)),\(uuid(22)),2
                    \(uuid(53)),\(uuid(2)),\(uuid(23)),1
                    """))
        } else {
            files.append(
                try file(
                    .rattailShopper,
                    """
                    uuid,customer_uuid,person_uuid,shopper_number,active
                    \(uuid(41)),\(uuid(1)),\(uuid(21)),1,true
                    \(uuid(42)),\(uuid(1)),\(uuid(22)),2,
                    \(uuid(43)),\(uuid(2)),\(uuid(23)),1,true
                    \(uuid(44)),\(uuid(2)),\(uuid(29)),2,true
                    """))
            files.append(
                try file(
                    .rattailHistory,
                    """
                    uuid,shopper_uuid,start_date,end_date
                    \(uuid(11)),\(uuid(42)),2025-01-01,2026-01-31
                    \(uuid(12)),\(uuid(42)),2026-03-01,
                    """))
        }
        return files
    }

    @Test(
        "4.4: Rattail's tables are joined: shoppers, periods, telephones, membership, inactive in POS"
    )
    func rattailSet() throws {
        let directory = try folder.editor()
        let report = try directory.importFiles(try rattail(), source: "rattail")
        #expect(report.rejected.map(\.reason) == ["there is no person of this UUID"])
        #expect(report.customers == .init(created: 3))
        #expect(report.shoppers == .init(created: 4))
        let account = try #require(try directory.customer(number: Bytes("1001")))
        #expect(account.summary.hasPrefix("1001 Novak household"))
        #expect(
            try summary(directory, .phone, "+16125550103").hasPrefix("1001 Novak household"))
        // C-14: inactive in POS is not served, unless that is sticky; unset counts as active.
        #expect(
            try directory.customer(number: Bytes("1002"))?.summary.contains("inactive by customer")
                == true)
        #expect(
            try directory.customer(number: Bytes("1003"))?.summary
                == "1003 Emil Dahl, 1 Emil Dahl of 1")
        let database = try directory.database()
        #expect(
            try database.integer(
                "SELECT count(*) FROM shopper_period WHERE shopper_number = 2 AND last_day IS NULL")
                == 1)
        #expect(try database.integer("SELECT count(*) FROM shopper_period") == 2)
        #expect(
            try database.integer(
                "SELECT count(*) FROM customer WHERE member = 1 AND joined = '2020-01-02'") == 1)
        #expect(
            try database.integer(
                "SELECT place FROM phone WHERE normalised = '+16125550101'") == 1)
        directory.endBurst()
        #expect(try directory.importFiles(try rattail(), source: "rattail").changesNothing)
    }

    @Test(
        "A customer whom the source gives another number is a new one, and the old number is missing"
    )
    func renumbered() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try rattail(), source: "rattail")
        var files = try rattail()
        let text = try String(contentsOfFile: files[0].path, encoding: .utf8)
        files[0] = try file(
            .rattailCustomer, text.replacing("1002", with: "2002").trimmingCharacters(in: .newlines)
        )
        let report = try directory.importFiles(files, source: "rattail")
        #expect(report.customers == .init(created: 1, unchanged: 2, missing: 1))
        #expect(try directory.importFiles(files, source: "rattail").changesNothing)
    }

    @Test("C-13: also a row that is found wrong when tables are joined keeps everybody")
    func wrongWhenJoined() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try rattail(older: true), source: "rattail")
        var files = try rattail(older: true)
        let text = try String(contentsOfFile: files[0].path, encoding: .utf8)
        files[0] = try file(
            .rattailCustomer, text.replacing("1002", with: "").trimmingCharacters(in: .newlines))
        var options = ImportOptions()
        options.deletesMissing = true
        let report = try directory.importFiles(files, source: "rattail", options: options)
        #expect(report.rejectedCount == 1 && report.keptMissing)
        #expect(report.customers == .init(unchanged: 2, missing: 1))
        #expect(try directory.customer(number: Bytes("1002")) != nil)
    }

    @Test("4.4: the older link of people, and the ID as the number")
    func rattailOlder() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.key = .id
        let report = try directory.importFiles(
            try rattail(older: true), source: "rattail", options: options)
        #expect(report.shoppers == .init(created: 4) && report.rejectedCount == 0)
        #expect(try directory.customer(number: Bytes("C-1"))?.shopperCount == 2)
    }

    @Test("A period that changes in the source changes here, and a shopper's end is seen")
    func periods() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try rattail(), source: "rattail")
        var files = try rattail()
        files[5] = try file(
            .rattailHistory,
            """
            uuid,shopper_uuid,start_date,end_date
            \(uuid(11)),\(uuid(42)),2025-01-01,2026-01-31
            """)
        let report = try directory.importFiles(files, source: "rattail")
        #expect(report.shoppers.updated == 1)
        #expect(try directory.database().integer("SELECT count(*) FROM shopper_period") == 1)
    }
}
