import Identity
import SQLite

/// The prepared statements of a journal that keeps tickets. Owned by the journal, and made with the
/// first ticket.
final class TicketStatements {
    let put: Statement
    private let clearMembers: Statement
    private let clearShoppers: Statement
    private let clearBearers: Statement
    let addMember: Statement
    let addShopper: Statement
    let addBearer: Statement
    let addRemoval: Statement
    let rejoin: Statement
    let completeJoined: Statement
    let forget: Statement

    init(_ database: Database) throws(DatabaseError) {
        put = try database.prepare(
            """
            INSERT INTO ticket (id, lane_id, key, mode, maximum, opened, first_event, is_current,
                last_event, closed, total, joined_into)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (id) DO UPDATE SET is_current = excluded.is_current,
                last_event = excluded.last_event, closed = excluded.closed, total = excluded.total,
                joined_into = excluded.joined_into
            """, longLived: true)
        clearMembers = try database.prepare(
            "DELETE FROM ticket_member WHERE ticket_id = ?1", longLived: true)
        clearShoppers = try database.prepare(
            "DELETE FROM ticket_shopper WHERE ticket_id = ?1", longLived: true)
        clearBearers = try database.prepare(
            "DELETE FROM ticket_bearer WHERE ticket_id = ?1", longLived: true)
        addMember = try database.prepare(
            "INSERT INTO ticket_member VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", longLived: true)
        addShopper = try database.prepare(
            "INSERT INTO ticket_shopper VALUES (?1, ?2, ?3, ?4, ?5)", longLived: true)
        addBearer = try database.prepare(
            "INSERT INTO ticket_bearer VALUES (?1, ?2, ?3, ?4)", longLived: true)
        addRemoval = try database.prepare(
            """
            INSERT INTO ticket_removal VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET last_event = excluded.last_event
            """, longLived: true)
        rejoin = try database.prepare(
            "UPDATE ticket SET joined_into = ?2 WHERE joined_into = ?1", longLived: true)
        completeJoined = try database.prepare(
            "UPDATE ticket SET closed = ?2, total = ?3 WHERE joined_into = ?1", longLived: true)
        forget = try database.prepare("DELETE FROM ticket WHERE id = ?1", longLived: true)
    }

    /// Binds what `put` needs. A ticket that was joined to another one is closed with it.
    func put(_ ticket: JournaledTicket, lane: Int64) {
        put.bind(1, ticket.number)
        put.bind(2, lane)
        put.bind(3, text: ticket.key.span)
        put.bind(4, ticket.mode.rawValue)
        put.bind(5, ticket.maximum)
        put.bind(6, ticket.opened.milliseconds)
        put.bind(7, ticket.firstEvent)
        put.bind(8, ticket.isCurrent ? 1 : 0)
        let end = ticket.end
        put.bind(9, end?.lastEvent)
        put.bind(10, end?.into == nil ? end?.time.milliseconds : nil)
        put.bind(11, textOrNull: (end?.total ?? Bytes()).span)
        put.bind(12, end?.into)
    }

    /// Forgets who and what was on a ticket.
    func clear(_ ticket: Int64) throws(DatabaseError) {
        clearMembers.bind(1, ticket)
        try clearMembers.run()
        clearShoppers.bind(1, ticket)
        try clearShoppers.run()
        clearBearers.bind(1, ticket)
        try clearBearers.run()
    }

    func addMember(_ member: TicketMember, of ticket: Int64) {
        addMember.bind(1, ticket)
        addMember.bind(2, text: member.customer.number.span)
        addMember.bind(3, text: member.customer.name.span)
        addMember.bind(4, member.customer.kind.code)
        addMember.bind(5, member.customer.status.code)
        addMember.bind(6, member.order)
        addMember.bind(7, member.entryMode.rawValue)
        addMember.bind(8, member.time.milliseconds)
    }
}
