import Directory
import SQLite

extension Command {
    static let directoryOutbox = Command(
        name: "directory outbox",
        summary: "list local changes for an adapter to take to another system",
        details:
            "on or off switches it; list shows what waits, after an ID; done ID forgets up to that one.",
        positionals: [
            .action("on", "off", "list", "done"),
            Positional(name: "ID", summary: "an entry's number", isOptional: true),
        ],
        options: [Option("--limit", "N", "list at most so many (1000)", .number(1...1_000_000))]
            + DirectoryEdit.options,
        examples: ["laneid directory outbox list --json"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        if action == "list" {
            let after = arguments.positionals.count > 1 ? try arguments.number(1, "ID") : 0
            let limit = arguments.integer("--limit") ?? 1000
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).outbox(after: Int64(after), limit: limit),
                arguments, console
            ) { "\($0.id) customer \($0.customer): \($0.what)" + ($0.value.map { " \($0)" } ?? "") }
        }
        let id = action == "done" ? try arguments.number(1, "ID") : 0
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "done" {
                try editor.clearOutbox(through: Int64(id))
            } else {
                try editor.setOutbox(on: action == "on")
            }
        }
    }
}
