import Directory
import Identity
import LaneLink
import Simulator

extension Command {
    static let directoryWho = Command(
        name: "directory who",
        summary: "find the customer, employee, waiting person or open ticket of a code",
        details: """
            Cards, keys, masks, telephones and customer numbers of every kind, with who had it before. On which
            open tickets the customer or an impersonal one is, the daemon says, if one runs.
            """,
        positionals: [
            Positional(name: "CODE", summary: "what was read or typed, or - for standard input")
        ],
        options: [DirectoryEdit.reveal, LaneSocket.option] + DirectoryEdit.options,
        takesCardsAway: true,
        examples: ["laneid directory who 0040122910412"]
    ) { arguments, console in
        let code = try typed(arguments.positionals[0])
        let reveals = arguments.has("--reveal")
        var found = try DirectoryEdit.look(arguments).who(has: code, reveals: reveals)
        do {
            if let client = try LaneSocket.ifListening(at: LaneSocket.path(arguments)) {
                try noteTickets(of: code, reveals: reveals, in: &found, from: client)
            }
        } catch {
            console.complain("open tickets are not shown: \(error)")
        }
        guard !found.isEmpty else { throw CommandFailure("no one has this code") }
        return try DirectoryEdit.list(found, arguments, console) { $0.text }
    }

    /// Says of each customer, and of each impersonal identifier, on which open tickets they are, as
    /// the daemon knows. What a rule alone calls impersonal is in no directory.
    private static func noteTickets(
        of code: String, reveals: Bool, in found: inout [CodeHolder], from daemon: LaneClient
    ) throws {
        for index in found.indices where found[index].holder == "customer" {
            guard let number = found[index].number else { continue }
            for ticket in try tickets("number", number, daemon) { found[index].note(ticket) }
        }
        for ticket in try tickets("code", code, daemon) {
            for bearer in ticket.bearers {
                let known = found.firstIndex { $0.holder == "bearer" && $0.kind == bearer.kind }
                if known == nil {
                    found.append(
                        CodeHolder(
                            bearer: bearer.kind ?? "",
                            masked: reveals ? code : bearer.masked ?? ""))
                }
                found[known ?? found.index(before: found.endIndex)].note(ticket)
            }
        }
    }

    private static func tickets(
        _ what: String, _ text: String, _ daemon: LaneClient
    ) throws -> [LaneMessage.OpenTicket] {
        try daemon.call("ticket.find") { $0.member(what, string: text) }.tickets ?? []
    }
}

extension CodeHolder {
    fileprivate mutating func note(_ ticket: LaneMessage.OpenTicket) {
        tickets = (tickets ?? []) + [OpenTicket(lane: ticket.lane ?? "", key: ticket.key)]
    }

    fileprivate var text: String {
        var text = "\(kind) \(masked): \(holder)"
        if let number { text += " \(number)" }
        if let name { text += " \(name)" }
        if let shopper { text += ", shopper \(shopper)" }
        if isMask { text += ", by a mask" }
        if state != "active" { text += ", \(state)" }
        if let group { text += ", group \(group)" + (isGroupSuspended ? " (suspended)" : "") }
        if let issuedOn { text += ", issued \(issuedOn)" }
        for ticket in tickets ?? [] {
            text += ", on ticket \(ticket.key) of lane \(ticket.lane)"
        }
        if isHeldLocally { text += ", moved here against its source" }
        for former in history {
            text +=
                "; before: \(former.holder), until \(former.endedOn)"
                + (former.why.map { " (\($0))" } ?? "")
        }
        return text
    }
}
