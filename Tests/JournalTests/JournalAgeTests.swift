import DirectorySupport
import Identity
import Testing

@testable import Journal
@testable import SQLite

/// How old an event is, and for whom it is kept.
@Suite struct JournalAgeTests {
    private let folder = TemporaryFolder()

    private func journal(keepEvents: Int = 1000, keepHours: Int) throws -> EventJournal {
        try EventJournal(
            path: folder.file("journal.sqlite"), durability: .normal, keepEvents: keepEvents,
            keepHours: keepHours)
    }

    private static let hour: Int64 = 3_600_000

    @Test("The age of an event is what really passed, however the clock was set meanwhile")
    func clockJumps() throws {
        let (wrong, right): (Int64, Int64) = (946_684_800_000, 1_800_000_000_000)
        do {
            let journal = try journal(keepHours: 24)
            for sequence in Int64(1)...3 { try journal.append(sequence, time: wrong) }
            try journal.noteClockJump(by: right - wrong, after: 3)
            try journal.append(4, time: right)
            try journal.prune(now: WallTime(milliseconds: right + Self.hour))
            #expect(try journal.replayed() == [1, 2, 3, 4])
        }
        let journal = try journal(keepHours: 24)
        try journal.prune(now: WallTime(milliseconds: right + 23 * Self.hour))
        #expect(try journal.replayed() == [1, 2, 3, 4])
        // Set back again: nothing becomes younger.
        try journal.noteClockJump(by: wrong - right, after: 4)
        try journal.prune(now: WallTime(milliseconds: wrong + 25 * Self.hour))
        #expect(try journal.replayed() == [])
    }

    @Test("Many jumps of the clock are kept as a bounded list, and none is lost")
    func manyJumps() throws {
        let journal = try journal(keepHours: 24)
        for sequence in Int64(1)...200 {
            try journal.append(sequence, time: sequence * Self.hour)
            try journal.noteClockJump(by: Self.hour, after: sequence)
        }
        #expect(journal.jumps.time(0, of: 200) == Self.hour)
        #expect(journal.jumps.time(0, of: 1) == 200 * Self.hour)
        let again = try #require(try? ClockJumps(journal.database))
        #expect(again.time(0, of: 1) == 200 * Self.hour)
    }

    @Test("What a client that acknowledges has not taken is not too old, but may be too many")
    func untaken() throws {
        let journal = try journal(keepEvents: 4, keepHours: 1)
        for sequence in Int64(1)...4 {
            try journal.append(sequence, lane: sequence == 4 ? "L2" : "L1", time: 0)
        }
        let late = WallTime(milliseconds: 100 * Self.hour)
        try journal.acknowledge(lane: "L1", client: "began", sequence: 0, isStart: true)
        try journal.acknowledge(lane: "L1", client: "pos", sequence: 2)
        try journal.prune(now: late)
        #expect(try journal.replayed() == [3])
        #expect(try journal.replayed(lane: "L2") == [4])
        try journal.acknowledge(lane: "L1", client: "pos", sequence: 3)
        try journal.prune(now: late)
        #expect(try journal.oldestSequence() == nil)
        for sequence in Int64(5)...12 { try journal.append(sequence, time: 0) }
        try journal.prune(now: late)
        #expect(try journal.replayed() == [9, 10, 11, 12])
    }
}
