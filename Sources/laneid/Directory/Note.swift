import Directory
import SQLite

extension Command {
    static let directoryNote = Command(
        name: "directory note",
        summary: "tell the cashier or the receipt something about a customer",
        details: """
            add NUMBER TEXT adds one; remove NUMBER ID removes it; list NUMBER shows them. --yearly 05-14 is for
            birthdays.
            """,
        positionals: [
            .action("add", "remove", "list"),
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(
                name: "TEXT", summary: "the notice, or its number", isOptional: true, repeats: true),
        ],
        options: [
            Option(
                "--on", "OCCASION", "identify (when not said), choose or receipt",
                .word(Editor.Occasion.allCases.map { "\($0)" })),
            Option("--yearly", "DAY", "on this day of each year: 05-14"), DirectoryEdit.from,
            DirectoryEdit.to, DirectoryEdit.shopper,
        ] + DirectoryEdit.options,
        examples: ["laneid directory note add 500 Happy birthday! --yearly 05-14"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        let number = arguments.positionals[1]
        if action == "list" {
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).notices(of: number), arguments, console
            ) { notice in
                "\(notice.id) \(notice.occasion): \(notice.text)"
                    + (notice.yearly.map { ", every \($0)" } ?? "")
                    + (notice.from.map { ", from \($0)" } ?? "")
                    + (notice.to.map { ", to \($0)" } ?? "")
            }
        }
        if action == "remove" {
            let id = Int64(try arguments.number(2, "ID"))
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.removeNotice(id, of: number)
            }
        }
        let word = arguments["--on"]
        let occasion = Editor.Occasion.allCases.first { "\($0)" == word } ?? .identify
        let (from, to) = (arguments.date("--from"), arguments.date("--to"))
        let shopper = arguments.integer("--shopper")
        let text = try arguments.rest(from: 2)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.addNotice(
                text, to: number, shopper: shopper, on: occasion, from: from,
                to: to, yearly: arguments["--yearly"])
        }
    }
}
