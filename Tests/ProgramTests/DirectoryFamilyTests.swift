import Foundation
import TestSupport
import Testing

/// Each command of `laneid directory` on one small directory, as a shop would type them one after
/// the other.
@Suite struct DirectoryFamilyTests {
    private struct Step {
        var words: [String]
        var code: Int32 = 0
        /// A part of what it prints, or complains of.
        var says: String

        init(_ line: String, _ code: Int32 = 0, _ says: String) {
            words = line.split(separator: " ").map { String($0).replacing("_", with: " ") }
            self.code = code
            self.says = says
        }
    }

    private static let steps: [Step] = [
        Step("add individual 500 Iva_Horvat", 0, "500"),
        Step("add organisation 70 Acme", 0, "70"),
        Step("add representative 70 J. Roy", 0, "J. Roy"),
        Step("add employee E1 Mia", 0, "E1"),
        Step("add individual 500 Again", 1, "there is a customer 500 already"),
        Step("add code 500 90551", 0, "500"),
        Step("set 500 name Iva Novak", 0, "Iva Novak"),
        Step("set 500 nme X", 64, "did you mean name?"),
        Step("set 500 tabLimit much", 1, "tabLimit is an amount such as 100 or 99.50"),
        Step("set 500 phones (612)_555-0142", 0, "0142"),
        Step("who +16125550142", 0, "customer 500"),
        Step("search nov", 0, "Iva Novak"),
        Step("show 500", 0, "Iva Novak"),
        Step("assign barcodeCard 0040122900500 500/1", 0, "0500"),
        Step("assign barcodeCard 0040122900500 70", 1, "ask first"),
        Step("move barcodeCard 0040122900500 70", 1, "consent"),
        Step("move barcodeCard 0040122900500 70/1 --consent --why sold", 0, "0500"),
        Step("release barcodeCard 0040122900500", 1, "not moved here against its source"),
        Step("who 0040122900500", 0, "before: customer 500"),
        Step("withdraw barcodeCard 0040122900500 --why lost", 0, "0500"),
        Step("suspend 500 --reason owes", 0, "500"),
        Step("resume 500", 0, "500"),
        Step("shopper add 500 Ben Novak", 0, "Ben Novak"),
        Step("shopper end 500 2 --to 2027-01-31", 0, "2027-01-31"),
        Step("household join HH-9 500 --head --from 2026-01-01", 0, "HH-9"),
        Step("household show HH-9", 0, "500"),
        Step("category give 500 Gold", 0, "Gold"),
        Step("category limit Gold 500.00", 0, "500.00"),
        Step("note add 500 Happy_birthday --yearly 05-14", 0, "500"),
        Step("extra set 500 allergy nuts --visible", 0, "allergy"),
        Step("extra list 500", 0, "nuts"),
        Step(
            "grant add 42 500 70 --what a_free_bottle --to 2099-12-31", 0, "uses 1 of a free bottle"
        ),
        Step("grant add 42 500", 1, "there is a grant 42 already"),
        Step("grant redeem 42 70 --key a --ticket T-1", 0, "uses left 0, was 1"),
        Step("grant redeem 42 70 --key a --ticket T-1", 0, "nothing changed"),
        Step("grant redeem 42 500", 1, "by customer 70 (Acme)"),
        Step("grant void --ticket T-1", 0, "uses left 1, was 0"),
        Step("grant void --key a", 0, "nothing changed"),
        Step("grant void --key a --ticket T-1", 64, "--key is given too"),
        Step("grant redeem 42 500 --lane L1", 0, "uses left 0"),
        Step("grant list 500", 0, "a free bottle, 0 of 1 left"),
        Step("show 500", 0, "grant 42"),
        Step("pending add Zoe_Zander --kind barcodeCard --code 0040122900999", 0, "Zoe Zander"),
        Step("pending list", 0, "Zoe Zander"),
        Step("pending execute 1 900", 0, "900"),
        Step("outbox on", 0, "on"),
        Step("set 500 email iva@example.org", 0, "email"),
        Step("outbox list", 0, "500"),
        Step("export", 0, "500,Iva Novak"),
        Step("stats", 0, "customers: 3"),
        Step("check", 0, "the directory is clean"),
        Step("forget 900", 0, "for 24 hours, or until 100000 newer ones are there"),
        Step("show 900", 1, "there is no customer 900"),
    ]

    private let scratch: ScratchFolder
    private let options: [String]

