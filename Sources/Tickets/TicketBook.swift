public import Identity

/// The open tickets of all lanes: which one is a lane's current one, who is on them, and what bears
/// them.
///
/// A pure value: time and the numbers of events are told. It notes what was changed, for whoever
/// keeps it.
public struct TicketBook: Sendable {
    /// The most open tickets of a lane.
    public static let maxTickets = 256
    /// The most members that a ticket may take.
    public static let maxMembers = 64
    /// The most bearer identifiers of a ticket.
    public static let maxBearers = 64
    /// How many shoppers of one account a ticket names.
    public static let maxShoppers = 32
    /// How many members taken off a ticket may wait to be kept.
    public static let maxRemoved = 256
    /// How many ended tickets may wait to be kept; then none is opened any more.
    public static let maxEnded = 4096

    /// The open ones, in the order of their numbers.
    public private(set) var tickets: [Ticket] = []
    /// The highest number that was given to a ticket.
    public private(set) var lastNumber: Int64 = 0
    /// The open tickets that were changed since `settle()`, by number.
    public private(set) var changed: Set<Int64> = []
    /// The tickets that ended since `settle()`.
    public private(set) var ended: [EndedTicket] = []
    /// The number of each lane's current ticket, where it has one.
    private var currents: [(lane: Bytes<32>, number: Int64)] = []
    private var joined = JoinedTickets()

    public init() {}

    // MARK: Looking

    /// Whether any lane has a current ticket.
    public var hasCurrent: Bool { !currents.isEmpty }

    /// The open tickets of a lane, in the order in which they were opened.
    public func tickets(of lane: Bytes<32>) -> [Ticket] { tickets.filter { $0.lane == lane } }

    /// The lane's current ticket.
    public func current(of lane: Bytes<32>) -> Ticket? {
        currentIndex(of: lane).map { tickets[$0] }
    }

    /// Whether a ticket is its lane's current one.
    public func isCurrent(_ ticket: Ticket) -> Bool {
        currents.contains { $0.number == ticket.number }
    }

    /// The lane's ticket of that key; without a key its current one.
    public func ticket(of lane: Bytes<32>, key: Bytes<64>?) throws(TicketError) -> Ticket {
        tickets[try index(of: lane, key)]
    }

    /// The open ticket to which an event belongs that was read while the lane's ticket of that key
    /// was the current one: that one, or the one that it was joined to. One that was opened later
    /// is another one, though it have the same key.
    public func ticket(of lane: Bytes<32>, key: Bytes<64>, at event: Int64) -> Ticket? {
        if let open = try? ticket(of: lane, key: key), open.firstEvent <= event { return open }
        return joined.target(of: lane, key, at: event).flatMap(index(number:)).map { tickets[$0] }
    }

    /// The open ticket that a bearer identifier is on, of whatever lane.
    public func ticket(borneBy bearer: Identifier) -> Ticket? {
        tickets.first { $0.isBorne(by: bearer) }
    }

    private func currentIndex(of lane: Bytes<32>) -> Int? {
        guard let current = currents.first(where: { $0.lane == lane }) else { return nil }
        return index(number: current.number)
    }

    private func index(number: Int64) -> Int? { tickets.firstIndex { $0.number == number } }

    private func index(of lane: Bytes<32>, _ key: Bytes<64>?) throws(TicketError) -> Int {
        guard let key else {
            guard let index = currentIndex(of: lane) else { throw .noCurrent }
            return index
        }
        guard let index = tickets.firstIndex(where: { $0.lane == lane && $0.key == key }) else {
            throw .noSuchTicket
        }
        return index
    }

    // MARK: Opening

    /// Opens a ticket and makes it the lane's current one. Without a key it gets `T-` and its
    /// number.
    /// - Parameters:
    ///   - firstEvent: The number of the next event.
    public mutating func open(
        _ key: Bytes<64>? = nil, lane: Bytes<32>, policy: TicketPolicy, time: WallTime,
        firstEvent: Int64
    ) throws(TicketError) -> Ticket {
        let others = tickets(of: lane)
        guard others.count < Self.maxTickets else { throw .tooManyTickets }
        guard ended.count < Self.maxEnded else { throw .tooManyUnkept }
        if let key, others.contains(where: { $0.key == key }) { throw .isOpen }
        lastNumber += 1
        var name = key ?? Self.key(of: lastNumber)
        while key == nil, others.contains(where: { $0.key == name }) {
            lastNumber += 1
            name = Self.key(of: lastNumber)
        }
        let ticket = Ticket(
            number: lastNumber, lane: lane, key: name, policy: policy, opened: time,
            firstEvent: firstEvent)
        tickets.append(ticket)
        makeCurrent(ticket.number, of: lane)
        return ticket
    }

    private static func key(of number: Int64) -> Bytes<64> {
        var key = Bytes<64>("T-")
        key.append(decimal: Int(number))
        return key
    }

    /// What came of presenting a bearer identifier.
    public enum Presented: Sendable {
        case opened(Ticket)
        /// It was presented before, and its ticket is the current one now.
        case found(Ticket)
        /// Its ticket is another lane's.
        case otherLane(Ticket)
        case refused(TicketError)
    }

    /// A bearer identifier was read: it finds its ticket or opens one, which is the lane's current
    /// one from then on.
    public mutating func present(
        _ bearer: Identifier, lane: Bytes<32>, policy: TicketPolicy, time: WallTime,
        firstEvent: Int64
    ) -> Presented {
        if let ticket = ticket(borneBy: bearer) {
            guard ticket.lane == lane else { return .otherLane(ticket) }
            makeCurrent(ticket.number, of: lane)
            return .found(ticket)
        }
        do throws(TicketError) {
            _ = try open(lane: lane, policy: policy, time: time, firstEvent: firstEvent)
            let last = tickets.index(before: tickets.endIndex)
            tickets[last].bear(bearer)
            return .opened(tickets[last])
        } catch {
            return .refused(error)
        }
    }

