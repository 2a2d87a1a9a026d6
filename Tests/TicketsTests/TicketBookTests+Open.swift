import Identity
import Testing
import Tickets

/// Which tickets a lane has open, which one is current, and what is kept of them.
extension TicketBookTests {
    @Test("Without an open ticket nobody joins one")
    func none() {
        var book = TicketBook()
        #expect(book.join(Self.member("A", at: 1), lane: Self.lane) == nil && !book.hasChanges)
        #expect(throws: TicketError.noCurrent) { try book.ticket(of: Self.lane, key: nil) }
        #expect(throws: TicketError.noSuchTicket) {
            try book.ticket(of: Self.lane, key: Bytes("1"))
        }
    }

    @Test("Keys are a lane's own, and one that the book gives is never one that is open")
    func keys() throws {
        var book = try Self.book(["T-3"])
        func opened(_ key: String? = nil, _ lane: String = "L1") throws -> String {
            String(
                try book.open(
                    key.map { Bytes($0) }, lane: Bytes(lane), policy: TicketPolicy(),
                    time: Self.time, firstEvent: 1
                ).key)
        }
        #expect(try opened() == "T-2")
        #expect(try opened() == "T-4")
        #expect(throws: TicketError.isOpen) { try opened("T-4") }
        #expect(try opened("T-4", "L2") == "T-4")
        #expect(book.lastNumber == 5)
        #expect(book.current(of: Bytes("L1"))?.key == Bytes("T-4"))
    }

    @Test("Several are open, one is current, and another is selected")
    func select() throws {
        var book = try Self.book(["1", "2"])
        #expect(try book.ticket(of: Self.lane, key: nil).key == "2")
        #expect(try book.select(lane: Self.lane, key: Bytes("1")).key == "1")
        _ = Self.joined("A", in: &book)
        #expect(try Self.names(book, "1") == "A" && Self.names(book, "2") == "")
        #expect(throws: TicketError.noSuchTicket) {
            try book.select(lane: Bytes("L2"), key: Bytes("1"))
        }
    }

    @Test("A ticket is closed once, and what was current is not replaced by another")
    func close() throws {
        var book = try Self.book(["1", "2"])
        func close(_ key: String?) throws -> Ticket {
            try book.close(
                lane: Self.lane, key: key.map { Bytes($0) }, total: Bytes("12.50"),
                time: Self.time, lastEvent: 7)
        }
        #expect(try close(nil).key == "2")
        #expect(throws: TicketError.noCurrent) { try close(nil) }
        #expect(throws: TicketError.noSuchTicket) { try close("2") }
        #expect(try close("1").key == "1")
        #expect(book.tickets.isEmpty && !book.hasCurrent)
        #expect(book.ended.map { $0.end.total == Bytes("12.50") } == [true, true])
    }

    @Test("Of one lane so many tickets are open and no more, and of unkept ones so many ended")
    func limits() throws {
        var book = TicketBook()
        func open() throws {
            _ = try book.open(
                lane: Self.lane, policy: TicketPolicy(), time: Self.time, firstEvent: 1)
        }
        for _ in 0..<TicketBook.maxTickets { try open() }
        #expect(throws: TicketError.tooManyTickets) { try open() }
        guard case .refused(.tooManyTickets) = Self.present(1, to: &book) else {
            Issue.record("a bearer's ticket is not counted")
            return
        }
        for _ in 0..<TicketBook.maxEnded {
            _ = try book.close(
                lane: Self.lane, key: book.tickets[0].key, total: nil, time: Self.time,
                lastEvent: 1)
            if book.ended.count < TicketBook.maxEnded { try open() }
        }
        #expect(throws: TicketError.tooManyUnkept) { try open() }
        book.settle()
        try open()
    }

    @Test("Only what changes a ticket is to be kept, and what was kept is as it was")
    func keeping() throws {
        var book = try Self.book(["1", "2"])
        book.settle()
        _ = Self.joined("A", in: &book)
        #expect(book.changed == [2])
        book.settle()
        _ = Self.joined("A", in: &book)
        _ = try book.ticket(of: Self.lane, key: Bytes("1"))
        #expect(!book.hasChanges)
        _ = try book.select(lane: Self.lane, key: Bytes("1"))
        #expect(book.changed == [1, 2])
        book.settle()
        _ = try book.select(lane: Self.lane, key: Bytes("1"))
        #expect(!book.hasChanges)

        var again = TicketBook(book.tickets.map { ($0, book.isCurrent($0)) }, last: 7)
        #expect(again.tickets == book.tickets && again.current(of: Self.lane)?.key == Bytes("1"))
        #expect(!again.hasChanges)
        let next = try again.open(
            lane: Self.lane, policy: TicketPolicy(), time: Self.time, firstEvent: 1)
        #expect(next.key == "T-8")
    }

    @Test("Tickets of a lane that is no more are ended")
    func gone() throws {
        var book = try Self.book()
        #expect(book.endAll(butOf: [Self.lane], time: Self.time, lastEvent: 1).isEmpty)
        #expect(book.endAll(butOf: [Bytes("L2")], time: Self.time, lastEvent: 1).count == 1)
        #expect(book.tickets.isEmpty && book.ended.count == 1 && !book.hasCurrent)
    }
}
