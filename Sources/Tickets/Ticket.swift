public import Identity

/// How a ticket takes those who are identified.
public struct TicketPolicy: Sendable, Equatable {
    public var mode: TicketMode
    /// The most members of a ticket that appends, 1 to `TicketBook.maxMembers`.
    public var maximum: Int

    public init(mode: TicketMode = .append, maximum: Int = 10) {
        self.mode = mode
        self.maximum = maximum
    }

    /// The most members of a ticket.
    public var capacity: Int { mode == .append ? maximum : 1 }
}

extension TicketMember {
    /// Adds what another identification of the same customer brings; the place is that of the
    /// earlier one.
    mutating func absorb(_ other: TicketMember) {
        if other.order < order {
            (order, entryMode, time) = (other.order, other.entryMode, other.time)
        }
        for shopper in other.shoppers { add(shopper) }
        bearers += other.bearers
    }

    private mutating func add(_ shopper: Shopper) {
        guard shoppers.count < TicketBook.maxShoppers,
            !shoppers.contains(where: { $0.number == shopper.number })
        else { return }
        shoppers.append(shopper)
    }
}

/// What came of an identification for a ticket.
public enum Joining: Sendable, Equatable {
    /// On it, from 1 in order of reading, and how many are on it now.
    case joined(place: Int, count: Int)
    /// On it before, at this place.
    case already(place: Int, count: Int)
    case refused(TicketRefusal, count: Int)
}

/// An open ticket: who is on it, in order of reading.
public struct Ticket: Sendable, Equatable {
    /// Counts all tickets of the shop. That of one that was kept is never used twice.
    public let number: Int64
    public let lane: Bytes<32>
    public let key: Bytes<64>
    public let policy: TicketPolicy
    public let opened: WallTime
    /// The number of the first event that could belong to it.
    public let firstEvent: Int64
    /// In order of reading.
    public private(set) var members: [TicketMember] = []
    /// The bearer identifiers that nobody on the ticket came with.
    public private(set) var bearers: [Identifier] = []
    /// Who was taken off it and is not kept yet; the last ones, at most `TicketBook.maxRemoved`.
    public private(set) var removed: [RemovedMember] = []

    /// A ticket as it was kept.
    public init(
        number: Int64, lane: Bytes<32>, key: Bytes<64>, policy: TicketPolicy, opened: WallTime,
        firstEvent: Int64, members: [TicketMember] = [], bearers: [Identifier] = []
    ) {
        self.number = number
        self.lane = lane
        self.key = key
        self.policy = policy
        self.opened = opened
        self.firstEvent = firstEvent
        self.members = members.sorted { $0.order < $1.order }
        self.bearers = bearers
    }

    /// How many different customers are on it.
    public var count: Int { members.count }

    /// All bearer identifiers of the ticket.
    public var allBearers: [Identifier] { members.flatMap(\.bearers) + bearers }

    public func isBorne(by bearer: Identifier) -> Bool {
        bearers.contains(bearer) || members.contains { $0.bearers.contains(bearer) }
    }

    // MARK: Changes; the book makes them

    /// Takes somebody who was identified.
    /// - Parameter lastEvent: The number of the last event before.
    mutating func take(_ new: TicketMember, lastEvent: Int64) -> Joining {
        if let index = members.firstIndex(where: { $0.customer.number == new.customer.number }) {
            members[index].absorb(new)
            members.sort { $0.order < $1.order }
            let place = members.firstIndex { $0.customer.number == new.customer.number }
            return .already(place: (place ?? index) + 1, count: count)
        }
        switch policy.mode {
        case .append where count >= policy.maximum: return .refused(.maximum, count: count)
        case .append: break
        case .refuse where !members.isEmpty: return .refused(.occupied, count: count)
        // Who was read later replaced, by the order of reading, the one whose choice is answered
        // now.
        case .replace where members.contains { $0.order > new.order }:
            return .refused(.occupied, count: count)
        case .refuse, .replace:
            bearers = allBearers
            for member in members { note(removed: member, lastEvent) }
            members = []
        }
        return .joined(place: insert(new), count: count)
    }

    /// Puts a member in place; the first one has brought the bearers that nobody has.
    private mutating func insert(_ member: TicketMember) -> Int {
        let index = members.firstIndex { $0.order > member.order } ?? members.endIndex
        members.insert(member, at: index)
        if members.count == 1 {
            members[0].bearers += bearers
            bearers = []
        }
        return index + 1
    }

    /// Takes a bearer identifier, which is on no ticket.
    mutating func bear(_ bearer: Identifier) {
        bearers.append(bearer)
    }

    /// Takes the member at a place off; the next ones move up, and what the member brought stays
    /// with the ticket.
    mutating func remove(at place: Int, lastEvent: Int64) {
        let member = members.remove(at: place - 1)
        bearers += member.bearers
        note(removed: member, lastEvent)
    }

    private mutating func note(removed member: TicketMember, _ lastEvent: Int64) {
        let customer = member.customer.number
        removed.removeAll { $0.customer == customer }
        if removed.count >= TicketBook.maxRemoved { removed.removeFirst() }
        removed.append(RemovedMember(customer: customer, lastEvent: lastEvent))
    }

    /// Notes that who was taken off is kept.
    mutating func settle() { removed = [] }

    /// This ticket with everybody of another one, each customer once, in order of reading.
    func joined(by other: Ticket) -> Ticket {
        var joined = self
        joined.bearers += other.bearers
        for member in other.members {
            let known = joined.members.firstIndex {
                $0.customer.number == member.customer.number
            }
            if let known {
                joined.members[known].absorb(member)
            } else {
                joined.members.append(member)
            }
        }
        joined.members.sort { $0.order < $1.order }
        return joined
    }
}
