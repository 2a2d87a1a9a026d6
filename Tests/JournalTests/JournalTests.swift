import DirectorySupport
import Identity
import LaneLink
import Testing

@testable import Journal
@testable import SQLite

@Suite struct JournalTests {
    private let folder = TemporaryFolder()

    private func journal(
        keepEvents: Int = 1000, keepHours: Int = 24, durability: EventJournal.Durability = .normal
    ) throws -> EventJournal {
        try EventJournal(
            path: folder.file("journal.sqlite"), durability: durability, keepEvents: keepEvents,
            keepHours: keepHours)
    }

    @Test("A new journal is empty and has a random name, which stays with the file")
    func fresh() throws {
        let instance = try journal().instance
        #expect(instance.count == 32)
        let again = try journal()
        #expect(again.instance == instance)
        #expect(again.lastSequence == 0)
        #expect(try again.oldestSequence() == nil)
        #expect(try again.replayed() == [])
        let other = try EventJournal(
            path: folder.file("other.sqlite"), durability: .full, keepEvents: 1, keepHours: 1)
        #expect(other.instance != instance)
    }

    @Test("What was committed is there after opening again, byte for byte; what was not is not")
    func committed() throws {
        do {
            let journal = try journal(durability: .full)
            try journal.append(1, body: #"{"a":"\u{0}"}"#)
            try journal.commit()
            try journal.commit()
            try journal.append(2)
        }
        let journal = try journal()
        #expect(journal.lastSequence == 1)
        var told: [String] = []
        _ = try journal.replayPiece(lane: "L1", after: 0) {
            sequence, time, outcome, device, body in
            told.append(
                "\(sequence) \(time.milliseconds) \(outcome) \(String(device)) \(String(body))")
        }
        #expect(told == [#"1 1000 identified front {"a":"\u{0}"}"#])
        let event = try #require(try journal.event(1))
        #expect(
            event.columns
                == EventColumns(
                    lane: Bytes("L1"), device: Bytes("front"), outcome: .identified,
                    time: WallTime(milliseconds: 1000)))
        #expect(String(decoding: event.body, as: UTF8.self) == #"{"a":"\u{0}"}"#)
        #expect(try journal.event(2)?.sequence == nil)
    }

    @Test("Replay is by lane, oldest first, after a number and through another")
    func replay() throws {
        let journal = try journal()
        for sequence in Int64(1)...9 {
            try journal.append(sequence, lane: sequence.isMultiple(of: 3) ? "L2" : "L1")
        }
        try journal.commit()
        #expect(try journal.replayed() == [1, 2, 4, 5, 7, 8])
        #expect(try journal.replayed(after: 4) == [5, 7, 8])
        #expect(try journal.replayed(lane: "L2") == [3, 6, 9])
        #expect(try journal.replayed(lane: "L3") == [])
        var seen: [Int64] = []
        let end = try journal.replayPiece(lane: "L1", after: 1, through: 6) { number, _, _, _, _ in
            seen.append(number)
        }
        #expect(seen == [2, 4, 5] && end == 6)
    }

    @Test("A choice is answered by the event that says so, whatever else is in the journal")
    func answered() throws {
        let journal = try journal()
        try journal.append(.identified("500"), 1)
        var answer = Event.identified("500")
        answer.replyTo = 45
        try journal.append(answer, 50)
        try journal.commit()
        #expect(try journal.isAnswered(45))
        #expect(try !journal.isAnswered(4) && !journal.isAnswered(50))
        #expect(try journal.event(50)?.columns == EventColumns(answer))
    }

