import Configuration
import Foundation
import Identity
import Testing
import Transport

@testable import Directory
@testable import Gateway
@testable import Journal
@testable import Lanes
@testable import SQLite

/// Tickets while the journal cannot take them.
@Suite struct TicketDeskTests {
    private static func request(_ method: String, _ parameters: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"lane":"L1"\#(parameters)}}"#
    }

    /// The keys of the open tickets that a journal would be found with after a crash.
    private func keys(_ path: String) throws -> [String] {
        let copy = path + ".copy"
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: copy + suffix)
        }
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let journal = try EventJournal(
            path: copy, durability: .normal, keepEvents: 100, keepHours: 1)
        return try journal.openTickets().map { String($0.key) }
    }

    private static let coupon = request(
        "identify", #","by":{"code":"0499999000014","kind":"barcode"}"#)

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
        // Whatever an event says of tickets would not be there after a crash.
        try turned.ask(lane, Self.coupon)
        let event = try turned.text(lane)
        #expect(event.contains(#""outcome":"coupon""#), "\(event)")
        #expect(event.contains(#""journaled":false"#), "\(event)")
        #expect(try keys(path) == ["kept"])
        try other?.run("COMMIT")
        // Nothing happens, and it is tried again all the same.
        #expect(try turned.turn { try keys(path) == ["kept", "owed"] })
        try turned.ask(lane, Self.request("ticket.close", #","key":"kept""#))
        #expect(try !turned.text(lane).contains("journaled"))
        turned.gateway.stop()
        #expect(try keys(path) == ["owed"])
        other = nil
        shop = nil
    }

    @Test(
        "A key that a lane was told is not given again after a kill, though the journal did not take it"
    )
    func keys() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "laneid-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "journal.sqlite").path
        _ = try EventJournal(path: path, durability: .normal, keepEvents: 9, keepHours: 1)
        // Has the file open before a gateway does, which so does not keep the locks.
        let other = try Database(path: path, mode: .write, busyTimeoutMs: 0)
        _ = try other.integer("SELECT count(*) FROM event")
        func opened(_ path: String, _ meanwhile: () throws -> Void = {}) throws -> String {
            let turned = try TurnedGateway { $0.journal.path = path }
            let lane = try turned.subscribed("pos")
            _ = try turned.text(lane)
            try meanwhile()
            try turned.ask(lane, Self.request("ticket.open", ""))
            defer { turned.gateway.stop() }
            return try turned.text(lane)
        }
        #expect(try opened(path).contains(#""key":"T-1""#))
        let told = try opened(path) { try other.run("BEGIN IMMEDIATE") }
        #expect(told.contains(#""key":"T-2""#) && told.contains(#""journaled":false"#), "\(told)")
        #expect(try keys(path) == ["T-1"])
        let copy = folder.appending(path: "killed.sqlite").path
        for suffix in ["", "-wal", ".tickets"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let next = try opened(copy)
        #expect(next.contains(#""key":"T-3""#), "\(next)")
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
        try turned.ask(lane, Self.coupon)
        let event = try turned.text(lane)
        #expect(event.contains(#""outcome":"coupon""#), "\(event)")
        #expect(!event.contains("ticket"))
    }
}
