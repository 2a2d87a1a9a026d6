import Directory
import SQLite

extension Command {
    static let directorySuspend = suspension(
        "suspend", "refuse a customer, one card or a group of cards from now on",
        example: "laneid directory suspend --level group 2024 gift cards", isSuspended: true)

    static func suspension(
        _ name: String, _ summary: String, example: String, isSuspended: Bool
    ) -> Command {
        Command(
            name: "directory \(name)", summary: summary,
            details:
                "A customer is named by number, a card by kind and value, a group by its name.",
            positionals: [
                Positional(name: "WHAT", summary: "NUMBER, KIND VALUE, or NAME", repeats: true)
            ],
            options: [
                Option(
                    "--level", "LEVEL", "customer (when not said), identifier or group",
                    .word(["customer", "identifier", "group"])),
                Option("--reason", "TEXT", "for people"),
            ]
                + (isSuspended
                    ? [Option("--as", "STATE", "a card as lost, blocked, retain or expired")] : [])
                + DirectoryEdit.options,
            examples: [example]
        ) { arguments, console in
            let level = arguments["--level"]
            let reason = arguments["--reason"]
            switch level {
            case "group":
                let group = try arguments.rest(from: 0)
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.suspend(isSuspended, group: group, reason: reason)
                }
            case "identifier":
                let (kind, value) = (try typedKind(arguments), try typedValue(arguments))
                let state = isSuspended ? arguments["--as"] ?? "suspended" : "active"
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.setState(state, of: kind, value, reason: reason)
                }
            default:
                let customer = try arguments.rest(from: 0)
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.suspend(isSuspended, customer: customer, reason: reason)
                }
            }
        }
    }
}
