import Foundation
import Simulator
import TestSupport
import Testing

@testable import SQLite

/// A journal that is lost takes with it who had what: nobody is told that nothing was missed.
@Suite(.waiting) struct JournalLossTests {
    private func damage(_ shop: Shop, with byte: UInt8) throws -> Data {
        let damaged = Data(repeating: byte, count: 9000)
        try damaged.write(to: URL(filePath: shop.journal))
        return damaged
    }

    @Test(
        "After damage or loss of the journal, after: ack cannot be replayed, once",
        arguments: ["damaged", "gone", "planted"])
    func acknowledged(how: String) throws {
        let shop = try Shop()
        var lane = try shop.lane()
        #expect(try lane.subscribe(client: "a", after: "\"ack\"").resume == "nothingMissed")
        try shop.scan("before")
        _ = try lane.event("read")
        try shop.close()
        switch how {
        case "damaged": _ = try damage(shop, with: 0x5A)
        case "gone": try shop.folder.remove("journal.sqlite")
        default:
            try Database(path: shop.journal, mode: .write, busyTimeoutMs: 1000).run(
                "CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM event; END")
        }
        try shop.open()
        for client in ["a", "b"] {
            lane = try shop.lane()
            #expect(try lane.subscribe(client: client, after: "\"ack\"").resume == "cannotReplay")
        }
        try shop.scan("after")
        _ = try lane.event("read")
        // From here on the new journal knows, also over a restart.
        try shop.reopen()
        lane = try shop.lane()
        #expect(try lane.subscribe(client: "a", after: "\"ack\"").resume == "replayed")
        #expect(try lane.event("read").value == "after")
        lane = try shop.lane()
        #expect(try lane.subscribe(client: "c", after: "\"ack\"").resume == "cannotReplay")
    }

    @Test func `The first journal of a shop begins with nothing missed`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        #expect(try lane.subscribe(client: "a", after: "\"ack\"").resume == "nothingMissed")
    }

    @Test func `Each damage keeps its own copy, with the files beside it`() throws {
        let shop = try Shop()
        try shop.close()
        var copies: [Data] = []
        for (index, byte) in [0x5A, 0x5B, 0x5C].enumerated() {
            copies.append(try damage(shop, with: UInt8(byte)))
            for suffix in ["-wal", "-journal"] {
                let file = try shop.folder.file("journal.sqlite" + suffix, "\(index)\(suffix)")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file)
            }
            try shop.open()
            #expect(try shop.subscribed().hello.instance != "")
            try shop.close()
        }
        for (index, name) in ["damaged", "damaged-2", "damaged-3"].enumerated() {
            let path = "\(shop.journal).\(name)"
            #expect(try Data(contentsOf: URL(filePath: path)) == copies[index], "\(name)")
            for suffix in ["-wal", "-journal"] {
                let text = try shop.folder.text("journal.sqlite.\(name)\(suffix)")
                #expect(text == "\(index)\(suffix)")
            }
        }
    }
}
