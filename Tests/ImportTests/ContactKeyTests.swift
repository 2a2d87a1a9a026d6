import DirectorySupport
import Identity
import Recognition
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Rows that name their customer by telephone or e-mail.
@Suite struct ContactKeyTests {
    let shop: Shop

    init() throws {
        shop = try Shop()
    }

    private func take(
        _ text: String, key: CustomerKey = .phone, source: String = "club",
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        let path = try shop.write("club.csv", text)
        var options = try Self.options(key)
        change(&options)
        return try shop.editor.importFile(path, format: .csv, source: source, options: options)
    }

    private static func options(_ key: CustomerKey) throws -> ImportOptions {
        var options = ImportOptions()
        let telephones = try #require(TelephoneNumbers(region: "US", areaCode: "612"))
        options.normalisePhone = { telephones.international($0) }
        options.normalisePhoneIn = { number, country in
            TelephoneNumbers(region: country)?.international(number)
        }
        options.key = key
        return options
    }

    private func customers() throws -> [String] {
        var found: [String] = []
        try shop.editor.database().rows(
            "SELECT number || ' ' || name FROM customer ORDER BY number"
        ) { row throws(DatabaseError) in found.append(row.text(0)) }
        return found
    }

    @Test(
        "A row is of the customer who has its telephone or e-mail, however it is written",
        arguments: [
            (CustomerKey.phone, "phone,name\n(612) 555-0101,Ann Abel\n"),
            (.phone, "phone,name\n+1 612 555 0101,Ann Abel\n"),
            (.phone, "name,phone,country\nAnn Abel,612.555.0101,US\n"),
            (.email, "email,name\nANN@Example.com,Ann Abel\n"),
        ])
    func known(key: CustomerKey, text: String) throws {
        _ = try take(
            "number,name,phone,email\n7,Ann,612 555 0101,ann@example.com\n", key: .number)
        let report = try take(text, key: key)
        #expect(report.rejected.isEmpty)
        #expect(report.customers.created == 0 && report.customers.updated == 1)
        #expect(try customers() == ["7 Ann Abel"])
    }

    @Test(
        "A new one gets a number from here, and keeps it", arguments: [CustomerKey.phone, .email])
    func new(key: CustomerKey) throws {
        let text = """
            name,phone,email,barcode,points
            Ann,612 555 0101,ann@example.com,40001,12
            Ben,612 555 0102,ben@example.com,40002,7

            """
        let first = try take(text, key: key)
        #expect(first.rejected.isEmpty && first.customers.created == 2)
        #expect(first.balances.created == 2)
        #expect(
            Set(try customers()).isSubset(of: [
                "900000001 Ann", "900000002 Ben", "900000002 Ann", "900000001 Ben",
            ]))
        let before = try customers()
        let second = try take(text, key: key)
        #expect(second.changesNothing && second.balances.unchanged == 2)
        #expect(try customers() == before)
    }

    @Test("A number that was given here is not given again")
    func notAgain() throws {
        _ = try take("phone,name\n612 555 0101,Ann\n")
        _ = try shop.editor.database().run("DELETE FROM phone; DELETE FROM customer")
        _ = try take("phone,name\n612 555 0102,Ben\n")
        #expect(try customers() == ["900000002 Ben"])
    }

    @Test(
        "A row that cannot be told is refused with its line",
        arguments: [
            (
                CustomerKey.phone, "phone,name\n612 555 0199,Who\n",
                "several customers have this telephone"
            ),
            (.email, "email,name\nHome@example.com,Who\n", "several customers have this e-mail"),
            (.phone, "phone,name\n,Who\n", "no phone, which is its key"),
            (.email, "email,name\n,Who\n", "no email, which is its key"),
            (.phone, "phone,name\n12,Who\n", "no international form"),
            (.email, "email,name\nwho,Who\n", "no e-mail address"),
        ])
    func refused(key: CustomerKey, text: String, why: String) throws {
        _ = try take(
            """
            number,name,phone,email
            7,Ann,612 555 0199,home@example.com
            8,Ben,612 555 0199,home@example.com

            """, key: .number)
        let report = try take(text, key: key)
        #expect(report.rejected.map(\.line) == [2])
        #expect(report.rejected.first?.reason.contains(why) == true, "\(report.rejected)")
        #expect(try customers() == ["7 Ann", "8 Ben"])
    }

    @Test("A row that may be anybody's lets nothing be deleted")
    func deletes() throws {
        _ = try take(
            "number,name,phone\n7,Ann,612 555 0199\n8,Ben,612 555 0199\n9,Cid,612 555 0103\n",
            key: .number)
        let report = try take("phone,name\n612 555 0199,Who\n612 555 0103,Cid\n") {
            $0.deletesMissing = true
            $0.acceptsGoneColumns = true
        }
        #expect(report.keptMissing && report.customers.removed == 0)
    }

    @Test("Rows of one telephone are one customer, with shoppers")
    func shoppers() throws {
        let report = try take(
            "phone,shopper,name\n612 555 0101,1,Ann\n(612) 555-0101,2,Ben\n")
        #expect(report.customers.created == 1 && report.shoppers.created == 2)
    }

    @Test("The key is of the plain form, which then needs no number")
    func otherForms() throws {
        let path = try shop.write("custdata.csv", "1,1,A,B\n")
        let options = try Self.options(.phone)
        #expect {
            _ = try shop.editor.importFile(
                path, format: .custdata, source: "pos", options: options)
        } throws: { "\($0)".contains("the key phone is for CSV files") }
        #expect {
            _ = try take("number,name\n1,Ann\n")
        } throws: { "\($0)".contains("phone") }
        let report = try take("number,phone,name\n77,612 555 0101,Ann\n")
        #expect(report.warnings.map(\.code) == ["unusedNumber"])
        #expect(try customers() == ["900000001 Ann"])
    }

    @Test("A prepared import by telephone is executed as it was shown, with its countries")
    func prepared() throws {
        let path = try shop.write(
            "club.csv", "phone,name,country\n612 555 0101,Ann,US\n030 1234567,Ben,DE\n")
        let options = try Self.options(.phone)
        _ = try shop.editor.prepareImport(
            [ImportFile(format: .csv, path: path)], source: "club", options: options)
        #expect(try customers() == [])
        let report = try shop.editor.executeImport(
            source: "club", normalisePhone: options.normalisePhone,
            normalisePhoneIn: options.normalisePhoneIn)
        #expect(report.customers.created == 2)
        let again = try shop.editor.importFile(
            path, format: .csv, source: "club", options: options)
        #expect(again.changesNothing)
    }
}