    init() throws {
        scratch = try ScratchFolder()
        let settings = try scratch.file(
            "settings.json", #"{ store: { region: "US", areaCode: "612" } }"#)
        options = ["--directory", scratch.path("d.sqlite"), "--settings", settings]
    }

    private func run(_ words: [String]) throws -> Program.Result {
        let takesSettings = !["search", "stats"].contains(words[0])
        return try Program.tool.run(
            ["directory"] + words + (takesSettings ? options : Array(options.prefix(2))))
    }

    @Test func `Each command does what it says, with its exit code`() throws {
        for step in Self.steps {
            let result = try run(step.words)
            let printed = result.output + result.errors
            #expect(result.code == step.code, "\(step.words): \(printed)")
            #expect(printed.contains(step.says), "\(step.words): \(printed)")
        }
        let copy = scratch.path("copy.sqlite")
        #expect(try run(["backup", copy]).code == 0)
        #expect(FileManager.default.fileExists(atPath: copy))
    }

    @Test func `With --json each line is one JSON object`() throws {
        _ = try run(["add", "individual", "500", "Iva", "Horvat"])
        for line in [
            "add individual 501 Ben Kos", "set 500 name Iva Novak", "search iva", "show 500",
            "assign barcodeCard 0040122900500 500", "who 0040122900500", "suspend 501",
            "household join HH-9 500", "household show HH-9", "extra set 500 allergy nuts",
            "extra list 500", "pending add Zoe", "pending list", "export", "stats", "check",
            "grant add 42 500 501", "grant redeem 42 500 --key a", "grant list 500",
            "grant void --key a", "forget 501",
        ] {
            let result = try run(line.split(separator: " ").map(String.init) + ["--json"])
            #expect(result.code == 0, "\(line): \(result.errors)")
            for text in result.output.split(separator: "\n") {
                let object = try? JSONSerialization.jsonObject(with: Data(text.utf8))
                #expect(object is [String: Any], "\(line): \(text)")
            }
        }
    }

    @Test(
        "A payment card's number is never enrolled, and no digit of it comes back",
        arguments: [
            ["assign", "magneticCard", "4111111111111111", "500"],
            ["assign", "barcodeCard", "5500005555555559", "500"],
            ["add", "individual", "4111111111111111", "Somebody"],
            ["add", "code", "500", "4111111111111111"],
            ["pending", "add", "Zoe", "--code", "4111111111111111"],
            ["add", "individual", "501", "Iva", "4111", "1111", "1111", "1111"],
            ["shopper", "add", "500", "4111-1111-1111-1111"],
            ["set", "500", "name", "4111111111111111"],
            ["note", "add", "500", "card", "4111111111111111"],
            ["extra", "set", "500", "card", "4111111111111111"],
            ["pending", "add", "Zoe", "4111111111111111"],
            ["assign", "barcodeCard", "12345", "500", "--comment", "4111111111111111"],
            ["move", "barcodeCard", "12345", "500", "--why", "4111111111111111"],
            ["grant", "add", "4111111111111111", "500"],
            ["grant", "add", "42", "500", "--what", "4111111111111111"],
            ["grant", "redeem", "42", "500", "--key", "4111111111111111"],
            ["grant", "redeem", "42", "500", "--ticket", "4111 1111 1111 1111"],
        ])
    func paymentCard(words: [String]) throws {
        _ = try run(["add", "individual", "500", "Iva", "Horvat"])
        let result = try run(words)
        #expect(result.code == 1)
        #expect((result.output + result.errors).contains("payment card"))
        #expect(!(result.output + result.errors).contains("1111"))
        #expect(try run(["stats"]).output.contains("customers: 1"))
    }

    @Test("A row of an import that holds a payment card is left out, and no digit of it is kept")
    func importedPaymentCard() throws {
        let file = try scratch.file(
            "club.csv",
            """
            number,name,magstripe,phone
            500,Iva Horvat,8134000017,(612) 555-0142
            501,Ben Kos,4111111111111111,
            """)
        for action in [["import", "prepare"], ["import", "execute"], ["import"]] {
            let files = action.last == "execute" ? [] : [file]
            let result = try run(action + files)
            #expect(result.code == 0, "\(result.errors)")
            #expect(!(result.output + result.errors).contains("1111"))
            for name in try scratch.names() where name.hasPrefix("d.sqlite") {
                let bytes = try Data(contentsOf: scratch.url.appending(path: name))
                #expect(bytes.range(of: Data("4111111111111111".utf8)) == nil, "in \(name)")
            }
        }
        let again = try run(["import", file])
        #expect(again.output.contains("line 3"), "\(again.output)")
    }

    @Test(
        "T-9: a telephone as the settings' region writes it, typed or imported, finds its customer")
    func telephone() throws {
        let file = try scratch.file("club.csv", "number,name,phone\n500,Iva,(612) 555-0142\n")
        for action in [["import", "prepare", file], ["import", "execute"], ["import", file]] {
            #expect(try run(action).code == 0)
            if action.count < 3 || action[1] != "prepare" {
                #expect(try run(["who", "+16125550142"]).output.contains("customer 500"))
            }
        }
        _ = try run(["add", "individual", "501", "Ben"])
        #expect(try run(["set", "501", "phones", "555-0143"]).code == 0)
        #expect(try run(["who", "+16125550143"]).output.contains("customer 501"))
        _ = try run(["set", "501", "phones", "55-014-"])
        #expect(try run(["show", "501"]).output.contains("not in international form"))
    }
}
