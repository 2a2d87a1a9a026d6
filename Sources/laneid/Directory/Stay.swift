import Directory
import SQLite

extension Command {
    static let directoryStay = Command(
        name: "directory stay",
        summary: "say who has which room, from when until when",
        details: """
            in ROOM NUMBER --from TIME --until TIME checks a guest in, by the store's clocks: 2027-05-14T15:00. At
            --until the stay is over. out ROOM [NUMBER] checks out now. list [ROOM] shows who is in house.
            """,
        positionals: [
            .action("in", "out", "list"),
            Positional(name: "ROOM", summary: "the room", isOptional: true),
            Positional(name: "NUMBER", summary: "the customer's number", isOptional: true),
        ],
        options: [
            Option("--from", "TIME", "when the stay begins; otherwise now"),
            Option("--until", "TIME", "when it is over"), DirectoryEdit.shopper,
        ] + DirectoryEdit.options,
        examples: ["laneid directory stay in 412 500 --until 2027-05-14T11:00"]
    ) { arguments, console in
        let action = arguments.positionals[0]
        if action == "list" {
            let room = arguments.positionals.count > 1 ? arguments.positionals[1] : nil
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).stays(in: room), arguments, console
            ) { "room \($0.room): \($0.customer) \($0.name)" }
        }
        let room = try arguments.positional(1, "ROOM")
        if action == "out" {
            let number = arguments.positionals.count > 2 ? arguments.positionals[2] : nil
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.checkOut(of: room, customer: number)
            }
        }
        let number = try arguments.positional(2, "NUMBER")
        let calendar = try DirectoryEdit.calendar(arguments)
        guard let until = arguments["--until"] else {
            throw UsageError.missing(argument: "--until TIME")
        }
        let end = try calendar.moment(typed: until, as: "--until")
        let start = try arguments["--from"].map { try calendar.moment(typed: $0, as: "--from") }
        let shopper = arguments.integer("--shopper")
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.stay(
                in: room, customer: number, shopper: shopper, from: start ?? editor.now, until: end)
        }
    }
}
