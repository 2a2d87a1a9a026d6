import Directory
import Identity
import SQLite

extension Command {
    static let directoryStay = Command(
        name: "directory stay",
        summary: "who has which room, from when until when",
        details: """
            in ROOM NUMBER --from TIME --until TIME checks a guest in, by the store's clocks: 2027-05-14T15:00. At
            --until the stay is over. out ROOM [NUMBER] checks out now. list [ROOM] shows who is in house.
            """,
        positionals: [
            Positional(name: "ACTION", summary: "in, out or list"),
            Positional(name: "ROOM", summary: "the room", isOptional: true),
            Positional(name: "NUMBER", summary: "the customer's number", isOptional: true),
        ],
        options: [
            Option("--from", "TIME", "when the stay begins; otherwise now"),
            Option("--until", "TIME", "when it is over"), DirectoryEdit.shopper,
        ] + DirectoryEdit.options,
        examples: ["laneid directory stay in 412 500 --until 2027-05-14T11:00"]
    ) { arguments, console in
        let action = try arguments.action(["in", "out", "list"])
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
        let shopper = try arguments.integer("--shopper", in: 1...Int(Int32.max))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.stay(
                in: room, customer: number, shopper: shopper, from: start ?? editor.now, until: end)
        }
    }

    static let directoryNote = Command(
        name: "directory note",
        summary: "what the cashier or the receipt is to say about a customer",
        details: """
            add NUMBER TEXT adds one; remove NUMBER ID removes it; list NUMBER shows them. --yearly 05-14 is for
            birthdays.
            """,
        positionals: [
            Positional(name: "ACTION", summary: "add, remove or list"),
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(
                name: "TEXT", summary: "the notice, or its number", isOptional: true, repeats: true),
        ],
        options: [
            Option("--on", "OCCASION", "identify (when not said), choose or receipt"),
            Option("--yearly", "DAY", "on this day of each year: 05-14"), DirectoryEdit.from,
            DirectoryEdit.to, DirectoryEdit.shopper,
        ] + DirectoryEdit.options,
        examples: ["laneid directory note add 500 Happy birthday! --yearly 05-14"]
    ) { arguments, console in
        let action = try arguments.action(["add", "remove", "list"])
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
        let word = arguments["--on"] ?? "identify"
        guard let occasion = Editor.Occasion.allCases.first(where: { "\($0)" == word }) else {
            throw UsageError.badValue(
                of: "--on", value: word, why: "it is identify, choose or receipt")
        }
        let (from, to) = (try arguments.date("--from"), try arguments.date("--to"))
        let shopper = try arguments.integer("--shopper", in: 1...Int(Int32.max))
        let text = arguments.rest(from: 2)
        try DirectoryEdit.check(text, by: arguments)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.addNotice(
                text, to: number, shopper: shopper, on: occasion, from: from,
                to: to, yearly: arguments["--yearly"])
        }
    }

    static let directoryCategory = Command(
        name: "directory category",
        summary: "promotion categories, which complement those of the lane",
        details:
            "give NUMBER NAME, take NUMBER NAME, or limit NAME [AMOUNT]: the most that may be unpaid on a tab.",
        positionals: [
            Positional(name: "ACTION", summary: "give, take or limit"),
            Positional(name: "WHAT", summary: "the customer's number, or the category"),
            Positional(
                name: "NAME", summary: "the category, or the limit", isOptional: true, repeats: true
            ),
        ],
        options: [DirectoryEdit.from, DirectoryEdit.to] + DirectoryEdit.options,
        examples: ["laneid directory category give 500 Gold --to 2027-12-31"]
    ) { arguments, console in
        let action = try arguments.action(["give", "take", "limit"])
        let what = arguments.positionals[1]
        if action == "limit" {
            let limit = arguments.positionals.count > 2 ? arguments.positionals[2] : nil
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.setCategory(what, tabLimit: limit)
            }
        }
        _ = try arguments.positional(2, "NAME")
        let name = arguments.rest(from: 2)
        let (from, to) = (try arguments.date("--from"), try arguments.date("--to"))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "give" {
                try editor.addCategory(name, to: what, from: from, to: to)
            } else {
                try editor.removeCategory(name, from: what)
            }
        }
    }

    static let directoryExtra = Command(
        name: "directory extra",
        summary: "fields that only we have, which outlive every import",
        details: "set NUMBER NAME VALUE, remove NUMBER NAME, or list NUMBER.",
        positionals: [
            Positional(name: "ACTION", summary: "set, remove or list"),
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(name: "NAME", summary: "the field", isOptional: true),
            Positional(name: "VALUE", summary: "what it is to be", isOptional: true, repeats: true),
        ],
        options: [Option("--visible", "lanes may show it")] + DirectoryEdit.options,
        examples: ["laneid directory extra set 500 allergy nuts --visible"]
    ) { arguments, console in
        let action = try arguments.action(["set", "remove", "list"])
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
            value = arguments.rest(from: 3)
            try DirectoryEdit.check(name, value, by: arguments)
        }
        return try DirectoryEdit.run(arguments, console) { [value] editor throws(DatabaseError) in
            try editor.setExtra(
                name, of: number, to: value,
                visible: arguments.has("--visible"))
        }
    }
}
