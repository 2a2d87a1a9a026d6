import Directory
import SQLite

extension Command {
    static let directoryShopper = Command(
        name: "directory shopper",
        summary: "say who may shop on an account, and when",
        details: """
            add NUMBER NAME adds one; period NUMBER SHOPPER limits when one may shop, both days counting; end NUMBER
            SHOPPER ends it with today, or the day of --to. Ended ones stay readable.
            """,
        positionals: [
            .action("add", "period", "end"),
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(
                name: "WHO", summary: "the new one's name, or a shopper's number", repeats: true),
        ],
        options: [
            Option("--holder", "the new one holds the account"), DirectoryEdit.from,
            DirectoryEdit.to,
        ] + DirectoryEdit.options,
        examples: ["laneid directory shopper end 500 2 --to 2026-01-31"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        let number = arguments.positionals[1]
        let (from, to) = (arguments.date("--from"), arguments.date("--to"))
        if action == "add" {
            let name = try arguments.rest(from: 2)
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                let shopper = try editor.addShopper(
                    to: number, name: name, isHolder: arguments.has("--holder"))
                if from != nil || to != nil {
                    try editor.addPeriod(of: shopper, in: number, from: from, to: to)
                }
            }
        }
        let shopper = try arguments.number(2, "SHOPPER")
        let last = try to ?? DirectoryEdit.today(arguments)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "end" {
                try editor.endShopper(shopper, in: number, on: last)
            } else {
                try editor.addPeriod(of: shopper, in: number, from: from, to: to)
            }
        }
    }
}
