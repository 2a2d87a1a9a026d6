import DirectorySupport
import Identity
import LaneLink
import Testing

@testable import Journal
@testable import SQLite

/// Tickets in the journal, written and read as the gateway does.
@Suite struct JournalTicketTests {
    private let folder = TemporaryFolder()

    private func journal(keepEvents: Int = 1000) throws -> EventJournal {
        try EventJournal(
            path: folder.file("journal.sqlite"), durability: .normal, keepEvents: keepEvents,
            keepHours: 24)
    }

    private static func ticket(
        _ number: Int64, key: String = "table 4", firstEvent: Int64 = 1,
        end: TicketEnd? = nil
    ) -> JournaledTicket {
        JournaledTicket(
            number: number, lane: Bytes("L1"), key: Bytes(key), mode: .append, maximum: 7,
            opened: WallTime(milliseconds: 1000), firstEvent: firstEvent, isCurrent: end == nil,
            end: end)
    }

    private static func end(
        _ lastEvent: Int64, total: String? = nil, into: Int64? = nil
    ) -> TicketEnd {
        TicketEnd(
            time: WallTime(milliseconds: 2000), lastEvent: lastEvent,
            total: total.map { Bytes($0) }, into: into)
    }

    private static let band = Identifier(kind: .contactlessTag, "04A1B2C3")

    private func visit(
        _ sequence: Int64, of key: String = "table 4", refused: Bool = false,
        in journal: EventJournal
    ) throws {
        let standing: TicketNote.Standing =
            refused
            ? .refused(.maximum, count: nil, lane: Bytes())
            : .place(1, count: 1, isAlready: false)
        try journal.append(
            .identified("500", ticket: TicketNote(key: Bytes(key), standing)), sequence)
    }

    @Test("A ticket with everything on it is read as it was kept, and again as it was changed")
    func roundTrip() throws {
        var ticket = Self.ticket(41)
        ticket.members = [(3, "500", "Ana ü"), (9, "70", "Acme")].map { order, number, name in
            TicketMember(
                order: order,
                customer: Customer(
                    number: Bytes(number), name: Bytes(name), kind: .organisation, status: .active),
                shoppers: [
                    Shopper(number: 2, name: Bytes("Ben")), Shopper(number: 1, name: Bytes("")),
                ], bearers: order == 3 ? [Self.band] : [], entryMode: .tapped,
                time: WallTime(milliseconds: order * 100))
        }
        ticket.bearers = [Identifier(kind: .barcodeCard, "17")]
        do {
            let journal = try journal()
            try journal.keep(Self.ticket(41))
            try journal.keep(ticket)
            try journal.keep(Self.ticket(40, key: "other"))
            try journal.commit()
        }
        let again = try journal()
        #expect(try again.lastTicket() == 41)
        let kept = try again.openTickets()
        #expect(kept.map(\.number) == [40, 41])
        let found = try #require(kept.last)
        #expect(found.lane == "L1" && found.key == "table 4" && found.mode == .append)
        #expect(found.maximum == 7 && found.opened == ticket.opened && found.isCurrent)
        #expect(found.bearers == ticket.bearers && found.firstEvent == 1)
        for (mine, theirs) in zip(found.members, ticket.members) {
            #expect(mine.order == theirs.order && mine.customer == theirs.customer)
            #expect(mine.shoppers == theirs.shoppers && mine.bearers == theirs.bearers)
            #expect(mine.entryMode == theirs.entryMode && mine.time == theirs.time)
        }
        #expect(found.members.count == 2)
        ticket.members.removeFirst()
        try again.keep(ticket)
        #expect(try again.openTickets().last?.members.map(\.order) == [9])
    }

    @Test("A journal of the release before tickets gets them, and keeps its events")
    func older() throws {
        do {
            let database = try Database(
                path: folder.file("journal.sqlite"), mode: .create, busyTimeoutMs: 0)
            let all = Schema.journal
            try Schema(mark: all.mark, migrations: Array(all.migrations.prefix(2)))
                .migrate(database)
            try database.run(
                """
                INSERT INTO lane (name) VALUES ('L1');
                INSERT INTO device (name) VALUES ('front');
                INSERT INTO event VALUES (7, 1, 1, 1, 1000, CAST('"a":1' AS BLOB))
                """)
        }
        let journal = try journal()
        #expect(try journal.lastSequence == 7 && journal.event(7)?.columns.lane == Bytes("L1"))
        #expect(try journal.openTickets().isEmpty && journal.lastTicket() == 0)
        try journal.keep(Self.ticket(1))
        #expect(try journal.openTickets().count == 1)
    }

    @Test("What was not committed is not kept, and a number is never given twice")
    func numbers() throws {
        do {
            let journal = try journal(keepEvents: 1)
            try journal.keep(Self.ticket(1, end: Self.end(1)))
            try visit(1, in: journal)
            try visit(2, in: journal)
            try journal.commit()
            try journal.prune(now: WallTime(milliseconds: 1000))
            #expect(try journal.database.integer("SELECT count(*) FROM ticket") == 0)
            try journal.keep(Self.ticket(2))
        }
        #expect(try journal().lastTicket() == 1)
        #expect(try journal().openTickets().isEmpty)
    }

