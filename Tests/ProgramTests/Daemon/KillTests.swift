import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

@testable import Directory
@testable import Journal

/// `kill -9` at random moments under a stream of scans. `LANEID_KILLS` says how often; `make
/// kill-test` 1,000 times.
@Suite struct KillTests {
    static let kills = number("LANEID_KILLS") ?? 5
    static let seed = number("LANEID_SEED").map(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)

    static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test func `No journaled event is lost and no number repeated, whenever the daemon is killed`()
        throws
    {
        let shop = try Shop(
            Shop.Plan(journal: "keepEvents: 10000000", hasDirectory: false), isOpen: false)
        var run = try KillRun(shop, seed: Self.seed)
        let began = Instant.now
        for _ in 0..<Self.kills { try run.killOnce() }
        try run.finish()
        try run.compareWithJournal()
        let seconds = Double((Instant.now - began).inMilliseconds) / 1000
        print(
            """
            kill test: \(Self.kills) kills in \(seconds) s (seed \(Self.seed)): \(run.events.count) events \
            journaled and delivered, \(run.repeats) delivered again under the same number, \
            \(run.killsBeforeServing) kills before the daemon served, \(run.torn) labels torn by a kill
            """)
    }
}

/// The stream, the client that comes back each time, and what it saw.
private struct KillRun {
    /// What was delivered, by number: the body, the same in every delivery and in the journal.
    private(set) var events: [Int64: String] = [:]
    private(set) var repeats = 0
    private(set) var torn = 0
    private(set) var killsBeforeServing = 0
    private let shop: Shop
    private let reader: VirtualReader
    private var generator: SeededGenerator
    private var instance: String?
    private var last: Int64 = 0
    private var previous: Int64?
    private var nextScan = 0
    private var lastScan = -1

    init(_ shop: Shop, seed: UInt64) throws {
        self.shop = shop
        reader = try shop.reader()
        generator = SeededGenerator(seed: seed)
    }

    /// Starts the daemon, and kills it a random while later: mostly under load, now and then while
    /// it starts.
    mutating func killOnce() throws {
        try shop.start()
        let whileStarting = Int.random(in: 0..<5, using: &generator) == 0
        let pause = Duration.microseconds(Int.random(in: 0..<50_000, using: &generator))
        let lane = whileStarting ? try connect(within: pause) : try connect(within: patience)
        if let lane {
            try subscribe(lane)
            try stream(to: lane, until: .now + (whileStarting ? .zero : pause))
        } else {
            killsBeforeServing += 1
            try #require(whileStarting, "the daemon did not serve: \(shop.log)")
        }
        shop.kill()
        if let lane { try drain(lane) }
    }

    /// Starts the daemon once more, and takes what is left.
    mutating func finish() throws {
        try shop.open()
        let lane = try #require(try connect(within: patience))
        try subscribe(lane)
        try send(scans: 1)
        while lastScan < nextScan - 1 { try take(try lane.eventLine()) }
        for line in lane.waiting where line.event != nil { try take(line) }
        try shop.close()
    }

    /// Everything delivered is in the journal, and everything in the journal was delivered.
    func compareWithJournal() throws {
        let journal = try EventJournal(
            path: shop.journal, durability: .normal, keepEvents: 10_000_000, keepHours: 24)
        var numbers: [Int64] = []
        var different: [Int64] = []
        var next: Int64 = 0
        while next < journal.lastSequence {
            next = try journal.replayPiece(lane: "L1", after: next) { number, _, _, _, body in
                numbers.append(number)
                if events[number] != String(body) { different.append(number) }
            }
        }
        #expect(numbers == Array(1...max(1, journal.lastSequence)), "a gap or a repeat")
        #expect(numbers.count == events.count, "delivered and journaled differ in number")
        #expect(different.isEmpty, "delivered otherwise than journaled, or not at all")
    }

    private func connect(within limit: Duration) throws -> Lane? {
        let deadline = Instant.now + limit
        while Instant.now < deadline {
            // No socket yet, or one that the last daemon left.
            if let lane = try? shop.lane() { return lane }
            usleep(500)
        }
        return nil
    }

    private mutating func subscribe(_ lane: Lane) throws {
        if let instance { #expect(lane.hello.instance == instance) }
        instance = lane.hello.instance
        // Now and then from further back than need be, so that what was delivered is delivered
        // again.
        let isForgetful = Int.random(in: 0..<3, using: &generator) == 0
        let place = isForgetful ? max(0, last - Int64.random(in: 0...50, using: &generator)) : last
        let reply = try lane.subscribe(after: place)
        #expect(reply.resume != "cannotReplay")
        previous = place == 0 ? nil : place
    }

    /// Scans and takes events until the moment comes.
    private mutating func stream(to lane: Lane, until end: Instant) throws {
        repeat {
            try send(scans: Int.random(in: 1...8, using: &generator))
            let moment = min(end, .now + .milliseconds(2))
            while let line = try lane.line(until: moment) {
                if line.event != nil { try take(line) }
            }
        } while Instant.now < end
    }

    /// Takes what the killed daemon had sent.
    private mutating func drain(_ lane: Lane) throws {
        for line in try lane.awaitEnd() where line.event != nil { try take(line) }
    }

    /// A label says its number at both ends, so that one torn by a kill is told from a whole one.
    private mutating func send(scans: Int) throws {
        for _ in 0..<scans {
            // Where the port is full, the next daemon reads first.
            let label = Array("<\(nextScan)|\(nextScan)>\r".utf8)
            guard try reader.send(label, within: .zero) else { return }
            nextScan += 1
        }
    }

    private mutating func take(_ line: Lane.Line) throws {
        let event = try #require(line.event)
        if let before = events[event.seq] {
            #expect(before == line.body, "number \(event.seq) was used for another event")
            repeats += 1
        } else {
            note(event.value ?? "")
        }
        events[event.seq] = line.body
        #expect(event.previous == previous, "a gap before \(event.seq)")
        #expect(event.journaled == nil, "\(event.seq) is not journaled")
        previous = event.seq
        last = max(last, event.seq)
    }

    private mutating func note(_ label: String) {
        let halves = label.dropFirst().dropLast().split(separator: "|")
        guard label.hasPrefix("<"), label.hasSuffix(">"), halves.count == 2, halves[0] == halves[1],
            let number = Int(halves[0])
        else {
            torn += 1
            return
        }
        #expect(number > lastScan, "scan \(number) came twice")
        lastScan = number
    }
}
