import Foundation
import Identity
import Testing
import Transport

@testable import Directory
@testable import Gateway

/// Tickets while the journal cannot take them.
@Suite struct TicketDeskTests {
    private static func request(_ method: String, _ parameters: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"lane":"L1"\#(parameters)}}"#
    }

    private func keys(_ path: String) throws -> [String] {
        let journal = try Journal(
            path: path, durability: .normal, keepEvents: 100, keepHours: 1)
        return try journal.openTickets().map { String($0.key) }
    }

    @Test(
        "A ticket that the journal does not take is open all the same, says so, and is kept as soon as it can"
    )
    func failing() throws {
        var other: Database?
        var path = ""
        var shop: TurnedGateway? = try TurnedGateway { settings in
            path = settings.journal.path
            // A program that had the file open before keeps its share of the locks.
            _ = EventLog(settings: settings.journal, log: Log(withPriority: false))
            other = try? Database(path: path, mode: .write, busyTimeoutMs: 0)
            _ = try? other?.integer("SELECT count(*) FROM event")
        }
        let turned = try #require(shop)
        let lane = try turned.subscribed("pos")
        _ = try turned.text(lane)
        try turned.ask(lane, Self.request("ticket.open", #","key":"kept""#))
        #expect(try !turned.text(lane).contains("journaled"))
        try other?.run("BEGIN IMMEDIATE")
        try turned.ask(lane, Self.request("ticket.open", #","key":"owed""#))
        #expect(try turned.text(lane).contains(#""key":"owed","mode":"append""#))
        try turned.ask(lane, Self.request("ticket.list", ""))
        let listed = try turned.text(lane)
        #expect(listed.contains(#""current":"owed","journaled":false"#), "\(listed)")
        try other?.run("COMMIT")
        try turned.ask(lane, Self.request("ticket.close", #","key":"kept""#))
        #expect(try !turned.text(lane).contains("journaled"))
        turned.gateway.stop()
        let copy = path + ".copy"
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        #expect(try keys(copy) == ["owed"])
        other = nil
        shop = nil
    }

    @Test(
        "As long as no journal could be opened there are no tickets, and events say nothing of them"
    )
    func noJournal() throws {
        let turned = try TurnedGateway { $0.journal.path = "/dev/null/journal.sqlite" }
        let lane = try turned.subscribed("pos")
        _ = try turned.text(lane)
        try turned.ask(lane, Self.request("ticket.open", ""))
        #expect(try turned.text(lane).contains(#""code":"journalUnavailable""#))
        try turned.ask(
            lane, Self.request("identify", #","by":{"code":"0499999000014","kind":"barcode"}"#))
        let event = try turned.text(lane)
        #expect(event.contains(#""outcome":"coupon""#) || event.contains("event"), "\(event)")
        #expect(!event.contains("ticket"))
    }
}