    @Test("A bearer identifier that is free again is on another ticket")
    func bearers() throws {
        let journal = try journal()
        var first = Self.ticket(1)
        first.bearers = [Self.band]
        try journal.keep(first)
        var second = Self.ticket(2, key: "next")
        second.bearers = [Self.band]
        try journal.keep(Self.ticket(1, end: Self.end(5)))
        try journal.keep(second)
        #expect(try journal.openTickets().map(\.bearers) == [[Self.band]])
        #expect(try journal.openTickets().map(\.number) == [2])
    }

    @Test(
        "A closed ticket in whose time there was no event is not kept; its number is not given again"
    )
    func withoutEvents() throws {
        do {
            let journal = try journal()
            try visit(1, in: journal)
            for number in Int64(1)...300 {
                try journal.keep(Self.ticket(number, firstEvent: 2))
                try journal.keep(Self.ticket(number, firstEvent: 2, end: Self.end(1)))
            }
            try journal.keep(Self.ticket(301, firstEvent: 2, end: Self.end(1, into: 302)))
            try journal.keep(Self.ticket(302, firstEvent: 1, end: Self.end(1)))
            try journal.commit()
            #expect(try journal.database.integer("SELECT count(*) FROM ticket") == 1)
            try journal.keep(Self.ticket(303, firstEvent: 2))
            try journal.keep(Self.ticket(303, firstEvent: 2, end: Self.end(1)))
            try journal.commit()
        }
        #expect(try journal().lastTicket() == 303)
    }

    @Test("Tickets that were joined are known as long as the one is open that they were joined to")
    func joined() throws {
        let journal = try journal()
        for number in Int64(1)...4 { try journal.keep(Self.ticket(number, key: "\(number)")) }
        try journal.keep(Self.ticket(1, key: "1", end: Self.end(5, into: 2)))
        try journal.keep(Self.ticket(2, key: "2", end: Self.end(6, into: 3)))
        func told(_ limit: Int = 10) throws -> [String] {
            try journal.joinedTickets(limit: limit).map {
                "\(String($0.key)) \($0.events) \($0.into)"
            }
        }
        #expect(try told() == ["1 1...5 3", "2 1...6 3"] && told(1) == ["2 1...6 3"])
        try journal.keep(Self.ticket(3, key: "3", end: Self.end(7)))
        #expect(try told().isEmpty)
    }

    @Test("Visits have the total of the ticket that was open, however often its key was used")
    func visits() throws {
        let journal = try journal()
        try visit(1, in: journal)
        try journal.keep(Self.ticket(1, end: Self.end(1, total: "10.00")))
        try visit(2, in: journal)
        try journal.keep(Self.ticket(2, firstEvent: 2, end: Self.end(2, into: 3)))
        try journal.keep(Self.ticket(3, key: "5", firstEvent: 3, end: Self.end(3, into: 4)))
        try visit(4, refused: true, in: journal)
        try visit(5, in: journal)
        try journal.keep(Self.ticket(5, firstEvent: 4))
        func told() throws -> [String] {
            try journal.visitsPiece(of: nil, before: .max).visits.reversed().map {
                "\($0.ticket ?? "-") \($0.total ?? "-") \($0.closed ?? 0)"
            }
        }
        #expect(
            try told() == ["table 4 10.00 2000", "table 4 - 0", "- - 0", "table 4 - 0"])
        // What was joined, and joined again, ends with the last one.
        try journal.keep(Self.ticket(4, key: "6", end: Self.end(5, total: "7.50")))
        #expect(
            try told()
                == ["table 4 10.00 2000", "table 4 7.50 2000", "- - 0", "table 4 - 0"])
    }

    @Test("Who was taken off a ticket has no part in its total, unless identified again")
    func removed() throws {
        let journal = try journal()
        try visit(2, in: journal)
        try visit(5, in: journal)
        var ticket = Self.ticket(41, end: Self.end(9, total: "12.50"))
        ticket.removed = [RemovedMember(customer: Bytes("500"), lastEvent: 3)]
        try journal.keep(ticket)
        try journal.commit()
        let visits = try journal.visitsPiece(of: "500", before: .max).visits
        #expect(visits.map(\.sequence) == [5, 2])
        #expect(visits.map(\.total) == ["12.50", nil])
        #expect(visits.map(\.ticket) == ["table 4", nil])
        #expect(visits.map { $0.closed == nil } == [false, true])
    }

    @Test("Who was taken off after the tickets were joined has no part in the total either")
    func removedAfterJoining() throws {
        let journal = try journal()
        try visit(2, of: "table 4", in: journal)
        try journal.keep(Self.ticket(41, end: Self.end(4, into: 42)))
        var ticket = Self.ticket(42, key: "table 5")
        ticket.removed = [RemovedMember(customer: Bytes("500"), lastEvent: 6)]
        try journal.keep(ticket)
        try journal.keep(Self.ticket(42, key: "table 5", end: Self.end(9, total: "12.50")))
        try journal.commit()
        let visits = try journal.visitsPiece(of: "500", before: .max).visits
        #expect(visits.map(\.total) == [nil])
    }
}
