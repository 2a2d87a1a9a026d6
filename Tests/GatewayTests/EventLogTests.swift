import Foundation
import Identity
import LaneLink
import Testing
import Transport

@testable import Directory
@testable import Gateway
@testable import Journal
@testable import SQLite

/// What was promised to be in the journal is there, whenever the program dies.
@Suite struct EventLogTests {
    private let folder: URL
    private var settings = JournalOptions()

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "laneid-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        settings.path = folder.appending(path: "journal.sqlite").path
    }

    private func log(keepEvents: Int = 1000) -> EventLog {
        var settings = settings
        settings.keepEvents = keepEvents
        return EventLog(settings: settings, log: Log(withPriority: false))
    }

    private func publish(_ text: String, to log: EventLog, lane: String = "L1") {
        let time = WallTime(milliseconds: 1_800_000_000_123)
        let event = Event(
            Event.Source(lane: Bytes(lane), device: Bytes("front"), time: time), outcome: .read,
            entryMode: .scanned, kind: nil)
        _ = log.publish(event, reading: Array(text.utf8).span)
    }

    private func bodies(_ log: EventLog, lane: String = "L1") throws -> [Int64: String] {
        var found: [Int64: String] = [:]
        _ = try log.replayPiece(lane: lane, after: 0) { sequence, time, outcome, device, body in
            #expect(time.milliseconds == 1_800_000_000_123)
            #expect(outcome == .read && String(device) == "front")
            found[sequence] = String(body)
        }
        return found
    }

    private static func body(_ text: String, lane: String = "L1") -> String {
        """
        "lane":"\(lane)","time":"2027-01-15T08:00:00.123Z","device":"front","outcome":"read",\
        "entryMode":"Scanned","assurance":"possession","value":\(text)
        """
    }

    @Test("Events that were handed on and not yet in the journal when the program died come there")
    func death() throws {
        do {
            let log = log()
            publish("first", to: log)
            #expect(log.commit())
            log.endTurn(now: WallTime(milliseconds: 0))
            publish("a \"quoted\" ü", to: log)
            publish("elsewhere", to: log, lane: "L2")
            #expect(log.commit())
            #expect(log.committed == 3)
        }
        let log = log()
        #expect(log.last == 3)
        #expect(
            try bodies(log)
                == [1: Self.body("\"first\""), 2: Self.body(#""a \"quoted\" ü""#)])
        #expect(try bodies(log, lane: "L2") == [3: Self.body("\"elsewhere\"", lane: "L2")])
        #expect(try log.holdsEverything(of: "L1", after: 0))
    }

    @Test("What has been pruned does not come back, and what another journal was owed stays away")
    func notAgain() throws {
        do {
            let log = log(keepEvents: 0)
            for number in 0..<300 {
                publish("\(number)", to: log)
                #expect(log.commit())
                log.endTurn(now: WallTime(milliseconds: 1_800_000_000_123))
            }
        }
        do {
            let log = log()
            #expect(try bodies(log).count == 300 - 256)
            publish("owed", to: log)
            #expect(log.commit())
        }
        for suffix in ["", "-wal", "-shm", ".mark"] {
            try? FileManager.default.removeItem(atPath: settings.path + suffix)
        }
        let other = log()
        #expect(other.last == 0)
        #expect(try bodies(other) == [:])
    }

    @Test(
        "After a power cut that took what came before the last turn, no replay is called complete")
    func powerCut() throws {
        do {
            let log = log()
            publish("kept", to: log)
            _ = log.commit()
            log.endTurn(now: WallTime(milliseconds: 0))
        }
        let old = try Data(contentsOf: URL(filePath: settings.path))
        do {
            let log = log()
            for number in 0..<3 {
                publish("\(number)", to: log)
                _ = log.commit()
                log.endTurn(now: WallTime(milliseconds: 0))
            }
        }
        try old.write(to: URL(filePath: settings.path))
        let log = log()
        #expect(log.last == 4)
        #expect(try bodies(log).keys.sorted() == [1, 4])
        #expect(try !log.holdsEverything(of: "L1", after: 1))
        #expect(try log.holdsEverything(of: "L1", after: 3))
    }

    @Test("When the journal fails after the promise, it is kept as soon as the journal can")
    func failing() throws {
        _ = log()
        let other = try Database(path: settings.path, mode: .write, busyTimeoutMs: 0)
        _ = try other.integer("SELECT count(*) FROM event")
        let log = log()
        try other.run("BEGIN IMMEDIATE")
        publish("promised", to: log)
        #expect(log.commit())
        log.endTurn(now: WallTime(milliseconds: 0))
        publish("not journaled", to: log)
        #expect(!log.commit())
        log.endTurn(now: WallTime(milliseconds: 0))
        try other.run("COMMIT")
        publish("journaled", to: log)
        #expect(log.commit())
        log.endTurn(now: WallTime(milliseconds: 0))
        #expect(
            try bodies(log) == [1: Self.body("\"promised\""), 3: Self.body("\"journaled\"")])
        #expect(try !log.holdsEverything(of: "L1", after: 0))
        #expect(try log.holdsEverything(of: "L1", after: 2))
    }

    @Test("A clock that is set while the log runs makes no event older, nor one that was off")
    func clock() throws {
        var options = settings
        options.keepHours = 24
        let (wrong, right) = (
            WallTime(milliseconds: 946_684_800_000), WallTime(milliseconds: 1_800_000_000_123)
        )
        func turn(_ log: EventLog, _ now: WallTime, _ seconds: Int64, count: Int = 1) {
            for _ in 0..<count {
                let event = Event(
                    Event.Source(lane: Bytes("L1"), device: Bytes("front"), time: now),
                    outcome: .read, entryMode: .scanned, kind: nil)
                _ = log.publish(event, reading: Span())
            }
            _ = log.commit()
            log.endTurn(now: now, at: Instant(nanoseconds: seconds * 1_000_000_000))
        }
        do {
            let log = EventLog(settings: options, log: Log(withPriority: false))
            turn(log, wrong, 10)
            turn(log, WallTime(milliseconds: wrong.milliseconds + 5000), 15)
            turn(log, right, 20, count: 300)
            #expect(try log.holdsEverything(of: "L1", after: 0))
            // Put right by a few seconds: the same clock.
            turn(log, WallTime(milliseconds: right.milliseconds + 30_000), 25)
            #expect(log.journal?.jumps.time(0, of: 3) == 0)
        }
        // The battery is empty again.
        let log = EventLog(settings: options, log: Log(withPriority: false))
        turn(log, wrong, 10)
        turn(log, WallTime(milliseconds: right.milliseconds + 60_000), 20, count: 300)
        #expect(try log.holdsEverything(of: "L1", after: 0))
        turn(log, WallTime(milliseconds: right.milliseconds + 100_000_000), 100_000, count: 300)
        #expect(try !log.holdsEverything(of: "L1", after: 0))
    }
}
