import Directory
import Foundation
import Identity
import LaneLink
import Pipeline
import Recognition
import SQLite
import Testing
import Transport

@testable import Configuration
@testable import Gateway
@testable import Lanes

/// What lanes are told of what the directory holds, through the very pipeline.
final class DirectoryOutcomeTests {
    private let path = NSTemporaryDirectory() + "/laneid-outcomes-\(UUID().uuidString).sqlite"
    private var directory: CustomerDirectory

    init() throws {
        let editor = try CustomerDirectory(path: path, access: .edit)
        editor.today = try #require(CalendarDate(year: 2026, month: 3, day: 3))
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.add(.organisation, number: "70", name: "Acme")
            try editor.addShopper(to: "70", name: "J. Roy")
            try editor.addShopper(to: "70", name: "K. Poe")
            try editor.assign(NewIdentifier(.barcodeCard, "ROY"), to: .customer("70", shopper: 1))
            try editor.assign(
                NewIdentifier(.barcodeCard, "ACME"), to: .customer("70", shopper: nil))
            try editor.add(.individual, number: "500", name: "Iva")
            var card = NewIdentifier(.barcodeCard, "IVA")
            card.needsApproval = true
            try editor.assign(card, to: .customer("500", shopper: nil))
            try editor.addCategory("Gold", to: "500")
            try editor.addCategory("Club", to: "500")
            try editor.set(.tabLimit, of: "500", to: "500.00")
            try editor.addNotice("Happy birthday", to: "500", on: .identify, yearly: "03-03")
            try editor.addNotice("Points doubled", to: "500", on: .receipt)
            try editor.addNotice("Who came?", to: "70", on: .choose)
            try editor.join(
                household: "HH-9", "500", from: CalendarDate(daysSinceEpoch: 20_000))
            try editor.set(.street, of: "500", to: "Main Street 1")
            var band = NewIdentifier(.barcodeCard, "BAND")
            band.group = "bands"
            try editor.assign(band, to: .bearer)
            try editor.suspend(true, group: "bands")
            try editor.capture(name: "Zoe", identifier: Identifier(kind: .barcodeCard, "ZOE"))
            try editor.stay(in: "412", customer: "500", from: 0, until: 1000)
            try editor.stay(in: "412", customer: "70", shopper: 2, from: 0, until: 1000)
        }
        directory = try CustomerDirectory(path: path, access: .lookUp)
        directory.today = editor.today
        directory.now = 500
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static let source = Event.Source(
        lane: Bytes("L1"), device: Bytes("front"), time: WallTime(milliseconds: 0))

    private func pipeline() throws -> EventPipeline {
        EventPipeline(recogniser: Recogniser(rules: try RuleSet([])))
    }

