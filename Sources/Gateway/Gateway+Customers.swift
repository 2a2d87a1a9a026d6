import Directory
import Identity
import Journal
import LaneLink
import Recognition
import SQLite

/// Customers who are captured at a lane, what a lane sees of one, and their visits.
extension Gateway {
    /// Keeps somebody who is no customer yet, until a person decides; says whom of the customers it may be.
    func capture(
        _ wish: Request.Capture, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        let lane = try subscribed(wish.lane, connection)
        for (field, text) in [("name", wish.name), ("phone", wish.phone), ("email", wish.email)] {
            try requireNoPaymentCard(text, in: field)
        }
        var identifier: Identifier?
        if let event = wish.event {
            guard let stored = try events.event(event), stored.lane == lane.name else {
                throw .noSuchEvent(event)
            }
            guard let unknown = StoredUnknown(body: stored.body.span) else {
                throw .invalidParameter(field: "event", "is no event of an unknown identifier")
            }
            identifier = unknown.identifier
        }
        let international = wish.phone.flatMap { self.international($0) }
        let captured = try directory.capture(
            wish, identifier: identifier, international: international)
        if let id {
            connection.send { $0.reply(id, pending: captured.number, likely: captured.likely) }
        }
    }

    /// A piece of the visits. They say who comes when, so that not everybody who may connect is told.
    func visits(
        of number: String?, _ before: Int64?, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        guard server.allowsTests(connection) else { throw .notAllowed("list visits") }
        let piece = try events.withJournal { (journal) throws(DatabaseError) in
            try journal.visitsPiece(of: number, before: before ?? .max)
        }
        guard let id else { return }
        let shown = piece.visits.map {
            ShownVisit(
                sequence: $0.sequence, time: $0.time, lane: $0.lane, device: $0.device,
                outcome: $0.outcome, kind: $0.kind, masked: $0.masked, customer: $0.customer,
                shopper: $0.shopper, ticket: $0.ticket, closed: $0.closed, total: $0.total)
        }
        connection.send { $0.reply(id, visits: shown, next: piece.next) }
    }

    /// A telephone number that was typed, in international form; nil where it has none.
    func international(_ number: String) -> String? {
        (settings.telephones ?? TelephoneNumbers()).international(number)
    }

    /// Refuses what may be the number of a payment card in a field that is kept.
    func requireNoPaymentCard(_ text: String?, in field: String) throws(LaneError) {
        guard let text, pipeline.verdict(ofTyped: text) != .clear else { return }
        throw .invalidParameter(
            field: field, "may be a payment card's number: none is ever kept here")
    }
}

extension DirectoryKeeper {
    /// What a lane may see of the customer of a number.
    func shown(_ number: String) throws(LaneError) -> ShownCustomer {
        let found: CustomerView?
        do {
            found = try opened().view(number: number)
        } catch {
            throw .directoryUnavailable("\(error)")
        }
        guard let found else { throw .noSuchCustomer }
        var shown = ShownCustomer(
            customer: found.holding.customer, refusal: found.holding.refusal)
        shown.shoppers = found.shoppers.compactMap(\.shopper)
        shown.details = found.details
        shown.balances = found.balances.map {
            ShownBalance(
                name: $0.name, amount: $0.amount, asOf: WallTime(secondsSinceEpoch: $0.asOf))
        }
        shown.fields = found.fields.map { ($0.name, $0.value) }
        return shown
    }

    /// Writes somebody down who is no customer yet. Waits at most 5 ms for another program that writes.
    func capture(
        _ wish: Request.Capture, identifier: Identifier?, international: String?
    ) throws(LaneError) -> (number: Int64, likely: [FoundCustomer]) {
        do {
            let directory = try opened()
            let likely = try directory.likely(name: wish.name, international: international)
            var number: Int64 = 0
            _ = try directory.change(by: "lane \(wish.lane)") { editor throws(DatabaseError) in
                number = try editor.capture(
                    name: wish.name, identifier: identifier, phone: wish.phone,
                    international: international, email: wish.email, lane: wish.lane)
            }
            return (number, likely.map(FoundCustomer.init))
        } catch DatabaseError.refused(let refusal as ChangeRefusal) {
            throw .refusedCapture("\(refusal)")
        } catch {
            throw .directoryUnavailable("\(error)")
        }
    }
}

extension FoundCustomer {
    init(_ hit: SearchHit) {
        self.init(
            number: hit.number, name: hit.name, kind: hit.kind, status: hit.status,
            servable: hit.servable)
    }
}
