import Foundation
import Identity
import Simulator
import TestSupport
import Testing

@testable import Directory
@testable import SQLite

/// A directory that cannot be asked is said, in the event and in the log: a known card is never
/// silently nobody's.
@Suite(.waiting) struct DirectoryFileTests {
    /// What is wrong with the file.
    enum Fault: String, CaseIterable {
        case absent, damaged, overwritten, ofNewerSchema, ofAnotherProgram, locked, lockedForReaders

        /// What the log says of it.
        var sentence: String {
            switch self {
            case .absent: "there is no file"
            case .damaged, .overwritten: "is damaged or not a database"
            case .ofNewerSchema: "was written by a newer release (schema 99"
            case .ofAnotherProgram: "is the database of something else"
            case .locked, .lockedForReaders: "is held by another program"
            }
        }
    }

    @Test(
        "While the daemon runs the file goes wrong, and right again: both are noticed",
        // With a write-ahead log nobody can lock out a daemon that has the file open already.
        arguments: Fault.allCases.filter { $0 != .locked })
    func whileRunning(fault: Fault) throws {
        let shop = try Shop(.twoLanes, isOpen: false)
        if fault == .lockedForReaders { try Self.useRollbackJournal(shop) }
        try shop.open()
        let lane = try shop.subscribed()
        try Self.present(shop, to: lane)
        #expect(try lane.eventLine().event?.customer?.name == "Iva Horvat")
        let breakage = try Breakage(fault, of: shop)
        if fault == .overwritten {
            try Self.expectNothingSilent(shop, lane)
        } else {
            try Self.expectUnavailable(shop, lane, fault)
        }
        try breakage.heal()
        try Self.expectHealed(shop, lane)
    }

    @Test(
        "The daemon starts with a wrong file, serves goods, and heals without a restart",
        arguments: Fault.allCases)
    func atStart(fault: Fault) throws {
        let shop = try Shop(.twoLanes, isOpen: false)
        if fault == .lockedForReaders { try Self.useRollbackJournal(shop) }
        let breakage = try Breakage(fault, of: shop)
        try shop.open()
        let lane = try shop.subscribed()
        try Self.expectUnavailable(shop, lane, fault)
        // What no directory is needed for goes on.
        try shop.scan("0049999900001")
        #expect(try lane.eventLine().event?.outcome == "coupon")
        try breakage.heal()
        try Self.expectHealed(shop, lane)
    }

    @Test func `A directory on a disk that is read-only answers, and takes changes once it is not`()
        throws
    {
        let folder = try ScratchFolder()
        guard let disk = try SmallDisk(at: folder.path("disk"), kilobytes: 4096) else { return }
        let place = disk.path("directory.sqlite")
        let shop = try Shop(Shop.Plan(directoryPath: place), isOpen: false)
        try disk.setReadOnly(true)
        try shop.open()
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.card)
        let line = try lane.eventLine()
        #expect(line.event?.outcome == "identified", "\(line.text)")
        try disk.setReadOnly(false)
        try Self.expectHealed(shop, lane)
        shop.kill()
    }

    private static func present(_ shop: Shop, to lane: Lane) throws {
        try shop.scan(SampleDirectory.stripe, at: "swipe")
    }

    private static func expectUnavailable(_ shop: Shop, _ lane: Lane, _ fault: Fault) throws {
        for _ in 0..<3 {
            try shop.scan(SampleDirectory.stripe, at: "swipe")
            let swiped = try lane.eventLine()
            #expect(swiped.event?.outcome == "unknown" && swiped.has(#""directory":"unavailable""#))
            try shop.scan(SampleDirectory.card)
            let scanned = try lane.eventLine()
            #expect(scanned.event?.outcome == "read" && scanned.has(#""directory":"unavailable""#))
            #expect(scanned.event?.value == SampleDirectory.card)
        }
        let typed = try lane.call("identify", #""lane":"L1","by":{"number":"10412"}"#)
        let line = try lane.eventLine()
        #expect(line.event?.seq == typed.seq && line.has(#""directory":"unavailable""#))
        let said = shop.log.split(separator: "\n").filter { $0.contains(fault.sentence) }
        #expect(said.count == 1, "said \(said.count) times: \(shop.log)")
        #expect(said.first?.contains(shop.directory) == true)
    }

    /// What the daemon has in memory it may answer from; what it has not, it must not guess.
    private static func expectNothingSilent(_ shop: Shop, _ lane: Lane) throws {
        for _ in 0..<3 {
            try shop.scan(SampleDirectory.stripe, at: "swipe")
            try shop.scan(SampleDirectory.card)
            for _ in 0..<2 {
                let line = try lane.eventLine()
                #expect(
                    line.event?.customer?.name == "Iva Horvat"
                        || line.has(#""directory":"unavailable""#), "\(line.text)")
            }
        }
    }

    private static func expectHealed(_ shop: Shop, _ lane: Lane) throws {
        try eventually("an identified customer", seen: shop.log) {
            try shop.scan(SampleDirectory.card)
            let line = try lane.eventLine()
            if line.event?.outcome == "identified" { return true }
            try #require(line.has(#""directory":"unavailable""#), "\(line.text)")
            return false
        }
        #expect(shop.log.contains("answers again") || !shop.log.contains("error:"))
    }

    /// With SQLite's older kind of journal a writer keeps readers out; it may be found in a file of
    /// an installer's.
    private static func useRollbackJournal(_ shop: Shop) throws {
        let database = try Database(path: shop.directory, mode: .write, busyTimeoutMs: 1000)
        try database.run("PRAGMA journal_mode = DELETE")
    }
}

/// Something that was done to a shop's directory, and is undone.
private final class Breakage {
    private let fault: DirectoryFileTests.Fault
    private let path: String
    private let aside: String
    private var holder: Database?
    /// The schema that the file had.
    private var schema: Int64 = 0

    init(_ fault: DirectoryFileTests.Fault, of shop: Shop) throws {
        self.fault = fault
        path = shop.directory
        aside = shop.folder.path("aside.sqlite")
        switch fault {
        case .absent:
            try moveAside()
        case .damaged:
            try moveAside()
            try Data(repeating: 0x5A, count: 20_000).write(to: URL(filePath: path))
        case .overwritten:
            // In place, as a failing disk or a careless copy does it; the log file of the database
            // goes with it.
            try FileManager.default.copyItem(atPath: path, toPath: aside)
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.write(contentsOf: Data(repeating: 0x5A, count: 8192))
            try file.close()
        case .ofNewerSchema:
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
            schema = try database.integer("PRAGMA user_version") ?? 0
            try database.run("PRAGMA user_version = 99")
        case .ofAnotherProgram:
            try moveAside()
            let other = try Database(path: path, mode: .create, busyTimeoutMs: 0)
            try other.run("CREATE TABLE customer (id)")
        case .locked:
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 5000)
            try database.run(
                "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; BEGIN EXCLUSIVE")
            holder = database
        case .lockedForReaders:
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 5000)
            try database.run("BEGIN EXCLUSIVE")
            holder = database
        }
    }

    func heal() throws {
        holder = nil
        switch fault {
        case .absent, .damaged, .overwritten, .ofAnotherProgram:
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
            try FileManager.default.moveItem(atPath: aside, toPath: path)
        case .ofNewerSchema:
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
            try database.run("PRAGMA user_version = \(schema)")
        case .locked, .lockedForReaders: break
        }
    }

    private func moveAside() throws {
        // What stands in the log file belongs to the database.
        do {
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
            database.checkpoint()
        }
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
