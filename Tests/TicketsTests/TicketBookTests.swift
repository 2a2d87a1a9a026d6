import Identity
import Testing
import Tickets

/// Who is on a ticket, in which order. Customers are named by one letter, events numbered as they
/// are read.
@Suite struct TicketBookTests {
    static let lane = Bytes<32>("L1")
    static let time = WallTime(milliseconds: 1_800_000_000_000)

    static func member(_ name: Character, at order: Int64, shopper: Int? = nil)
        -> TicketMember
    {
        let text = String(name)
        return TicketMember(
            order: order,
            customer: Customer(
                number: Bytes(text), name: Bytes(text), kind: .individual, status: .active),
            shoppers: shopper.map { [Shopper(number: $0, name: Bytes("\(text)\($0)"))] } ?? [],
            entryMode: .scanned, time: time)
    }

    static func band(_ number: Int) -> Identifier {
        Identifier(kind: .contactlessTag, "band \(number)")
    }

    /// A book with the tickets of these keys open, the last one current.
    static func book(
        _ keys: [String] = ["1"], mode: TicketMode = .append, maximum: Int = 10
    ) throws -> TicketBook {
        var book = TicketBook()
        for key in keys {
            _ = try book.open(
                Bytes(key), lane: lane, policy: TicketPolicy(mode: mode, maximum: maximum),
                time: time, firstEvent: 1)
        }
        return book
    }

    /// Joins each of these in turn and says what came of it: `A1/1` place and count, `=` already,
    /// `!` not.
    static func joined(_ names: String, in book: inout TicketBook) -> String {
        var told: [String] = []
        for (index, name) in names.enumerated() {
            switch book.join(member(name, at: Int64(index + 1)), lane: lane)?.joining {
            case .joined(let place, let count): told.append("\(name)\(place)/\(count)")
            case .already(let place, let count): told.append("\(name)=\(place)/\(count)")
            case .refused(let refusal, let count):
                told.append("\(name)!\(refusal.rawValue)/\(count)")
            case nil: told.append("\(name)-")
            }
        }
        return told.joined(separator: " ")
    }

    static func names(_ book: TicketBook, _ key: String? = nil) throws -> String {
        try book.ticket(of: lane, key: key.map { Bytes($0) }).members
            .map { String($0.customer.number) }.joined()
    }

    static func present(_ number: Int, to book: inout TicketBook, lane: String = "L1")
        -> TicketBook.Presented
    {
        book.present(
            band(number), lane: Bytes(lane), policy: TicketPolicy(), time: time, firstEvent: 1)
    }

    // MARK: Joining

    @Test(
        "M-1: a ticket appends up to its maximum, replaces, or refuses",
        arguments: [
            (TicketMode.append, 5, "ABCDEF", "A1/1 B2/2 C3/3 D4/4 E5/5 F!maximum/5", "ABCDE"),
            (.append, 1, "AB", "A1/1 B!maximum/1", "A"),
            (.append, 2, "ABAC", "A1/1 B2/2 A=1/2 C!maximum/2", "AB"),
            (.replace, 10, "ABB", "A1/1 B1/1 B=1/1", "B"),
            (.refuse, 10, "ABA", "A1/1 B!occupied/1 A=1/1", "A"),
        ])
    func modes(mode: TicketMode, maximum: Int, names: String, told: String, left: String) throws {
        var book = try Self.book(mode: mode, maximum: maximum)
        #expect(Self.joined(names, in: &book) == told)
        #expect(try Self.names(book) == left)
    }

    @Test("M-2: a ticket says who is on it, in order, with everything of how they came")
    func snapshot() throws {
        var book = try Self.book()
        #expect(Self.joined("ALK", in: &book) == "A1/1 L2/2 K3/3")
        let ticket = try book.ticket(of: Self.lane, key: nil)
        #expect(ticket.key == "1" && ticket.count == 3)
        #expect(ticket.members.map { String($0.customer.name) } == ["A", "L", "K"])
        #expect(ticket.members.allSatisfy { $0.entryMode == .scanned && $0.time == Self.time })
        #expect(ticket == (try book.ticket(of: Self.lane, key: Bytes("1"))))
    }