    @Test("A number is used once: the same or a lower one is refused and changes nothing")
    func growing() throws {
        let journal = try journal()
        try journal.append(5)
        for sequence in [Int64(5), 4, 0, -1] {
            #expect(throws: DatabaseError.constraint(rule: "sequence numbers only grow")) {
                try journal.append(sequence)
            }
        }
        try journal.commit()
        #expect(try journal.replayed() == [5])
    }

    @Test("Acknowledgements are kept by lane and client and never go back")
    func acknowledgements() throws {
        do {
            let journal = try journal()
            #expect(try journal.acknowledged(lane: "L1", client: "pos") == nil)
            try journal.acknowledge(lane: "L1", client: "pos", sequence: 7)
            try journal.acknowledge(lane: "L1", client: "pos", sequence: 5)
            try journal.acknowledge(lane: "L1", client: "kitchen", sequence: 2)
            try journal.commit()
        }
        let journal = try journal()
        #expect(try journal.acknowledged(lane: "L1", client: "pos") == 7)
        #expect(try journal.acknowledged(lane: "L1", client: "kitchen") == 2)
        #expect(try journal.acknowledged(lane: "L2", client: "pos") == nil)
    }

    @Test("Pruning keeps the newest events and remembers, by lane, what it let go")
    func pruneByCount() throws {
        let journal = try journal(keepEvents: 4)
        for sequence in Int64(1)...10 {
            try journal.append(sequence, lane: sequence == 2 ? "L2" : "L1")
        }
        try journal.prune(now: WallTime(milliseconds: 1000))
        #expect(try journal.replayed() == [7, 8, 9, 10])
        #expect(try journal.oldestSequence() == 7)
        #expect(try journal.prunedSequence(lane: "L1") == 6)
        #expect(try journal.prunedSequence(lane: "L2") == 2)
        #expect(try journal.prunedSequence(lane: "L3") == 0)
    }

    @Test("Pruning everything never gives a number twice")
    func pruneByAge() throws {
        do {
            let journal = try journal(keepHours: 1)
            for sequence in Int64(1)...3 { try journal.append(sequence, time: sequence * 1000) }
            // One hour after the second event.
            try journal.prune(now: WallTime(milliseconds: 3_602_000))
            #expect(try journal.replayed() == [2, 3])
            try journal.prune(now: WallTime(milliseconds: 99_000_000))
            #expect(try journal.replayed() == [])
        }
        let journal = try journal()
        #expect(journal.lastSequence == 3)
        #expect(throws: DatabaseError.self) { try journal.append(3) }
        try journal.append(4)
        try journal.commit()
        #expect(try journal.replayed() == [4])
    }

    @Test("One pruning does a bounded piece of work and says when more is left")
    func boundedPruning() throws {
        let journal = try journal(keepEvents: 10)
        for sequence in Int64(1)...3000 { try journal.append(sequence) }
        try journal.commit()
        var calls = 1
        while try journal.prune(now: WallTime(milliseconds: 1000)) { calls += 1 }
        #expect(calls == 6)
        #expect(try journal.replayed() == Array(2991...3000))
    }

    @Test(
        "Another program cannot come between, and one that was there first does not stop the journal"
    )
    func sharing() throws {
        let path = folder.file("journal.sqlite")
        let journal = try journal()
        try journal.append(1)
        try journal.commit()
        #expect(throws: DatabaseError.locked(path: path)) { _ = try self.journal() }

        let other = folder.file("other.sqlite")
        _ = try EventJournal(path: other, durability: .normal, keepEvents: 9, keepHours: 9)
        let reader = try Database(path: other, mode: .read, busyTimeoutMs: 0)
        _ = try reader.integer("SELECT count(*) FROM event")
        let shared = try EventJournal(path: other, durability: .normal, keepEvents: 9, keepHours: 9)
        try shared.append(1)
        try shared.commit()
        try shared.append(2)
        try shared.commit()
        #expect(try reader.integer("SELECT count(*) FROM event") == 2)
        #expect(try shared.replayed() == [1, 2])
    }

    @Test("A replay in pieces tells every event of the lane once, however far apart they are")
    func pieces() throws {
        let journal = try journal(keepEvents: 1_000_000)
        for sequence in Int64(1)...2000 {
            try journal.append(sequence, lane: sequence.isMultiple(of: 700) ? "L1" : "L2")
        }
        var found: [Int64] = []
        var pieces = 0
        var place: Int64 = 0
        while place < journal.lastSequence {
            place = try journal.replayPiece(lane: "L1", after: place) { sequence, _, _, _, _ in
                found.append(sequence)
            }
            pieces += 1
        }
        #expect(found == [700, 1400])
        #expect(pieces == 4)
        #expect(try journal.replayPiece(lane: "L1", after: 5000) { _, _, _, _, _ in } == 5000)
    }

    @Test("A full disk is said, loses only what was not committed, and heals")
    func fullDisk() throws {
        let journal = try journal()
        try journal.append(1)
        try journal.commit()
        let pages = try #require(try journal.database.integer("PRAGMA page_count"))
        try journal.database.run("PRAGMA max_page_count = \(pages)")
        let long = String(repeating: "x", count: 20_000)
        #expect(throws: DatabaseError.full(path: folder.file("journal.sqlite"))) {
            try journal.append(2)
            try journal.append(3, body: long)
        }
        #expect(journal.lastSequence == 3)
        #expect(try journal.replayed() == [1])
        try journal.database.run("PRAGMA max_page_count = 100000")
        // The lane's name is remembered from a transaction that was given up: it must not be
        // trusted.
        try journal.append(4, lane: "L9", body: long)
        try journal.commit()
        #expect(try journal.replayed(lane: "L9") == [4])
    }

    @Test(
        "T-14: visits are listed by customer, with time, device and the masked identifier presented"
    )
    func visits() throws {
        do {
            let journal = try journal()
            try journal.append(.identified("500", time: 1000), 1)
            try journal.append(.identified("733", lane: "L2", time: 2000), 2)
            try journal.append(.identified("500", lane: "L2", time: 3000), 3)
            try journal.append(4, time: 4000, body: "not JSON")
            try journal.commit()
        }
        let visits = try EventJournal.visits(
            path: folder.file("journal.sqlite"), customer: "500", limit: 9)
        #expect(
            visits.map { "\($0.sequence) \($0.time) \($0.lane) \($0.device)" } == [
                "3 3000 L2 front", "1 1000 L1 front",
            ])
        #expect(
            visits.allSatisfy {
                $0.kind == "barcodeCard" && $0.masked == "*********0412" && $0.shopper == 2
            })
        #expect(
            try EventJournal.visits(path: folder.file("journal.sqlite"), customer: nil, limit: 9)
                .count
                == 3)
    }
}
