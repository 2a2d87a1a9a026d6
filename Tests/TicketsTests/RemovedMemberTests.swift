import Identity
import Testing
import Tickets

/// Who was taken off a ticket, for whoever keeps it.
@Suite struct RemovedMemberTests {
    private static let lane = TicketBookTests.lane

    private static func removed(_ book: TicketBook) -> [String] {
        book.tickets[0].removed.map { "\(String($0.customer)) \($0.lastEvent)" }
    }

    @Test("A member who is removed or replaced is noted with the last event before, until kept")
    func removal() throws {
        var book = try TicketBookTests.book()
        _ = TicketBookTests.joined("AB", in: &book)
        _ = try book.remove(place: 1, lane: Self.lane, key: nil, lastEvent: 5)
        #expect(Self.removed(book) == ["A 5"])
        _ = book.join(TicketBookTests.member("A", at: 6), lane: Self.lane)
        _ = try book.remove(place: 2, lane: Self.lane, key: nil, lastEvent: 8)
        #expect(Self.removed(book) == ["A 8"])
        book.settle()
        #expect(Self.removed(book).isEmpty && !book.hasChanges)
        book.unsettle()
        #expect(book.changed == [book.tickets[0].number])
    }

    @Test("Whom the next one replaces is removed")
    func replacement() throws {
        var book = try TicketBookTests.book(mode: .replace)
        _ = TicketBookTests.joined("ABC", in: &book)
        #expect(Self.removed(book) == ["A 1", "B 2"])
    }

    @Test("No more removed members wait than the limit says, the last ones")
    func limit() throws {
        var book = try TicketBookTests.book()
        for order in 1...Int64(TicketBook.maxRemoved + 2) {
            var member = TicketBookTests.member("A", at: order)
            member.customer.number = Bytes(String(order))
            _ = book.join(member, lane: Self.lane)
            _ = try book.remove(place: 1, lane: Self.lane, key: nil, lastEvent: order)
        }
        let waiting = book.tickets[0].removed
        #expect(waiting.count == TicketBook.maxRemoved && waiting[0].customer == Bytes("3"))
    }
}
