import Directory
import FoundationEssentials
import Identity
import SQLite

extension Command {
    static let directoryGrant = Command(
        name: "directory grant",
        summary: "share a coupon or asset among customers, with one balance",
        details: """
            add GRANT NUMBER… gives one to customers; list [NUMBER] shows them all, or a customer's; redeem GRANT NUMBER
            takes one use, for all of them, and says its key; void --key KEY or --ticket TICKET gives back, for all of
            them, what was redeemed under that key or for that ticket of the lane. Under the same key a redemption is made
            once. Lanes may redeem where settings say benefits: true.
            """,
        positionals: [
            .action("add", "list", "redeem", "void"),
            Positional(
                name: "GRANT", summary: "its name or number; of list, a customer's number",
                isOptional: true),
            Positional(
                name: "NUMBER", summary: "the customers' numbers", isOptional: true, repeats: true),
        ],
        options: [
            Option("--what", "TEXT", "add: the coupon or asset; otherwise the grant's name"),
            Option(
                "--uses", "N", "add: how often, by all of them together (1)", .number(1...1_000_000)
            ),
            DirectoryEdit.from, DirectoryEdit.to,
            Option("--lane", "NAME", "redeem, void: the lane (laneid)"),
            Option("--ticket", "TICKET", "redeem, void: the lane's word for the purchase"),
            Option("--key", "KEY", "redeem, void: the lane's word for the redemption"),
        ] + DirectoryEdit.options,
        examples: [
            "laneid directory grant add 42 500 733 --what \"a free bottle\" --to 2027-12-31",
            "laneid directory grant redeem 42 733 --key till-2-0017",
            "laneid directory grant void --key till-2-0017",
        ]
    ) { arguments, console in
        let action = arguments.positionals[0]
        switch action {
        case "add": return try addGrant(arguments, console)
        case "redeem": return try redeem(arguments, console)
        case "void": return try void(arguments, console)
        default:
            let number = arguments.positionals.dropFirst().first
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).grants(of: number), arguments, console
            ) { grant in
                let names = grant.beneficiaries.joined(separator: ", ")
                return "\(grant.grant): \(grant.text), for \(names.isEmpty ? "nobody" : names)"
            }
        }
    }

    private static func addGrant(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let name = try arguments.positional(1, "GRANT")
        _ = try arguments.positional(2, "NUMBER")
        var new = NewGrant(
            name, what: arguments["--what"] ?? name,
            allowed: arguments.integer("--uses") ?? 1,
            beneficiaries: Array(arguments.positionals.dropFirst(2)))
        new.from = arguments.date("--from")
        new.to = arguments.date("--to")
        let grant = new
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.add(grant)
        }
    }

    private static func redeem(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        guard arguments.positionals.count <= 3 else {
            throw UsageError.unexpected(argument: arguments.positionals[3])
        }
        let (made, changes) = try DirectoryEdit.open(arguments).redeem(
            WantedRedemption(
                of: try arguments.positional(1, "GRANT"), by: try arguments.positional(2, "NUMBER"),
                lane: lane(arguments), ticket: arguments["--ticket"],
                key: arguments["--key"] ?? UUID().uuidString),
            by: ProcessInfo.processInfo.userName)
        if arguments.has("--json") {
            try console.line(JSONLine.text(made))
        } else {
            try say(changes, console)
            try console.line(made.text.harmless)
        }
        return .done
    }

    private static func void(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        guard arguments.positionals.count == 1 else {
            throw UsageError.unexpected(argument: arguments.positionals[1])
        }
        let part: VoidedPart
        switch (arguments["--ticket"], arguments["--key"]) {
        case (let ticket?, nil): part = .ticket(ticket)
        case (nil, let key?): part = .key(key)
        case (nil, nil): throw UsageError.missing(argument: "--key KEY or --ticket TICKET")
        default:
            throw UsageError.badValue(
                of: "--ticket", value: arguments["--ticket"] ?? "", why: "--key is given too")
        }
        let (voided, changes) = try DirectoryEdit.open(arguments).void(
            part, of: lane(arguments), by: ProcessInfo.processInfo.userName)
        if arguments.has("--json") {
            try console.line(JSONLine.text(voided))
        } else {
            try say(changes, console)
            for made in voided.redemptions { try console.line(made.text.harmless) }
        }
        return .done
    }

    /// Redemptions at the counter of an office belong to a lane of their own.
    private static func lane(_ arguments: Arguments) -> String { arguments["--lane"] ?? "laneid" }

    private static func say(_ changes: [DirectoryChange], _ console: Console) throws {
        if changes.isEmpty { try console.line("nothing changed") }
        for change in changes { try console.line(change.description.harmless) }
    }
}

extension Redemption {
    fileprivate var text: String {
        "grant \(grant), \(state.rawValue): customer \(customer ?? "forgotten") on lane \(lane), key \(key)"
            + (ticket.map { ", ticket \($0)" } ?? "")
    }
}

extension SharedGrant {
    /// What it is and what is left of it, for people.
    var text: String {
        "\(what), \(left) of \(allowed) left" + (from.map { ", from \($0)" } ?? "")
            + (to.map { ", to \($0)" } ?? "")
            + (last.map { last in
                let time = WallTime(secondsSinceEpoch: last.at).rfc3339
                return ", redeemed \(String(String(time).prefix(19)))Z on lane \(last.lane) by "
                    + (last.customer ?? "somebody forgotten")
            } ?? "")
    }
}
