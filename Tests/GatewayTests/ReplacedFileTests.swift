import Foundation
import Identity
import LaneLink
import Testing
import Transport

@testable import Configuration
@testable import Gateway
@testable import Journal
@testable import Lanes
@testable import SQLite

/// Files that somebody removes, replaces or cuts while the gateway holds them open.
@Suite struct ReplacedFileTests {
    private static func request(_ method: String, _ parameters: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"lane":"L1"\#(parameters)}}"#
    }

    private static let coupon = request(
        "identify", #","by":{"code":"0499999000014","kind":"barcode"}"#)

    enum Fate: CaseIterable { case removed, removedWithAll, replaced, cut }

    private static func meet(_ fate: Fate, _ path: String) throws {
        let files = FileManager.default
        switch fate {
        case .removed: try files.removeItem(atPath: path)
        case .removedWithAll:
            for suffix in ["", "-wal", "-shm", ".tail", ".mark", ".tickets"] {
                try? files.removeItem(atPath: path + suffix)
            }
        case .replaced:
            _ = try EventJournal(
                path: path + ".new", durability: .normal, keepEvents: 9, keepHours: 9)
            #expect(unsafe rename(path + ".new", path) == 0)
        case .cut:
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.truncate(atOffset: 0)
            try file.close()
        }
    }

    @Test(
        "A journal that is removed, replaced or cut is opened anew, with its tickets",
        arguments: Fate.allCases)
    func journal(fate: Fate) throws {
        var path = ""
        let shop = try TurnedGateway { path = $0.journal.path }
        let lane = try shop.subscribed("pos")
        try shop.ask(lane, Self.request("ticket.open", #","key":"table 4""#))
        for _ in 1...3 { try shop.ask(lane, Self.coupon) }
        let former = shop.gateway.events.instance
        try Self.meet(fate, path)
        for _ in 1...3 { try shop.ask(lane, Self.coupon) }
        // Of one that was cut, SQLite still has all in its log.
        #expect((shop.gateway.events.instance == former) == (fate == .cut))
        #expect(shop.gateway.events.last == 6)
        let journal = try #require(shop.gateway.events.journal)
        #expect(journal.isAtPath && journal.lastSequence == 6)
        #expect(try journal.openTickets().map { String($0.key) } == ["table 4"])
        // What the former one held is never called complete.
        #expect(
            try shop.gateway.events.holdsEverything(of: "L1", after: 2) == (fate == .cut))
        #expect(try shop.gateway.events.holdsEverything(of: "L1", after: 5))
        #expect(try !shop.text(lane).contains(#""journaled":false"#))
    }

    @Test("A journal restored from a backup goes on above every number that was used")
    func backup() throws {
        var path = ""
        let shop = try TurnedGateway { path = $0.journal.path }
        let lane = try shop.subscribed("pos")
        let backup = path + ".backup"
        for _ in 1...2 { try shop.ask(lane, Self.coupon) }
        let journal = try #require(shop.gateway.events.journal)
        journal.database.emptyLog()
        try FileManager.default.copyItem(atPath: path, toPath: backup)
        for _ in 1...2 { try shop.ask(lane, Self.coupon) }
        #expect(unsafe rename(backup, path) == 0)
        for _ in 1...2 { try shop.ask(lane, Self.coupon) }
        #expect(shop.gateway.events.last == 6)
        #expect(try !shop.gateway.events.holdsEverything(of: "L1", after: 2))
        #expect(try shop.gateway.events.holdsEverything(of: "L1", after: 5))
    }

    @Test("A lane socket that is removed, with its folder or not, is there again")
    func socket() throws {
        var path = ""
        let shop = try TurnedGateway { settings in
            path = settings.socket.path
            let folder = URL(filePath: path).deletingLastPathComponent().path + "/run"
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            settings.socket.path = folder + "/lane.sock"
            path = settings.socket.path
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let early = try UnixStream.connect(path: path)
        try FileManager.default.removeItem(atPath: path)
        #expect(try shop.turn { FileManager.default.fileExists(atPath: path) })
        _ = try UnixStream.connect(path: path)
        shop.turn()
        try FileManager.default.removeItem(atPath: folder)
        #expect(try shop.turn(for: .milliseconds(30)))
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        #expect(try shop.turn { FileManager.default.fileExists(atPath: path) })
        let late = try UnixStream.connect(path: path)
        shop.turn()
        #expect(try shop.text(late).contains(#""method":"hello""#))
        #expect(try shop.text(early).contains(#""method":"hello""#))
    }

    @Test(
        "Only devices that could be there are subscribed to",
        arguments: [
            (#"["front"]"#, true), (#"["hid-scanner-1-1.2"]"#, true), ("[]", true),
            (#"["nix"]"#, false), (#"["front","nix"]"#, false), (#"[""]"#, false),
        ])
    func devices(list: String, isTaken: Bool) throws {
        let shop = try TurnedGateway { settings in
            try? settings.add(devices: ["front,driver=serial-scanner,path=/nowhere,lane=L1"])
            settings.lanes = [Settings.LaneSettings(name: "L1")]
        }
        let lane = try shop.connected()
        try shop.ask(
            lane, Self.request("subscribe", #","client":"pos","devices":\#(list)"#))
        let told = try shop.text(lane)
        #expect(told.contains(#""code":"noSuchDevice""#) == !isTaken, "\(told)")
        #expect(told.contains(#""resume":"#) == isTaken, "\(told)")
    }
}