    private func read(_ code: String, shopper: ShopperPolicy = .account) throws -> String {
        var reading = Reading.barcode(Array(code.utf8).span, symbology: .code128)
        let event = try #require(
            try pipeline().event(
                of: &reading, from: Self.source, policy: shopper, resolver: &directory))
        return body(event)
    }

    private func body(_ event: Event) -> String {
        var line = LineBuffer()
        line.body(of: event, reading: Span())
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test(
        "An event names what the directory knows, and nothing of the profile",
        arguments: [
            (
                "IVA",
                #""customer":{"number":"500","name":"Iva","kind":"individual","status":"active"},"shopper":{"number":1,"name":"Iva"},"approval":true,"household":"HH-9","categories":["Club","Gold"],"tabLimit":"500.00","message":"Happy birthday","receiptMessage":"Points doubled""#
            ),
            ("ROY", #""representative":{"number":1,"name":"J. Roy"}"#),
            ("BAND", #""outcome":"refused""#),
            ("BAND", #""reason":"suspended","level":"group","since":"2026-03-03""#),
            ("ZOE", #""outcome":"unknown""#), ("ZOE", #""pending":true"#),
        ])
    func events(code: String, part: String) throws {
        let body = try read(code)
        #expect(body.contains(part), "\(body)")
        #expect(!body.contains("Main Street"))
        // What is written is JSON.
        _ = try JSONSerialization.jsonObject(with: Data("{\(body)}".utf8))
    }

    @Test(
        "H-11: what becomes of a card of several people is the lane's policy",
        arguments: [
            (ShopperPolicy.account, OutcomeKind.identified, #""customer":{"number":"70""#),
            (.holder, .identified, #""representative":{"number":1"#),
            (.ask, .choose, #""message":"Who came?""#),
        ])
    func policies(policy: ShopperPolicy, outcome: OutcomeKind, part: String) throws {
        let body = try read("ACME", shopper: policy)
        #expect(
            body.contains(#""outcome":"\#(outcome.rawValue)""#) && body.contains(part), "\(body)")
    }

    @Test(
        "H-5: a lane gets the account alone, or the account and the person",
        arguments: [(ShopperPolicy.account, false), (.holder, true)])
    func output(policy: ShopperPolicy, namesPerson: Bool) throws {
        #expect(try read("ACME", shopper: policy).contains("representative") == namesPerson)
    }

    @Test(
        "H-10: without benefits a customer of a household is identified, and no event speaks of any"
    )
    func withoutBenefits() throws {
        let body = try read("IVA")
        #expect(
            body.contains(#""outcome":"identified""#) && body.contains(#""household":"HH-9""#))
        for word in ["coupon", "grant", "entitlement", "benefit", "error"] {
            #expect(!body.contains(word), "\(body)")
        }
    }

    @Test("T-5: guests of a room are asked about, one is identified, and nobody is after they left")
    func rooms() throws {
        func typed(_ name: String) throws -> String {
            let guests = try directory.guests(of: "412", named: name)
            return body(
                try pipeline().event(
                    ofRoom: "412", guests: guests, from: Self.source, policy: .account,
                    resolver: &directory))
        }
        let both = try typed("")
        #expect(
            both.contains(#""outcome":"choose","entryMode":"Keyed","assurance":"operator""#),
            "\(both)")
        #expect(both.contains(#""id":"70/2""#) && both.contains(#""id":"500""#), "\(both)")
        let stored = Event(body: Array(both.utf8).span)
        guard case .choose(let candidates, _)? = stored?.outcome else {
            Issue.record("it is no choice: \(both)")
            return
        }
        #expect(candidates.map(\.shopper?.number) == [2, 1])
        #expect(try typed("iva").contains(#""outcome":"identified""#))
        directory.endBurst()
        directory.now = 1000
        #expect(try typed("").contains(#""outcome":"unknown""#))
    }

    @Test("M-19: a one-time code is taken once, also after a restart")
    func oneTimeCode() throws {
        let editor = try CustomerDirectory(path: path, access: .edit)
        editor.now = 500
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.addCode("90551", to: "500", minutes: 1)
        }
        func keeper() -> DirectoryKeeper {
            DirectoryKeeper(
                path: path, log: Log(withPriority: false), now: { .now },
                storeTime: { StoreTime(date: CalendarDate(daysSinceEpoch: 20_515), seconds: 500) })
        }
        let code = Identifier(kind: .oneTimeCode, "90551")
        func refusal(_ keeper: DirectoryKeeper) throws -> RefusalReason? {
            guard case .customer(let holding) = try keeper.holder(of: code) else { return nil }
            return holding.refusal?.reason
        }
        let first = keeper()
        #expect(try refusal(first) == nil)
        #expect(try refusal(first) == .used)
        #expect(try refusal(keeper()) == .used)
    }

    @Test(
        "A rule makes nobody staff: only an employee's identifier is",
        arguments: [
            ("CREW01", #""outcome":"staff""#, #""employee":{"name":"Mia"}"#),
            ("CREW02", #""outcome":"unknown""#, #""kind":"barcodeCard""#),
            ("CREW03", #""outcome":"unknown""#, #""kind":"barcodeCard""#),
            ("CREW04", #""outcome":"identified""#, #""number":"500""#),
        ])
    func staffRule(code: String, outcome: String, part: String) throws {
        let editor = try CustomerDirectory(path: path, access: .edit)
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            try editor.setEmployee(number: "E1", name: "Mia")
            for card in ["CREW01", "CREW02"] {
                try editor.assign(NewIdentifier(.barcodeCard, card), to: .employee("E1"))
            }
            try editor.withdraw(.barcodeCard, "CREW02", why: nil)
            try editor.assign(
                NewIdentifier(.barcodeCard, "CREW04"), to: .customer("500", shopper: nil))
        }
        let rules = try RuleSet([RuleDescription(prefix: "CREW", length: 6, produces: "staff")])
        var reading = Reading.barcode(Array(code.utf8).span, symbology: .code128)
        let event = try #require(
            EventPipeline(recogniser: Recogniser(rules: rules)).event(
                of: &reading, from: Self.source, policy: .account, resolver: &directory))
        let body = body(event)
        #expect(body.contains(outcome) && body.contains(part), "\(body)")
    }

    @Test(
        "What the cashier typed is read as room, name or telephone",
        arguments: [
            (#"{"room":"412"}"#, Request.Identify.room("412", name: "")),
            (#"{"room":"412","name":"iv"}"#, .room("412", name: "iv")),
            (#"{"name":"iv"}"#, .name("iv")),
            (#"{"phone":"+16125550142"}"#, .code("+16125550142", kind: .phone)),
        ])
    func requests(by: String, expected: Request.Identify) throws {
        let line =
            #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":\#(by)}}"#
        guard case .identify(_, let by) = try Request.read(Array(line.utf8)).call else {
            Issue.record("no identify")
            return
        }
        #expect(by == expected)
    }
}

/// The store's calendar goes by the store's time zone, not the machine's.
struct StoreCalendarTests {
    @Test(
        "The store's date and the moment of a store's time",
        arguments: [
            // Chicago: standard time -6 h, summer time -5 h from 2026-03-08 08:00Z to 2026-11-01
            // 07:00Z.
            ("2026-03-03T05:59:59.000Z", "2026-03-02"), ("2026-03-03T06:00:00.000Z", "2026-03-03"),
            ("2026-07-01T04:59:59.000Z", "2026-06-30"), ("2026-07-01T05:00:00.000Z", "2026-07-01"),
            // Beyond the listed changes the yearly rule holds.
            ("2045-07-01T05:00:00.000Z", "2045-07-01"), ("2045-12-01T05:59:59.000Z", "2045-11-30"),
        ])
    func dates(moment: String, date: String) throws {
        var calendar = try #require(StoreCalendar(timeZone: "America/Chicago"))
        let time = try #require(WallTime(rfc3339: moment))
        #expect(String(calendar.date(at: time).iso8601) == date)
    }

    @Test(
        "The moment of a store's time, also where clocks change",
        arguments: [
            ("2026-03-03", 11 * 3600, "2026-03-03T17:00:00.000Z"),
            ("2026-07-01", 11 * 3600, "2026-07-01T16:00:00.000Z"),
            // Skipped and repeated hours.
            ("2026-03-08", 2 * 3600 + 1800, "2026-03-08T08:30:00.000Z"),
            ("2026-11-01", 1 * 3600 + 1800, "2026-11-01T06:30:00.000Z"),
        ])
    func moments(date: String, second: Int, moment: String) throws {
        let calendar = try #require(StoreCalendar(timeZone: "America/Chicago"))
        let parts = date.split(separator: "-").compactMap { Int($0) }
        let day = try #require(CalendarDate(year: parts[0], month: parts[1], day: parts[2]))
        let time = WallTime(milliseconds: calendar.moment(of: day, second: second) * 1000)
        #expect(String(time.rfc3339) == moment)
    }

    @Test("Zones with other changes: half an hour, at midnight, in the southern summer, and none")
    func zones() throws {
        for (zone, moment, date) in [
            // Lord Howe: +10:30, in its summer +11:00.
            ("Australia/Lord_Howe", "2026-07-01T13:29:59.000Z", "2026-07-01"),
            ("Australia/Lord_Howe", "2026-07-01T13:30:00.000Z", "2026-07-02"),
            ("Australia/Lord_Howe", "2026-12-31T12:59:59.000Z", "2026-12-31"),
            ("Australia/Lord_Howe", "2026-12-31T13:00:00.000Z", "2027-01-01"),
            // Havana: at midnight of 2026-03-08, from -5 h to -4 h.
            ("America/Havana", "2026-03-08T04:59:59.000Z", "2026-03-07"),
            ("America/Havana", "2026-03-08T05:00:00.000Z", "2026-03-08"),
            ("Asia/Kathmandu", "2026-03-03T18:15:00.000Z", "2026-03-04"),
            ("UTC", "2026-03-03T00:00:00.000Z", "2026-03-03"),
        ] {
            var calendar = try #require(StoreCalendar(timeZone: zone))
            let time = try #require(WallTime(rfc3339: moment))
            #expect(String(calendar.date(at: time).iso8601) == date, "\(zone) \(moment)")
        }
    }

    @Test(
        "A zone that the machine does not know is no calendar",
        arguments: ["", "Nowhere/Here", "/etc/passwd", "../../etc/passwd", "tzdata.zi"])
    func unknown(name: String) {
        #expect(StoreCalendar(timeZone: name) == nil)
    }
}
