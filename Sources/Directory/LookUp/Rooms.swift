public import Identity
public import SQLite

/// Who stays in a room now. Owned by the open directory.
final class Rooms {
    private let guests: Statement

    init(_ database: Database) throws(DatabaseError) {
        guests = try database.prepare(
            """
            SELECT \(Queries.shown), c.flags, s.shopper_number
            FROM stay s JOIN customer c ON c.id = s.customer_id
            WHERE s.room = ?1 AND s.check_in <= ?2 AND ?2 < s.check_out
            GROUP BY c.id, s.shopper_number
            ORDER BY length(c.number), c.number, s.shopper_number
            """, longLived: true)
    }

    /// The guests of a room at a second since 1970, by customer number.
    func guests(
        of room: borrowing Span<UInt8>, at now: Int64, _ queries: Queries
    ) throws(DatabaseError) -> [Holding] {
        defer { guests.reset() }
        guests.bind(1, text: room)
        guests.bind(2, now)
        var found: [Holding] = []
        while try guests.step() {
            var holding = try queries.holding(in: guests, flags: 9)
            if let own = guests.optionalInteger(10) {
                try queries.name(shopper: own, in: &holding)
            }
            found.append(holding)
        }
        return found
    }

    /// One guest holds the room; of several it is asked who it is.
    func holder(
        of room: borrowing Span<UInt8>, at now: Int64, _ queries: Queries
    ) throws(DatabaseError) -> Holder {
        let guests = try guests(of: room, at: now, queries)
        guard let first = guests.first else { return .nobody }
        return guests.count == 1 ? .customer(first) : .several
    }
}

extension CustomerDirectory {
    /// The guests who stay in a room now, those only whose names have words that begin with each
    /// word of `name`.
    public func guests(
        of room: String, named name: String = ""
    ) throws(DatabaseError) -> [Candidate] {
        let words = Folding.query(name)
        return try query { opened throws(DatabaseError) in
            let guests = try opened.rooms.guests(
                of: Array(room.utf8).span, at: now, opened.queries)
            return guests.filter { guest in
                var folded: [UInt8] = []
                Folding.add(guest.customer.name.span, to: &folded)
                if let shopper = guest.shopper { Folding.add(shopper.name.span, to: &folded) }
                return words.allSatisfy { Folding.matches(folded.span, start: $0.span) }
            }.map(\.asCandidate)
        }
    }
}
