import Foundation
import Simulator
import TestSupport
import Testing
import Transport

@testable import Directory
@testable import SQLite

/// A journal that cannot be written holds up no customer, and repeats no number.
@Suite(.waiting) struct JournalFileTests {
    @Test func `On a full disk events go on, say so, and keep their numbers, also over a kill`()
        throws
    {
        let folder = try ScratchFolder()
        guard let disk = try SmallDisk(at: folder.path("disk"), kilobytes: 400) else { return }
        let shop = try Shop(Shop.Plan(journalPath: disk.path("journal.sqlite")))
        var lane = try shop.subscribed()
        var scans = Scans(shop)
        let instance = lane.hello.instance
        #expect(try scans.next(lane).journaled == nil)

        try disk.fill()
        try eventually("an event that is not journaled", seen: shop.log) {
            try scans.next(lane).journaled == false
        }
        for _ in 0..<20 { #expect(try scans.next(lane).journaled == false) }
        let fault =
            "\(shop.journal): no room is left on the disk; events are delivered, but not journaled"
        #expect(shop.log.components(separatedBy: fault).count == 2, "\(shop.log)")

        shop.kill()
        try shop.open()
        lane = try shop.subscribed()
        #expect(lane.hello.instance == instance)
        for _ in 0..<5 { #expect(try scans.next(lane).journaled == false) }

        try disk.makeRoom()
        try eventually("the journal again", seen: shop.log) {
            try scans.next(lane).journaled == nil
        }
        for _ in 0..<20 { #expect(try scans.next(lane).journaled == nil) }
        #expect(shop.hasLogged("the journal takes events again"))
        shop.kill()
        try shop.open()
        lane = try shop.subscribed()
        #expect(try scans.next(lane).journaled == nil)
        shop.kill()
    }

    @Test func `Where files may grow no more events go on, and say so`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        var scans = Scans(shop)
        #expect(try scans.next(lane).journaled == nil)
        guard try Self.limitFiles(of: shop, to: "65536:") else { return }
        try eventually("an event that is not journaled", seen: shop.log) {
            try scans.next(lane).journaled == false
        }
        for _ in 0..<5 { #expect(try scans.next(lane).journaled == false) }
        #expect(shop.hasLogged("events are delivered, but not journaled"))
        _ = try Self.limitFiles(of: shop, to: "unlimited:")
        try eventually("the journal again", seen: shop.log) {
            try scans.next(lane).journaled == nil
        }
    }

    /// Limits the size of the files that the daemon writes, in bytes; false, and said, where that
    /// cannot be done.
    private static func limitFiles(of shop: Shop, to limit: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let id = try #require(shop.daemon).id
        process.arguments = ["prlimit", "--pid", "\(id)", "--fsize=\(limit)"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { print("left out: there is no prlimit") }
        return process.terminationStatus == 0
    }

    @Test
    func `While another program holds the journal events go on, and a gap is never called nothing`()
        throws
    {
        let shop = try Shop()
        var holder: Database? = try Self.openJournal(of: shop)
        let lane = try shop.subscribed()
        var scans = Scans(shop)
        let before = try scans.next(lane).seq
        // Its turn is over when the next one answers.
        try lane.call("ping")
        try holder?.run("BEGIN IMMEDIATE")
        // The first is kept beside the journal until it can be written; only then is it known to
        // fail.
        let kept = try scans.next(lane)
        #expect(kept.journaled == nil && kept.seq == before + 1)
        let lost = try scans.next(lane)
        #expect(lost.journaled == false && lost.seq == before + 2)
        #expect(shop.hasLogged("is held by another program"))
        // What needs the journal is refused with the reason; what does not goes on.
        let ack = try lane.refusal("ack", #""lane":"L1","seq":\#(lost.seq)"#)
        #expect(ack.data?.code == "journalUnavailable")
        try holder?.run("COMMIT")
        holder = nil
        let after = try scans.next(lane)
        #expect(after.journaled == nil && after.seq == before + 3)

        for isRestarted in [false, true] {
            if isRestarted { try shop.reopen() }
            let again = try shop.lane()
            #expect(try again.subscribe(after: before, client: "a").resume == "cannotReplay")
            #expect(try again.subscribe(after: kept.seq, client: "b").resume == "cannotReplay")
            let reply = try again.subscribe(after: after.seq - 1, client: "c")
            #expect(reply.resume == "replayed" && reply.count == 1)
        }
    }

    @Test func `A choice made while the journal cannot be written is answered all the same, once`()
        throws
    {
        let shop = try Shop(.twoLanes)
        let holder = try Self.openJournal(of: shop)
        let lane = try shop.subscribed()
        try holder.run("BEGIN IMMEDIATE")
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        #expect(try lane.event("choose").journaled == nil)
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choice = try lane.event("choose")
        #expect(choice.journaled == false)
        try lane.call("choose", #""event":\#(choice.seq),"candidate":"1""#)
        #expect(try lane.event("identified").shopper?.name == "Ana")
        let twice = try lane.refusal("choose", #""event":\#(choice.seq),"candidate":"1""#)
        #expect(twice.data?.code == "staleChoice")
    }

    /// Opens the journal as another program that was there before the daemon; only so can it come
    /// between.
    private static func openJournal(of shop: Shop) throws -> Database {
        try shop.close()
        let database = try Database(path: shop.journal, mode: .write, busyTimeoutMs: 5000)
        _ = try database.integer("SELECT count(*) FROM event")
        try shop.open()
        return database
    }

    @Test(
        "A damaged journal is set aside at start, and a new instance begun",
        arguments: [false, true])
    func damaged(isCut: Bool) throws {
        let shop = try Shop()
        var lane = try shop.subscribed()
        var scans = Scans(shop)
        let first = try scans.next(lane)
        let instance = lane.hello.instance
        try shop.close()
        let old = URL(filePath: shop.journal)
        let bytes = try Data(contentsOf: old)
        let damaged = isCut ? bytes.prefix(5000) : Data(repeating: 0x5A, count: bytes.count)
        try damaged.write(to: old)
        try shop.open()
        lane = try shop.subscribed()
        #expect(lane.hello.instance != instance)
        #expect(shop.hasLogged("is damaged or not a database"))
        #expect(shop.hasLogged("it is kept as \(shop.journal).damaged and a new journal is begun"))
        #expect(try Data(contentsOf: URL(filePath: shop.journal + ".damaged")) == damaged)
        // Numbers count within an instance, so they may begin anew.
        scans = Scans(shop)
        #expect(try scans.next(lane).journaled == nil)
        let back = try shop.lane()
        let place = #"{"instance":"\#(instance)","seq":\#(first.seq)}"#
        #expect(try back.subscribe(client: "a", after: place).resume == "cannotReplay")
    }

    @Test func `A journal that cannot be opened at start is opened when it can be`() throws {
        var plan = Shop.Plan()
        let folder = try ScratchFolder()
        plan.journalPath = folder.path("later/journal.sqlite")
        let shop = try Shop(plan)
        let lane = try shop.subscribed()
        var scans = Scans(shop)
        #expect(try scans.next(lane).journaled == false)
        #expect(shop.hasLogged("later/journal.sqlite"))
        try FileManager.default.createDirectory(
            atPath: folder.path("later"), withIntermediateDirectories: true)
        try eventually("the journal", seen: shop.log) {
            try scans.next(lane).journaled == nil
        }
        // Its name is the instance from now on: what was delivered before it is not in it.
        let again = try shop.lane()
        #expect(again.hello.instance != lane.hello.instance)
        #expect(
            try again.subscribe(client: "a", after: lane.place(1)).resume == "cannotReplay")
    }
}

/// Scans one label after the other, and watches that no number comes twice.
private struct Scans {
    private let shop: Shop
    private var count = 0
    private var last: Int64 = 0

    init(_ shop: Shop) { self.shop = shop }

    mutating func next(_ lane: Lane) throws -> LaneEvent {
        count += 1
        // Long enough that a journal soon needs another page.
        let label = "scan \(count) " + String(repeating: "x", count: 1000)
        try shop.scan(label)
        let event = try lane.event("read")
        #expect(event.value == label)
        #expect(event.seq > last, "number \(event.seq) came after \(last)")
        last = event.seq
        return event
    }
}