    // MARK: Members

    /// Puts somebody who was identified on a ticket: the one of that key, or the lane's current
    /// one.
    /// - Parameter lastEvent: The number of the last event before.
    /// - Returns: Nil where there is no such ticket.
    public mutating func join(
        _ member: TicketMember, lane: Bytes<32>, key: Bytes<64>? = nil, lastEvent: Int64
    ) -> (ticket: Ticket, joining: Joining)? {
        guard let index = try? index(of: lane, key) else { return nil }
        let before = tickets[index]
        let joining = tickets[index].take(member, lastEvent: lastEvent)
        if tickets[index] != before { changed.insert(before.number) }
        return (tickets[index], joining)
    }

    /// Makes another open ticket the lane's current one.
    public mutating func select(
        lane: Bytes<32>, key: Bytes<64>
    ) throws(TicketError) -> Ticket {
        let ticket = tickets[try index(of: lane, key)]
        makeCurrent(ticket.number, of: lane)
        return ticket
    }

    /// Takes the member at a place, from 1, off a ticket: the next ones move up.
    public mutating func remove(
        place: Int, lane: Bytes<32>, key: Bytes<64>?, lastEvent: Int64
    ) throws(TicketError) -> Ticket {
        let index = try index(of: lane, key)
        guard (1...max(1, tickets[index].count)).contains(place), tickets[index].count > 0 else {
            throw .noSuchPlace
        }
        tickets[index].remove(at: place, lastEvent: lastEvent)
        changed.insert(tickets[index].number)
        return tickets[index]
    }

    // MARK: Ending

    /// Puts everybody of one ticket on another, which stays. Nothing is changed where they are too
    /// many.
    public mutating func join(
        lane: Bytes<32>, from: Bytes<64>, into: Bytes<64>, time: WallTime, lastEvent: Int64
    ) throws(TicketError) -> Ticket {
        let old = try index(of: lane, from)
        let new = try index(of: lane, into)
        guard old != new else { throw .sameTicket }
        let joined = tickets[new].joined(by: tickets[old])
        guard joined.count <= joined.policy.capacity else { throw .full }
        guard joined.allBearers.count <= Self.maxBearers else { throw .tooManyBearers }
        tickets[new] = joined
        changed.insert(joined.number)
        if isCurrent(tickets[old]) { makeCurrent(joined.number, of: lane) }
        end(old, TicketEnd(time: time, lastEvent: lastEvent, into: joined.number))
        return joined
    }

    /// Closes a ticket: its bearer identifiers are free, and the lane has no current one where it
    /// was that.
    /// - Parameter total: Decimal text.
    public mutating func close(
        lane: Bytes<32>, key: Bytes<64>?, total: Bytes<24>?, time: WallTime, lastEvent: Int64
    ) throws(TicketError) -> Ticket {
        let index = try index(of: lane, key)
        let ticket = tickets[index]
        end(index, TicketEnd(time: time, lastEvent: lastEvent, total: total))
        return ticket
    }

    private mutating func end(_ index: Int, _ end: TicketEnd) {
        let ticket = tickets.remove(at: index)
        joined.note(ticket, end)
        currents.removeAll { $0.number == ticket.number }
        changed.remove(ticket.number)
        ended.append(EndedTicket(ticket: ticket, end: end))
    }

    private mutating func makeCurrent(_ number: Int64, of lane: Bytes<32>) {
        if let index = currents.firstIndex(where: { $0.lane == lane }) {
            guard currents[index].number != number else { return }
            changed.insert(currents[index].number)
            currents[index].number = number
        } else {
            currents.append((lane, number))
        }
        changed.insert(number)
    }

    // MARK: Keeping

    /// Whether something is to be kept.
    public var hasChanges: Bool { !changed.isEmpty || !ended.isEmpty }

    /// Notes that everything that was changed is kept.
    public mutating func settle() {
        for index in tickets.indices where changed.contains(tickets[index].number) {
            tickets[index].settle()
        }
        changed.removeAll()
        ended.removeAll()
    }

    /// Notes that nothing of the open tickets is kept: the journal is another one.
    public mutating func unsettle() {
        changed.formUnion(tickets.map(\.number))
    }

    /// Begins with the tickets that were kept.
    /// - Parameters:
    ///   - joined: The tickets that were joined to open ones: at most `maxJoined`.
    ///   - last: The highest number that was ever given to a ticket.
    public init(
        _ kept: [(ticket: Ticket, isCurrent: Bool)], joined: [JoinedTicket] = [], last: Int64
    ) {
        self.joined = JoinedTickets(joined)
        tickets = kept.map(\.ticket).sorted { $0.number < $1.number }
        lastNumber = max(last, tickets.last?.number ?? 0)
        for (ticket, isCurrent) in kept
        where isCurrent && !currents.contains(where: { $0.lane == ticket.lane }) {
            currents.append((ticket.lane, ticket.number))
        }
    }

    /// Ends the tickets of lanes that are no more.
    /// - Returns: Those that were ended.
    public mutating func endAll(
        butOf lanes: [Bytes<32>], time: WallTime, lastEvent: Int64
    ) -> [Ticket] {
        let gone = tickets.filter { !lanes.contains($0.lane) }
        for ticket in gone {
            guard let index = index(number: ticket.number) else { continue }
            end(index, TicketEnd(time: time, lastEvent: lastEvent))
        }
        return gone
    }
}
