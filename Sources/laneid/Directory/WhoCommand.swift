import Directory
import Identity
import LaneLink
import Simulator

extension Command {
    static let directoryWho = Command(
        name: "directory who",
        summary: "which customer, employee or waiting person has a code",
        details: """
            Cards, keys, masks, telephones and customer numbers of every kind, with who had it before. Which open ticket
            an impersonal one is on, the daemon says, if one runs.
            """,
        positionals: [
            Positional(name: "CODE", summary: "what was read or typed, or - for standard input")
        ],
        options: [DirectoryEdit.reveal, LaneSocket.option] + DirectoryEdit.options,
        examples: ["laneid directory who 0040122910412"]
    ) { arguments, console in
        let code = try typed(arguments.positionals[0])
        let reveals = arguments.has("--reveal")
        var found = try DirectoryEdit.look(arguments).who(has: code, reveals: reveals)
        do {
            for ticket in try openTickets(of: code, LaneSocket.path(arguments)) {
                note(ticket, of: code, reveals: reveals, in: &found)
            }
        } catch {
            console.complain("open tickets are not shown: \(error)")
        }
        guard !found.isEmpty else { throw CommandFailure("nobody has this code") }
        return try DirectoryEdit.list(found, arguments, console) { $0.text }
    }

    /// The open tickets that a code bears, from the daemon that runs; none where none does.
    private static func openTickets(
        of code: String, _ path: String
    ) throws -> [LaneMessage.OpenTicket] {
        let client = try LaneSocket.ifListening(at: path)
        let reply = try client?.call("ticket.find") { $0.member("code", string: code) }
        return reply?.tickets ?? []
    }

    /// Says at each identifier of the ticket that it is on it. What a rule alone calls impersonal is in no directory.
    private static func note(
        _ ticket: LaneMessage.OpenTicket, of code: String, reveals: Bool,
        in found: inout [CodeHolder]
    ) {
        let open = CodeHolder.OpenTicket(lane: ticket.lane ?? "", key: ticket.key)
        for bearer in ticket.bearers {
            let known = found.firstIndex {
                $0.holder == "bearer" && $0.kind == bearer.kind && $0.ticket == nil
            }
            if let known {
                found[known].ticket = open
            } else {
                var holder = CodeHolder(
                    bearer: bearer.kind ?? "",
                    masked: reveals ? code : bearer.masked ?? "")
                holder.ticket = open
                found.append(holder)
            }
        }
    }
}

extension CodeHolder {
    fileprivate var text: String {
        var text = "\(kind) \(masked): \(holder)"
        if let number { text += " \(number)" }
        if let name { text += " \(name)" }
        if let shopper { text += ", shopper \(shopper)" }
        if isMask { text += ", by a mask" }
        if state != "active" { text += ", \(state)" }
        if let group { text += ", group \(group)" + (isGroupSuspended ? " (suspended)" : "") }
        if let issuedOn { text += ", issued \(issuedOn)" }
        if let ticket { text += ", on ticket \(ticket.key) of lane \(ticket.lane)" }
        if isHeldLocally { text += ", moved here against its source" }
        for former in history {
            text +=
                "; before: \(former.holder), until \(former.endedOn)"
                + (former.why.map { " (\($0))" } ?? "")
        }
        return text
    }
}
