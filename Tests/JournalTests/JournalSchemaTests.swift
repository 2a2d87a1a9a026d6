import DirectorySupport
import Identity
import LaneLink
import Testing

@testable import Journal
@testable import SQLite

/// Journals of other releases.
@Suite struct JournalSchemaTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.file("journal.sqlite") }

    private func journal() throws -> EventJournal {
        try EventJournal(path: path, durability: .normal, keepEvents: 1000, keepHours: 24)
    }

    /// A journal of release 0.1.0, which has no columns for answers and customers.
    private func makeFormer(_ more: String = "") throws {
        let database = try Database(path: path, mode: .create, busyTimeoutMs: 0)
        let all = Schema.journal
        try Schema(mark: all.mark, migrations: Array(all.migrations.prefix(3))).migrate(database)
        try database.run(
            "INSERT INTO lane (name) VALUES ('L1'); INSERT INTO device (name) VALUES ('front')")
        let insert = try database.prepare("INSERT INTO event VALUES (?1, 1, 1, ?2, 1000, ?3)")
        var answer = Event.identified("500")
        answer.replyTo = 7
        let choice = Event(
            answer.source,
            outcome: .choose(
                ["1", "2"].map {
                    Candidate(id: Bytes($0), customer: answer.customer!)
                }, messages: []), entryMode: .scanned, kind: .barcode,
            identifier: answer.identifier)
        for (number, event) in [(Int64(7), choice), (8, answer), (9, .identified("733"))] {
            var line = LineBuffer()
            line.body(of: event, reading: Span())
            insert.bind(1, number)
            insert.bind(2, EventColumns(event).outcome.code)
            try insert.run(3, blob: line.bytes.span)
        }
        insert.bind(1, Int64(10))
        insert.bind(2, Int64(8))
        try insert.run(3, blob: Array("not JSON".utf8).span)
        try database.run(more)
    }

    @Test func `A journal of release 0.1.0 is taken over with its answers and customers`() throws {
        try makeFormer()
        let journal = try journal()
        #expect(journal.lastSequence == 10)
        #expect(try journal.isAnswered(7) && !journal.isAnswered(8))
        #expect(try journal.event(8)?.columns.customer == Bytes("500"))
        #expect(try journal.event(7)?.columns.customer == Bytes())
        #expect(try journal.event(10)?.columns.replyTo == nil)
        let visits = try journal.visitsPiece(of: "500", before: .max).visits
        #expect(visits.map(\.sequence) == [8] && visits[0].kind == "barcodeCard")
        #expect(try journal.visitsPiece(of: nil, before: .max).visits.map(\.sequence) == [9, 8])
        // A choice that was asked before can be answered.
        let choice = try #require(try journal.event(7).flatMap { Event(body: $0.body.span) })
        guard case .choose(let candidates, _) = choice.outcome else {
            Issue.record("it is no choice")
            return
        }
        #expect(candidates.map(\.id) == [Bytes("1"), Bytes("2")])
        // New events follow the old ones.
        try journal.append(.identified("9"), 11)
        try journal.commit()
        #expect(try journal.visitsPiece(of: "9", before: .max).visits.map(\.sequence) == [11])
    }

    @Test func `A journal whose taking over was cut off is taken over the next time`() throws {
        try makeFormer()
        do {
            // What a kill leaves: a transaction that did not end.
            let database = try Database(path: path, mode: .write, busyTimeoutMs: 0)
            try database.run(
                "BEGIN IMMEDIATE; ALTER TABLE event ADD COLUMN reply_to INTEGER; PRAGMA user_version = 4"
            )
        }
        let journal = try journal()
        #expect(try journal.lastSequence == 10 && journal.isAnswered(7))
    }

    @Test func `A journal that another program has half changed is refused and left alone`() throws
    {
        try makeFormer("ALTER TABLE event ADD COLUMN reply_to INTEGER")
        #expect(throws: DatabaseError.self) { _ = try journal() }
        let database = try Database(path: path, mode: .read, busyTimeoutMs: 0)
        #expect(try database.integer("PRAGMA user_version") == 3)
        #expect(try database.integer("SELECT count(*) FROM event") == 4)
    }

    @Test func `A journal of a newer release is refused in words and left alone`() throws {
        try makeFormer("PRAGMA user_version = 99")
        let known = Schema.journal.migrations.count
        #expect(throws: DatabaseError.newerSchema(path: path, found: 99, known: known)) {
            _ = try journal()
        }
    }
}