    @Test(
        "M-4: the same customer is on a ticket once, keeps the place, and brings each shopper once")
    func once() throws {
        var book = try Self.book()
        for (order, shopper) in [(1, 1), (3, 2), (4, 2), (5, nil)] as [(Int64, Int?)] {
            _ = book.join(Self.member("A", at: order, shopper: shopper), lane: Self.lane)
            if order == 1 { _ = book.join(Self.member("B", at: 2), lane: Self.lane) }
        }
        let ticket = try book.ticket(of: Self.lane, key: nil)
        #expect(try Self.names(book) == "AB")
        #expect(ticket.members[0].shoppers.map(\.number) == [1, 2] && ticket.members[0].order == 1)
    }

    @Test("However many shoppers of one account come, a ticket names so many")
    func shoppers() throws {
        var book = try Self.book()
        for number in 1...40 {
            _ = book.join(
                Self.member("A", at: Int64(number), shopper: number), lane: Self.lane)
        }
        let members = try book.ticket(of: Self.lane, key: nil).members
        #expect(members.count == 1 && members[0].shoppers.count == TicketBook.maxShoppers)
    }

    @Test(
        "M-17: when a member is removed the next ones move up by the order of reading",
        arguments: [(1, "BC"), (2, "AC"), (3, "AB")])
    func removal(place: Int, left: String) throws {
        var book = try Self.book()
        _ = Self.joined("ABC", in: &book)
        #expect(try book.remove(place: place, lane: Self.lane, key: nil).count == 2)
        #expect(try Self.names(book) == left)
        // Who returns was read last.
        let removed = Set("ABC").subtracting(left).first ?? "?"
        _ = book.join(Self.member(removed, at: 9), lane: Self.lane)
        #expect(try Self.names(book) == left + String(removed))
    }

