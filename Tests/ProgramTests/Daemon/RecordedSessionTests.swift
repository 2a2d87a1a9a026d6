import Foundation
import Simulator
import Testing
import Transport

/// A day at two lanes as release 0.1.0 told it, line by line: whatever is rebuilt, lanes get the
/// same.
///
/// `UPDATE_EXPECTED=1` writes the file anew: for what a change means to say otherwise.
@Suite struct RecordedSessionTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/session/two-lanes.jsonl")

    @Test func `Lanes get what they got before, to the letter`() throws {
        var plan = Shop.Plan.twoLanes
        plan.more = """
            store: { region: "US", areaCode: "612", timeZone: "America/Chicago" },
            benefits: true,
            rules: [
              { name: "coupon", kinds: ["barcode"], prefix: "00499999", digits: 13, produces: "coupon" },
              { name: "band", kinds: ["barcode"], prefix: "BAND", length: 6, produces: "bearer" },
              { name: "crew", kinds: ["barcode"], prefix: "CREW", length: 6, produces: "staff" },
              { name: "tag", kinds: ["barcode"], prefix: "TAG", length: 6, produces: "electronicKey" },
              { name: "roll", kinds: ["barcode"], mask: "Z*", produces: "ignore" },
            ]
            """
        let shop = try Shop(plan)
        var day = RecordedDay(shop)
        try day.run()
        let told = day.transcripts.map(Self.timeless).joined(separator: "\n")
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] == "1" {
            try Data(told.utf8).write(to: Self.file)
        }
        let expected = try String(contentsOf: Self.file, encoding: .utf8)
        let (now, before) = (told.split(separator: "\n"), expected.split(separator: "\n"))
        #expect(now.count == before.count)
        for (index, pair) in zip(now, before).enumerated() where pair.0 != pair.1 {
            Issue.record("line \(index + 1) is \(pair.0), and was \(pair.1)")
        }
    }

    /// Without what no two runs have alike: times, the journal's name, process numbers, the shop's
    /// folder.
    private static func timeless(_ text: String) -> String {
        text.replacing(/"(time|opened|closed)":("[^"]*"|\d+)/) { "\"\($0.1)\":\"T\"" }
            .replacing(/"instance":"[^"]*"/, with: #""instance":"I""#)
            .replacing(/"gateway":"[^"]*"/, with: #""gateway":"G""#)
            .replacing(/\/[^" ]*\/(front|swipe|scale)\b/) { "/\($0.1)" }
    }
}

/// What happens on that day: the same in every run.
private struct RecordedDay {
    private let shop: Shop
    private var random = DayGenerator()
    private(set) var transcripts: [String] = []

    init(_ shop: Shop) { self.shop = shop }

    mutating func run() throws {
        let (first, second) = (try shop.subscribed("L1"), try shop.subscribed("L2", client: "bar"))
        try readings(250, first, second)
        try tickets(first, second)
        try typed(first)
        try refusals(first)
        try readings(250, first, second)
        try asked(first)
        try first.acknowledge(500)
        try second.settle()
        transcripts += [first.transcript, second.transcript]
        try replays()
        try shop.reopen()
        try replays()
    }

    /// Readings of every kind, in an order that looks like chance.
    private mutating func readings(_ count: Int, _ first: Lane, _ second: Lane) throws {
        for _ in 0..<count {
            switch random.next(12) {
            case 0: try scan("]E00040122910412", first)
            case 1: try scan(SampleDirectory.card, first)
            case 2: try scan(";\(SampleDirectory.stripe)?", at: "swipe", first)
            case 3: try choose(first)
            case 4: try scan(";\(SampleDirectory.suspendedStripe)?", at: "swipe", first)
            case 5: try scan("]E04006381333931", first)
            case 6: try scan("]E0499999000014", first)
            case 7: try scan(";4111111111111111=29121010000000000?", at: "swipe", first)
            case 8: try scan(";813400?;", at: "swipe", first)
            case 9: try scan("]C0label \(random.next(1000)) \"quoted\" \u{e9}", first)
            case 10: try scan("TAG\(100 + random.next(900))", first)
            default: try scan("F4006381333931", at: "scale", second)
            }
        }
        for text in ["BAND17", "CREW01", "BAND17", "]E04006381333930", "]X0", "ZZZ", "end"] {
            try shop.scan(text)
        }
        _ = try first.wait(for: "the last label") { $0.event?.value == "end" ? true : nil }
        try discard(first)
    }

    private func scan(_ text: String, at device: String = "front", _ lane: Lane) throws {
        try discard(lane)
        try shop.scan(text, at: device)
        _ = try lane.event()
    }

    /// Forgets what came and was not asked for; it stays in the transcript.
    private func discard(_ lane: Lane) throws {
        while try lane.line(until: .now) != nil {}
    }

    private func choose(_ lane: Lane) throws {
        try discard(lane)
        try shop.scan(";\(SampleDirectory.sharedStripe)?", at: "swipe")
        let seq = try lane.event("choose").seq
        for candidate in ["9", "1", "2"] {
            let id = try lane.request("choose", #""event":\#(seq),"candidate":"\#(candidate)""#)
            _ = try? lane.answer(id)
        }
        _ = try lane.wait(for: "the answer") { $0.event?.outcome == "identified" ? true : nil }
    }

    private mutating func tickets(_ first: Lane, _ second: Lane) throws {
        for method in ["open", "list", "members"] { try ask(first, "ticket.\(method)") }
        try scan(SampleDirectory.card, first)
        try choose(first)
        try scan(";\(SampleDirectory.suspendedStripe)?", at: "swipe", first)
        try ask(first, "ticket.open", #","key":"B 7","mode":"replace""#)
        try scan(SampleDirectory.card, first)
        try choose(first)
        for band in ["BAND21", "BAND22", "BAND21"] { try scan(band, first) }
        try call(second, "identify", #""lane":"L2","by":{"code":"BAND22","kind":"barcode"}"#)
        try ask(first, "ticket.list")
        try ask(first, "ticket.select", #","key":"B 7""#)
        try ask(first, "ticket.members")
        try ask(first, "ticket.remove", #","place":1"#)
        try ask(first, "ticket.remove", #","place":7"#)
        try ask(first, "ticket.open", #","key":"C""#)
        try scan(SampleDirectory.card, first)
        try ask(first, "ticket.join", #","from":"C","into":"B 7""#)
        try call(first, "ticket.find", #""code":"BAND21""#)
        try ask(first, "ticket.close", #","total":"12.50""#)
        try ask(first, "ticket.close", #","key":"nix""#)
        try ask(first, "ticket.close", #","key":"B 7","total":"twelve""#)
        for _ in 0..<3 { try ask(first, "ticket.close", #","total":"1.00""#) }
    }

    private func typed(_ lane: Lane) throws {
        for by in [
            #"{"number":"10412"}"#, #"{"number":"10420"}"#, #"{"number":"0"}"#,
            #"{"number":"500"}"#, #"{"name":"iva"}"#, #"{"name":"b"}"#, #"{"name":"nobody"}"#,
            #"{"room":"12"}"#, #"{"phone":"612 555 0142"}"#, #"{"phone":"12"}"#,
            #"{"code":"0040122910412","kind":"barcode"}"#,
            #"{"code":"8134000500","kind":"magstripe"}"#,
            #"{"code":"4111111111111111","kind":"barcode"}"#, #"{"number":"4111111111111111"}"#,
            #"{"code":"x","kind":"nix"}"#, #"{}"#,
        ] {
            try call(lane, "identify", #""lane":"L1","by":\#(by)"#)
        }
    }

    private func refusals(_ lane: Lane) throws {
        for (method, parameters) in [
            ("nix", ""), ("identify", #""lane":"L9","by":{"number":"1"}"#),
            ("choose", #""event":999999,"candidate":"1""#),
            ("choose", #""event":1,"candidate":"1""#),
            ("ack", #""lane":"L1","seq":999999"#), ("ack", #""lane":"L2","seq":1"#),
            ("unsubscribe", #""lane":"L2""#), ("subscribe", #""lane":"L9","client":"x""#),
            ("feedback", #""device":"front","signal":"accept""#), ("customer", #""number":"0""#),
            ("capture", #""lane":"L1","event":1,"name":"Ana New""#), ("visits", #""before":0"#),
            ("search", #""text":"…""#), ("grants", #""customer":"10412""#),
            ("grant.redeem", #""lane":"L1","grant":"g","customer":"10412","key":"k""#),
        ] {
            try call(lane, method, parameters)
        }
        try lane.send("no JSON")
        try lane.send(#"{"jsonrpc":"1.0","id":5,"method":"ping"}"#)
        try lane.settle()
    }

    private func asked(_ lane: Lane) throws {
        for (method, parameters) in [
            ("ping", ""), ("devices", ""), ("search", #""text":"iva""#),
            ("search", #""text":"PERIC","limit":3"#), ("customer", #""number":"500""#),
            ("customer", #""number":"601""#), ("visits", ""), ("visits", #""number":"10412""#),
        ] {
            try call(lane, method, parameters)
        }
        try discard(lane)
        try shop.scan("TAG077")
        let unknown = try lane.event("unknown").seq
        let phone = #""phone":"612 555 0143""#
        try call(lane, "capture", #""lane":"L1","event":\#(unknown),"name":"Ana New",\#(phone)"#)
        try scan("TAG077", lane)
    }

    /// Clients that come later, and one that acknowledged some.
    private mutating func replays() throws {
        for (after, more) in [
            (#"{"instance":"nix","seq":1}"#, ""), ("\"ack\"", ""), ("\"ack\"", #","maxAgeMs":0"#),
            ("\"ack\"", #","outcomes":["choose","unknown"]"#),
            ("\"ack\"", #","devices":["swipe"],"outcomes":["refused"]"#),
        ] {
            let watcher = try shop.subscribed("L1", client: "watcher")
            let lane = try shop.lane("L1")
            try lane.subscribe(after: after, #"\#(more)"#)
            try lane.settle()
            transcripts.append(try drained(lane, watcher))
        }
    }

    /// What the lane was told up to a label that is scanned now, which `watcher` sees for certain.
    private func drained(_ lane: Lane, _ watcher: Lane) throws -> String {
        try shop.scan("mark")
        _ = try watcher.wait(for: "the mark") { $0.event?.value == "mark" ? true : nil }
        _ = try? lane.wait(for: "the mark", within: .milliseconds(200)) {
            $0.event?.value == "mark" ? true : nil
        }
        return lane.transcript.split(separator: "\n").filter { !$0.contains("\"mark\"") }
            .joined(separator: "\n")
    }

    private func ask(_ lane: Lane, _ method: String, _ more: String = "") throws {
        try call(lane, method, #""lane":"\#(lane.name)"\#(more)"#)
    }

    /// Calls and takes whatever comes of it, also a refusal.
    private func call(_ lane: Lane, _ method: String, _ parameters: String) throws {
        let id = try lane.request(method, parameters)
        _ = try? lane.answer(id)
    }
}

/// The day's dice (the minimal standard generator of Park and Miller).
private struct DayGenerator {
    private var state: UInt64 = 20_261_201

    mutating func next(_ limit: Int) -> Int {
        state = state * 48_271 % 2_147_483_647
        return Int(state % UInt64(limit))
    }
}
