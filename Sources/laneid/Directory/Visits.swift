import Configuration
import FoundationEssentials
import Gateway
import Identity
import Journal
import LaneLink
import SQLite
import Simulator
import Transport

extension Command {
    static let directoryVisits = Command(
        name: "directory visits",
        summary: "list when, where and by which identifier a customer was identified",
        details: """
            As far as the journal's events go back; identifiers are masked. A running daemon is asked, because it keeps
            its journal to itself; without one the journal is read.
            """,
        positionals: [
            Positional(
                name: "NUMBER", summary: "the customer's number; everybody's without",
                isOptional: true)
        ],
        options: [
            Option("--journal", "FILE", "read this journal of a daemon that is not running"),
            LaneSocket.option,
            Option("--limit", "N", "at most so many (100)", .number(1...1_000_000)), .json,
        ],
        examples: ["laneid directory visits 500"]
    ) { arguments, console in
        let number = arguments.positionals.first
        let limit = arguments.integer("--limit") ?? 100
        let visits: [Visit]
        if let path = arguments["--journal"] {
            guard FileManager.default.fileExists(atPath: path) else {
                throw UsageError.badValue(
                    of: "--journal", value: path, why: "there is no such file")
            }
            visits = try EventJournal.visits(path: path, customer: number, limit: limit)
        } else if let told = try toldVisits(
            of: number, limit, byDaemonAt: LaneSocket.path(arguments))
        {
            visits = told
        } else {
            let path = Settings().journal.path
            do throws(DatabaseError) {
                visits = try EventJournal.visits(path: path, customer: number, limit: limit)
            } catch .absent {
                throw CommandFailure(
                    "\(SocketError.absent(path: LaneSocket.path(arguments))) There is no journal \(path) to read either; --journal names another",
                    code: .unavailable)
            }
        }
        return try DirectoryEdit.list(visits, arguments, console, sentence)
    }

    /// What the daemon says, piece by piece; nil where none runs.
    private static func toldVisits(
        of number: String?, _ limit: Int, byDaemonAt path: String
    ) throws -> [Visit]? {
        guard let client = try LaneSocket.ifListening(at: path) else { return nil }
        var found: [Visit] = []
        var next: Int64?
        repeat {
            let piece = try client.call("visits") { line in
                if let number { line.member("number", string: number) }
                if let next { line.member("before", integer: next) }
            }
            found += (piece.visits ?? []).map(Visit.init)
            next = piece.next
        } while next != nil && found.count < limit
        return Array(found.prefix(limit))
    }

    private static func sentence(_ visit: Visit) -> String {
        var text =
            "\(String(WallTime(milliseconds: visit.time).rfc3339)) \(visit.lane) \(visit.device) \(visit.outcome)"
        if let customer = visit.customer { text += " customer \(customer)" }
        if let shopper = visit.shopper { text += ", shopper \(shopper)" }
        if let kind = visit.kind { text += ", \(kind) \(visit.masked ?? "")" }
        if let ticket = visit.ticket { text += ", ticket \(ticket)" }
        if let closed = visit.closed {
            text += ", closed \(String(WallTime(milliseconds: closed).rfc3339))"
        }
        if let total = visit.total { text += ", total \(total)" }
        return text
    }
}

extension Visit {
    fileprivate init(_ told: LaneMessage.Visit) {
        self.init(
            sequence: told.seq, time: told.time, lane: told.lane, device: told.device,
            outcome: told.outcome, kind: told.kind, masked: told.masked, customer: told.customer,
            shopper: told.shopper, ticket: told.ticket, closed: told.closed, total: told.total)
    }
}