    @Test(
        "Nobody is removed from a place where nobody is",
        arguments: [0, -1, 3, .max, .min])
    func noPlace(place: Int) throws {
        var book = try Self.book()
        _ = Self.joined("AB", in: &book)
        #expect(throws: TicketError.noSuchPlace) {
            try book.remove(place: place, lane: Self.lane, key: nil)
        }
        _ = try book.remove(place: 1, lane: Self.lane, key: nil)
        _ = try book.remove(place: 1, lane: Self.lane, key: nil)
        #expect(throws: TicketError.noSuchPlace) {
            try book.remove(place: 1, lane: Self.lane, key: nil)
        }
    }

    @Test(
        "M-18: a place is by the order of reading, whenever the answer came",
        arguments: [
            (TicketMode.append, [("B", 2), ("A", 1), ("C", 3)], "ABC"),
            (.append, [("C", 3), ("B", 2), ("A", 1)], "ABC"),
            (.append, [("A", 5), ("B", 4), ("A", 1)], "AB"),
            // By the order of reading, the one who was read later has replaced the other.
            (.replace, [("B", 2), ("A", 1)], "B"), (.replace, [("A", 1), ("B", 2)], "B"),
        ])
    func order(mode: TicketMode, readings: [(String, Int64)], names: String) throws {
        var book = try Self.book(mode: mode)
        for (name, order) in readings {
            _ = book.join(Self.member(Character(name), at: order), lane: Self.lane)
        }
        #expect(try Self.names(book) == names)
    }

    // MARK: Joining tickets

    @Test(
        "Joined tickets have each customer once, in the order of reading, and the joined one is gone"
    )
    func joinTickets() throws {
        var book = try Self.book(["1", "2"])
        for (name, order, key) in [("A", 1, "2"), ("B", 2, "1"), ("C", 3, "2"), ("B", 4, "2")]
            as [(Character, Int64, String)]
        {
            _ = book.join(Self.member(name, at: order), lane: Self.lane, key: Bytes(key))
        }
        let joined = try book.join(
            lane: Self.lane, from: Bytes("2"), into: Bytes("1"), time: Self.time, lastEvent: 4)
        #expect(try joined.count == 3 && Self.names(book) == "ABC")
        #expect(book.tickets.map { String($0.key) } == ["1"])
        #expect(book.ended.map(\.end.into) == [joined.number])
        #expect(throws: TicketError.noSuchTicket) {
            try book.join(
                lane: Self.lane, from: Bytes("2"), into: Bytes("1"), time: Self.time, lastEvent: 4)
        }
        #expect(throws: TicketError.sameTicket) {
            try book.join(
                lane: Self.lane, from: Bytes("1"), into: Bytes("1"), time: Self.time, lastEvent: 4)
        }
    }

    @Test(
        "What is more than the ticket takes is not joined, and nothing is changed",
        arguments: [(TicketMode.append, 2), (.replace, 10), (.refuse, 10)])
    func full(mode: TicketMode, maximum: Int) throws {
        var book = try Self.book(["1", "2"], mode: mode, maximum: maximum)
        for (name, order, key) in [("A", 1, "1"), ("B", 2, "2"), ("C", 3, "2")]
            as [(Character, Int64, String)]
        {
            _ = book.join(Self.member(name, at: order), lane: Self.lane, key: Bytes(key))
        }
        let before = book.tickets
        #expect(throws: TicketError.full) {
            try book.join(
                lane: Self.lane, from: Bytes("2"), into: Bytes("1"), time: Self.time, lastEvent: 3)
        }
        #expect(book.tickets == before && book.ended.isEmpty)
    }

    // MARK: Bearers

    @Test("T-7: a bearer opens a ticket, finds it again, and is free when it closes")
    func bearer() throws {
        var book = TicketBook()
        guard case .opened(let first) = Self.present(17, to: &book) else {
            Issue.record("not opened")
            return
        }
        _ = Self.joined("A", in: &book)
        guard case .opened = Self.present(18, to: &book),
            case .found(let again) = Self.present(17, to: &book)
        else {
            Issue.record("not found")
            return
        }
        #expect(again.number == first.number && again.count == 1)
        #expect(book.current(of: Self.lane)?.number == first.number)
        guard case .otherLane(let elsewhere) = Self.present(17, to: &book, lane: "L2") else {
            Issue.record("a tab was torn in two")
            return
        }
        #expect(elsewhere.number == first.number && book.current(of: Bytes("L2")) == nil)
        _ = try book.close(
            lane: Self.lane, key: nil, total: nil, time: Self.time, lastEvent: 9)
        guard case .opened(let next) = Self.present(17, to: &book) else {
            Issue.record("not free")
            return
        }
        #expect(next.number != first.number && next.key != first.key && next.count == 0)
    }

    @Test("A bearer belongs to whom came with it, and to the ticket when that one is gone")
    func carried() throws {
        var book = TicketBook()
        _ = Self.present(17, to: &book)
        _ = Self.joined("AB", in: &book)
        var ticket = try book.ticket(of: Self.lane, key: nil)
        #expect(ticket.members.map(\.bearers) == [[Self.band(17)], []] && ticket.bearers.isEmpty)
        ticket = try book.remove(place: 1, lane: Self.lane, key: nil)
        #expect(ticket.bearers == [Self.band(17)] && ticket.members[0].bearers.isEmpty)
        #expect(book.ticket(borneBy: Self.band(17))?.number == ticket.number)
    }

    @Test("Joined tickets are found by the bearers of both, up to a limit")
    func joinedBearers() throws {
        var book = TicketBook()
        for number in 0...TicketBook.maxBearers { _ = Self.present(number, to: &book) }
        let into = book.tickets[0].key
        for ticket in book.tickets.dropFirst(1).dropLast(1) {
            _ = try book.join(
                lane: Self.lane, from: ticket.key, into: into, time: Self.time, lastEvent: 1)
        }
        #expect(book.tickets[0].allBearers.count == TicketBook.maxBearers)
        #expect(book.ticket(borneBy: Self.band(9))?.key == into)
        let last = book.tickets[1].key
        #expect(throws: TicketError.tooManyBearers) {
            try book.join(lane: Self.lane, from: last, into: into, time: Self.time, lastEvent: 1)
        }
    }
}

extension TicketBook {
    mutating func join(
        _ member: TicketMember, lane: Bytes<32>, key: Bytes<64>? = nil
    ) -> (ticket: Ticket, joining: Joining)? {
        join(member, lane: lane, key: key, lastEvent: member.order - 1)
    }

    mutating func remove(
        place: Int, lane: Bytes<32>, key: Bytes<64>?
    ) throws(TicketError) -> Ticket {
        try remove(place: place, lane: lane, key: key, lastEvent: 9)
    }
}
