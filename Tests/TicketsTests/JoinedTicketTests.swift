import Identity
import Testing
import Tickets

/// To which open ticket an answer belongs when that of its choice was joined to another.
@Suite struct JoinedTicketTests {
    private static let lane = Bytes<32>("L1")
    private static let time = WallTime(milliseconds: 1_800_000_000_000)

    private static func open(
        _ key: String, at event: Int64 = 1, in book: inout TicketBook
    ) throws {
        _ = try book.open(
            Bytes(key), lane: lane, policy: TicketPolicy(), time: time, firstEvent: event)
    }

    /// The key of the ticket to which the answer of a choice belongs that was read while the one of
    /// a key was current.
    private static func key(of key: String, at event: Int64, in book: TicketBook) -> String? {
        book.ticket(of: lane, key: Bytes(key), at: event).map { String($0.key) }
    }

    @Test(
        "What was read on a ticket that was joined belongs to the one it was joined to, while that is open"
    )
    func joinedSince() throws {
        var book = TicketBook()
        for key in ["1", "2", "3"] { try Self.open(key, in: &book) }
        func join(_ from: String, _ into: String, _ last: Int64) throws {
            _ = try book.join(
                lane: Self.lane, from: Bytes(from), into: Bytes(into), time: Self.time,
                lastEvent: last)
        }
        #expect(Self.key(of: "1", at: 5, in: book) == "1")
        try join("1", "2", 5)
        #expect(Self.key(of: "1", at: 5, in: book) == "2")
        // The key is another ticket's by now; what was read before is not that one's.
        try Self.open("1", at: 6, in: &book)
        #expect(Self.key(of: "1", at: 6, in: book) == "1")
        try join("2", "3", 8)
        #expect(["1", "2"].map { Self.key(of: $0, at: 5, in: book) } == ["3", "3"])
        #expect(Self.key(of: "2", at: 9, in: book) == nil)
        #expect(book.ticket(of: Bytes("L2"), key: Bytes("2"), at: 5) == nil)
        // As a start finds it.
        let kept = TicketBook(
            book.tickets.map { ($0, book.isCurrent($0)) },
            joined: [
                JoinedTicket(lane: Self.lane, key: Bytes("1"), events: 1...5, into: 3),
                JoinedTicket(lane: Self.lane, key: Bytes("2"), events: 1...8, into: 7),
            ], last: 4)
        #expect(["1", "2"].map { Self.key(of: $0, at: 5, in: kept) } == ["3", nil])
        _ = try book.close(
            lane: Self.lane, key: Bytes("3"), total: nil, time: Self.time, lastEvent: 9)
        #expect(["1", "2", "3"].map { Self.key(of: $0, at: 5, in: book) } == [nil, nil, nil])
    }

    @Test("Of so many joined tickets it is known where they went, the last ones")
    func joinedLimit() throws {
        var book = TicketBook()
        try Self.open("all", in: &book)
        for number in 0...TicketBook.maxJoined {
            try Self.open("\(number)", in: &book)
            _ = try book.join(
                lane: Self.lane, from: Bytes("\(number)"), into: Bytes("all"), time: Self.time,
                lastEvent: 9)
            book.settle()
        }
        #expect(Self.key(of: "0", at: 5, in: book) == nil)
        #expect(Self.key(of: "1", at: 5, in: book) == "all")
    }
}
