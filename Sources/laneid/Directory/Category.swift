import Directory
import SQLite

extension Command {
    static let directoryCategory = Command(
        name: "directory category",
        summary: "give customers promotion categories besides those of the lane",
        details:
            "give NUMBER NAME, take NUMBER NAME, or limit NAME [AMOUNT]: the most that may be unpaid on a tab.",
        positionals: [
            .action("give", "take", "limit"),
            Positional(name: "WHAT", summary: "the customer's number, or the category"),
            Positional(
                name: "NAME", summary: "the category, or the limit", isOptional: true, repeats: true
            ),
        ],
        options: [DirectoryEdit.from, DirectoryEdit.to] + DirectoryEdit.options,
        examples: ["laneid directory category give 500 Gold --to 2027-12-31"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        let what = arguments.positionals[1]
        if action == "limit" {
            let limit = arguments.positionals.count > 2 ? arguments.positionals[2] : nil
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.setCategory(what, tabLimit: limit)
            }
        }
        _ = try arguments.positional(2, "NAME")
        let name = try arguments.rest(from: 2)
        let (from, to) = (arguments.date("--from"), arguments.date("--to"))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "give" {
                try editor.addCategory(name, to: what, from: from, to: to)
            } else {
                try editor.removeCategory(name, from: what)
            }
        }
    }
}
