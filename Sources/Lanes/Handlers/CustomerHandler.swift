import Configuration
import Directory
import Identity
import Journal
import LaneLink
import Recognition
import SQLite

/// `search`, `customer`, `capture` and `visits`.
package struct CustomerHandler {
    let rules: HouseRules
    let directory: DirectoryKeeper
    let events: EventLog

    func search(_ text: String, limit: Int) throws(LaneError) -> Reply {
        let found = try directory.search(text, limit: limit)
        return Reply { line, id, _ in line.reply(id, customers: found) }
    }

    func customer(_ number: String) throws(LaneError) -> Reply {
        let shown = try directory.shown(number)
        return Reply { line, id, _ in line.reply(id, customer: shown) }
    }

    /// Keeps somebody who is no customer yet, until a person decides. The answer says whom of the
    /// customers it may be.
    func capture(
        _ wish: Request.Capture, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let lane = try rules.lane(wish.lane, of: caller)
        let captured = try directory.capture(
            wish,
            identifier: try wish.event.map { (event) throws(LaneError) in
                try identifier(ofUnknown: event, lane)
            }, international: wish.phone.flatMap { rules.international($0) })
        return Reply { line, id, _ in
            line.reply(id, pending: captured.number, likely: captured.likely)
        }
    }

    private func identifier(
        ofUnknown sequence: Int64, _ lane: Lane
    ) throws(LaneError) -> Identifier {
        guard let event = try events.event(sequence), event.source.lane == lane.bytes else {
            throw .noSuchEvent(sequence)
        }
        guard case .unknown = event.outcome, let identifier = event.identifier else {
            throw .invalidParameter(field: "event", "is no event of an unknown identifier")
        }
        return identifier
    }

    /// A piece of the visits, of the lanes that the caller is a user of.
    func visits(
        of number: String?, before: Int64?, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let piece = try events.visits(of: number, before: before ?? .max)
        let shown = piece.visits.filter { rules.lets(caller.peer, see: $0.lane) }
        return Reply { line, id, _ in line.reply(id, visits: shown, next: piece.next) }
    }
}
