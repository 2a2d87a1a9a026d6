import Directory
import SQLite

extension Command {
    static let directoryHousehold = Command(
        name: "directory household",
        summary: "join accounts that keep their own numbers",
        details: """
            join CODE NUMBER puts a customer into a household from today or --from on; leave CODE NUMBER ends it with
            today or --to; show CODE lists its members on the day of --at.
            """,
        positionals: [
            .action("join", "leave", "show"),
            Positional(name: "CODE", summary: "the household's"),
            Positional(name: "NUMBER", summary: "the customer's number", isOptional: true),
        ],
        options: [
            Option("--head", "the customer heads the household"),
            Option("--at", "DATE", "on that day; otherwise today", .date), DirectoryEdit.from,
            DirectoryEdit.to,
        ] + DirectoryEdit.options,
        examples: ["laneid directory household show HH-9 --at 2026-01-31"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        let code = arguments.positionals[1]
        let today = try DirectoryEdit.today(arguments)
        guard action != "show" else {
            let members = try DirectoryEdit.look(arguments).household(
                code, on: arguments.date("--at") ?? today)
            return try DirectoryEdit.list(members, arguments, console) {
                "\($0.number) \($0.name)" + ($0.isHead ? " (head)" : "")
                    + ", from \($0.from)" + ($0.to.map { " to \($0)" } ?? "")
            }
        }
        let number = try arguments.positional(2, "NUMBER")
        let from = arguments.date("--from") ?? today
        let to = arguments.date("--to") ?? today
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "join" {
                try editor.join(
                    household: code, number, from: from, isHead: arguments.has("--head"))
            } else {
                try editor.leave(household: code, number, on: to)
            }
        }
    }
}
