import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

@Suite struct SearchTests {
    private let folder = TemporaryFolder()

    private func imported() throws -> CustomerDirectory {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        let rows = """
            number,name,kind,status,shopper,since
            1,Iva Horvat,,,,
            2,Maeve O'Brien,,,,
            3,José Šimić-Harsh,,suspended,,2026-01-01
            4,Harsh Household,,,,
            4,Ana Harsh,,,1,
            4,Ben Novak,,,2,
            5,Harbour School,group,,,
            6,Harper Lee,,terminated,,
            7,Annabel Anna Anders,,,,
            8,Maximilianus Featherstonehaugh,,,,
            9,Maximilian Featherstone,,,,
            """
        _ = try directory.importFile(
            try folder.write("customers.csv", rows), format: .csv, source: "club")
        return directory
    }

    @Test(
        "Customers are found by the start of any name, in any case, without accents",
        arguments: [
            ("har", ["5", "6", "3", "4"]), ("HARS", ["3", "4"]), ("harsh", ["3", "4"]),
            ("harshe", []), ("arsh", []), ("sim", ["3"]), ("Jóse simic", ["3"]),
            ("jose har", ["3"]),
            ("obrien", ["2"]), ("O'BRIEN", ["2"]), ("brien", ["2"]), ("o\u{2019}b", ["2"]),
            ("maeve brien", ["2"]), ("ben harsh", ["4"]), ("ana", ["4"]), ("ann", ["7"]),
            ("an an an", ["4", "7"]), ("horvat iva", ["1"]), ("horvat ana", []),
            // Longer than the eight bytes that the index holds.
            ("maximilian", ["8", "9"]), ("maximilianu", ["8"]), ("featherstoneh", ["8"]),
            ("maximilian featherstoneha", ["8"]), ("зима", []),
        ] as [(String, [String])])
    func search(text: String, numbers: [String]) throws {
        let directory = try imported()
        let hits = try directory.search(text, limit: 20)
        #expect(Set(hits.map(\.number)) == Set(numbers))
        #expect(hits.count == numbers.count)
    }

    @Test("Those who may not be served are shown as what they are, and not to be offered")
    func servable() throws {
        let directory = try imported()
        let hits = try directory.search("har", limit: 20)
        let shown = Dictionary(
            uniqueKeysWithValues: hits.map { ($0.number, "\($0.status) \($0.servable)") })
        #expect(
            shown == [
                "3": "suspended false", "4": "active true", "5": "active true",
                "6": "terminated false",
            ])
    }

    @Test("As many are told as were asked for", arguments: [(0, 1), (1, 1), (2, 2), (100_000, 4)])
    func limit(limit: Int, count: Int) throws {
        #expect(try imported().search("har", limit: limit).count == count)
    }

    @Test(
        "Two words that many have, and few have both, find those few",
        arguments: [
            ("an st", "Ana Berg", "Bo Stein"), ("st an", "Ana Berg", "Bo Stein"),
            // Many words begin alike, so that they are gathered otherwise.
            ("an st", "Ana Berg", "Bo St%"), ("an st", "An% Berg", "Bo Stein"),
        ])
    func frequentWords(text: String, ones: String, others: String) throws {
        let directory = try CustomerDirectory(
            path: folder.file("many.sqlite"), access: .edit)
        var rows = "number,name\n"
        // Those with both names are far from each other: more than a window of keys.
        for number in 1...6000 {
            let tail = String(number % 50, radix: 36)
            rows += "\(number),\(ones.replacing("%", with: tail))\n"
            rows += "\(10_000 + number),\(others.replacing("%", with: tail))\n"
            if number % 2000 == 0 { rows += "\(20_000 + number),Anton\(tail) Stone\n" }
        }
        _ = try directory.importFile(
            try folder.write("many.csv", rows), format: .csv, source: "club")
        let found = try directory.search(text, limit: 20)
        #expect(Set(found.map(\.number)) == ["22000", "24000", "26000"])
    }

    @Test(
        "A search without a letter or digit is refused",
        arguments: ["", "  ", "'", "-,.", "%", "🦆"])
    func empty(text: String) throws {
        let directory = try imported()
        #expect(throws: DatabaseError.emptySearch) { try directory.search(text, limit: 20) }
    }

    @Test("What is shown of a customer masks values and names states")
    func show() throws {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        let rows = """
            number,name,status,since,membership,shopper,barcode,phone,email,city
            1,Ana and Ben,suspended,2026-01-01,Club,,,,x@example.org,
            1,Ana,,,,1,0040122910412,+1 612 555 0101,,
            1,Ben,,,,2,,555 0102,,
            """
        _ = try directory.importFile(
            try folder.write("customers.csv", rows), format: .csv, source: "club")
        let record = try #require(try directory.show(number: "1"))
        #expect(
            record
                == CustomerRecord(
                    number: "1", name: "Ana and Ben", kind: "individual", status: "suspended",
                    refusal: "suspended", since: "2026-01-01", isMember: true, membership: "Club",
                    source: "club",
                    shoppers: [
                        .init(number: 1, name: "Ana", isHolder: true, isActive: true),
                        .init(number: 2, name: "Ben", isHolder: false, isActive: true),
                    ],
                    identifiers: [
                        .init(
                            kind: "barcodeCard", masked: "*********0412", shopper: 1,
                            status: "active")
                    ],
                    phones: [
                        .init(masked: "********0101", shopper: 1, isInternational: true),
                        .init(masked: "****0102", shopper: 2, isInternational: false),
                    ], hasAddress: false, hasEmail: true))
        #expect(try directory.show(number: "2") == nil)
        let statistics = try directory.statistics()
        #expect(statistics.customers == 1)
        #expect(statistics.customersByStatus == ["suspended": 1])
        #expect(statistics.identifiersByKind == ["barcodeCard": 1])
        #expect(statistics.phonesNotInternational == 1)
        #expect(statistics.sources.map(\.name) == ["club"])
    }
}
