import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

@testable import Directory
@testable import SQLite

/// `kill -9` at random moments of an import, of the import and of the daemon that reads cards from
/// the directory meanwhile: a power cut. `LANEID_KILLS` says how often; `make kill-test` 1,000
/// times.
@Suite(.waiting) struct ImportKillTests {
    /// A card of the sample, and whose.
    private static let card = (code: "0040122904008", number: "4008")
    /// The first names of the two editions of the sample begin so.
    private static let new = "Zz"

    private let shop: Shop
    private let files: [[String]]
    private let place: [String]

    init() throws {
        shop = try Shop(Shop.Plan(hasDirectory: false), isOpen: false)
        place = ["--directory", shop.directory]
        let sample = Program.repository("Fixtures/directory/core-sample")
        let old = try String(contentsOfFile: "\(sample)/custdata.csv", encoding: .utf8)
        let new = old.split(separator: "\n").map { row in
            var fields = row.split(separator: ",", omittingEmptySubsequences: false)
            fields[3] = Substring(Self.new)
            return fields.joined(separator: ",")
        }.joined(separator: "\n")
        var files: [[String]] = []
        for (name, text) in [("old", old), ("new", new)] {
            try FileManager.default.createDirectory(
                atPath: shop.folder.path(name), withIntermediateDirectories: true)
            files.append(
                [try shop.folder.file("\(name)/custdata.csv", text), "\(sample)/memberCards.csv"])
        }
        self.files = files
    }

    /// Starts the tool's `directory import`.
    private func start(_ words: [String]) throws -> ChildProcess {
        try ChildProcess(
            path: BuiltPrograms.folder.appending(path: "laneid").path,
            arguments: ["directory", "import"] + words,
            environment: ProcessInfo.processInfo.environment, log: shop.folder.path("import.log"))
    }

    private func run(_ words: [String]) throws {
        let result = try Program.tool.run(["directory", "import"] + words)
        try #require(result.code == 0, "\(result.errors)")
    }

    /// 0 where the directory is as the first files say, 1 where as the second; nil for anything
    /// else.
    private func state() throws -> Int? {
        let open = try CustomerDirectory(path: shop.directory, access: .lookUp)
        guard try open.check().allSatisfy(\.isNotice) else { return nil }
        let database = try open.database()
        let counts = try ["customer", "shopper", "identifier"].map {
            try database.integer("SELECT count(*) FROM \($0)")
        }
        guard counts == [845, 1000, 281] else { return nil }
        let new = try database.integer(
            "SELECT count(*) FROM customer WHERE name LIKE '\(Self.new)%'")
        let found = try open.search(Self.new, limit: 1).count
        open.endBurst()
        return new == 845 && found == 1 ? 1 : new == 0 && found == 0 ? 0 : nil
    }

    /// Starts the daemon, which reads the card right at once.
    private func open(in state: Int?) throws -> Lane {
        // A new port: what the killed daemon had not read is gone with the old one.
        shop.plug("front")
        try shop.open()
        let lane = try shop.subscribed()
        try shop.scan(Self.card.code)
        #expect(try edition(lane.event("identified")) == state)
        return lane
    }

    /// Which edition the name in an event is of.
    private func edition(_ event: LaneEvent) -> Int {
        #expect(event.outcome == "identified" && event.customer?.number == Self.card.number)
        return event.customer?.name.hasPrefix(Self.new) == true ? 1 : 0
    }

    /// Reads the card every 5 ms until the moment comes, and says how often.
    private func read(_ lane: Lane, _ editions: Set<Int>, until end: Instant) throws -> Int {
        var reads = 0
        while Instant.now < end {
            try shop.scan(Self.card.code)
            let next = min(end, .now + .milliseconds(5))
            while let line = try lane.line(until: next) {
                guard let event = line.event else { continue }
                #expect(editions.contains(edition(event)))
                reads += 1
            }
        }
        return reads
    }

    @Test
    func `An import and the daemon killed at any moment leave the old state or the new, undamaged`()
        throws
    {
        try run(place + files[0])
        // How long a whole import takes beside a daemon that reads, in microseconds: the longer of
        // both ways.
        var lane = try open(in: 0)
        var whole = 1000
        for next in [1, 0] {
            let began = Instant.now
            let tool = try start(place + files[next])
            while tool.isRunning { _ = try read(lane, [0, 1], until: .now + .milliseconds(5)) }
            try #require(tool.wait() == 0)
            whole = max(whole, Int((Instant.now - began).inMilliseconds) * 1000)
        }
        try shop.close()
        var random = SeededGenerator(seed: KillTests.seed)
        var changed = 0
        var reads = 0
        var before = try state()
        for round in 0..<KillTests.kills {
            let next = files[round % 2]
            let isPrepared = round % 3 == 2
            if isPrepared { try run(["prepare"] + place + next) }
            lane = try open(in: before)
            let pause = Duration.microseconds(Int.random(in: 0...whole * 6 / 5, using: &random))
            let tool = try start(isPrepared ? ["execute"] + place : place + next)
            reads += try read(lane, [before ?? 0, round % 2], until: .now + pause)
            tool.kill()
            shop.kill()
            tool.wait()
            let now = try state()
            try #require(now != nil, "after \(round + 1) kills, the last after \(pause)")
            #expect(now == before || now == round % 2, "neither old nor new")
            if now != before { changed += 1 }
            before = now
        }
        // Whatever happened, the next import does its work, and the next daemon reads from it.
        try run(place + files[1])
        #expect(try state() == 1)
        _ = try open(in: 1)
        try shop.close()
        print(
            "import kill test: \(KillTests.kills) kills of import and daemon within \(whole * 6 / 5000) ms (seed "
                + "\(KillTests.seed)), \(reads) cards read meanwhile: \(changed) imports had been done by then, "
                + "\(KillTests.kills - changed) left the directory as it was")
    }
}
