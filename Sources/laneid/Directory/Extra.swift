import Directory
import SQLite

extension Command {
    static let directoryExtra = Command(
        name: "directory extra",
        summary: "keep fields that no source has; imports leave them alone",
        details: "set NUMBER NAME VALUE, remove NUMBER NAME, or list NUMBER.",
        positionals: [
            .action("set", "remove", "list"),
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(name: "NAME", summary: "the field", isOptional: true),
            Positional(name: "VALUE", summary: "what it is to be", isOptional: true, repeats: true),
        ],
        options: [Option("--visible", "lanes may show it")] + DirectoryEdit.options,
        examples: ["laneid directory extra set 500 allergy nuts --visible"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        let number = arguments.positionals[1]
        if action == "list" {
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).extraFields(of: number), arguments, console
            ) { "\($0.name): \($0.value)" + ($0.isVisible ? " (lanes may show it)" : "") }
        }
        let name = try arguments.positional(2, "NAME")
        var value: String?
        if action == "set" {
            _ = try arguments.positional(3, "VALUE")
            value = try arguments.rest(from: 3)
        }
        return try DirectoryEdit.run(arguments, console) { [value] editor throws(DatabaseError) in
            try editor.setExtra(
                name, of: number, to: value,
                visible: arguments.has("--visible"))
        }
    }
}
