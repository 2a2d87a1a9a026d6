import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// CORE-POS's tables of what is said of members, and of when they were members (customers.md 4.2).
@Suite struct CoreServiceImportTests {
    private let shop: Shop
    private static let people = """
        CardNo,personNum,LastName,FirstName,Type
        500,1,Novak,Ana,PC
        501,1,Kos,Ben,PC

        """
    private static let notices = """
        customerNotificationID,cardNo,customerID,source,type,message,modifierModule
        1,500,0,office,blueline,Owes a form,
        2,500,,office,memlist,The tall one,
        7,500,,office,memlist,The tall one,
        3,501,0,office,callback,,Discounts
        4,501,7,office,blueline,For one person,
        5,999,0,office,blueline,Nobody,
        6,501,0,office,shout,No such type,

        """
    private static let days = """
        card_no,start_date,end_date
        500,2019-04-01 00:00:00,0000-00-00 00:00:00
        501,2020-01-01,2025-12-31

        """

    init() throws {
        shop = try Shop()
    }

    private func take(
        _ notices: String?, _ days: String?, people: String = Self.people
    ) throws -> ImportReport {
        var files: [(format: ImportFormat, path: String)] = [
            (.custdata, try shop.write("custdata.csv", people))
        ]
        if let notices {
            files.append((.notifications, try shop.write("CustomerNotifications.csv", notices)))
        }
        if let days { files.append((.memDates, try shop.write("memDates.csv", days))) }
        return try shop.editor.importSet(files, source: "core")
    }

    @Test("What CORE-POS says of a member is shown on its occasion, and taken back when it is gone")
    func notices() throws {
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "7", name: "Own")
        }
        let report = try take(Self.notices, nil)
        #expect(report.notices == .init(created: 2))
        #expect(report.rejected.map(\.line) == [5, 6, 8, 7])
        let details = try shop.details("500")
        #expect(details.messages == ["Owes a form"] && details.choiceMessages == ["The tall one"])
        // What was entered here is nobody else's.
        try shop.edit { editor throws(DatabaseError) in
            try editor.addNotice("Likes tea", to: "500", on: .identify)
        }
        let again = try take(Self.notices, nil)
        #expect(again.changesNothing && again.notices == .init(unchanged: 2))
        let fewer = Self.notices.split(separator: "\n").prefix(2).joined(separator: "\n")
        #expect(try take(fewer, nil).notices == .init(unchanged: 1, removed: 1))
        #expect(try shop.details("500").choiceMessages.isEmpty)
        #expect(try shop.details("500").messages == ["Owes a form", "Likes tea"])
    }

    @Test("The days of a membership are kept by imports that say nothing of them")
    func days() throws {
        let report = try take(nil, Self.days)
        #expect(report.rejected.isEmpty && report.customers == .init(created: 2))
        func kept() throws -> [String?] {
            defer { shop.editor.endBurst() }
            var days: [String?] = []
            try shop.editor.database().rows(
                "SELECT joined, withdrew FROM customer ORDER BY number"
            ) { days += [$0.optionalText(0), $0.optionalText(1)] }
            return days
        }
        let expected = ["2019-04-01", nil, "2020-01-01", "2025-12-31"]
        #expect(try kept() == expected)
        #expect(try take(nil, Self.days).changesNothing)
        let later = Self.days.replacing("2025-12-31", with: "2026-01-31")
        #expect(try take(nil, later).customers == .init(updated: 1, unchanged: 2))
        #expect(try take(nil, Self.days).customers.updated == 1)
        #expect(try take(nil, nil).changesNothing)
        let renamed = try take(
            nil, nil, people: Self.people.replacing("Novak", with: "Weiss"))
        #expect(renamed.customers == .init(updated: 1, unchanged: 1))
        #expect(try kept() == expected)
    }
}
