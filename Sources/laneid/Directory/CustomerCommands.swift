import Directory
import FoundationEssentials
import Gateway
import Identity
import SQLite
import Transport

extension Command {
    static let directoryAdd = Command(
        name: "directory add",
        summary: "a customer, representative, employee or one-time code of ours",
        details: """
            KIND is individual, organisation, group, staff, catchAll or visiting: NUMBER is the new customer's, NAME
            its name. With representative, NUMBER is the organisation's; with employee, the employee's; with code,
            NUMBER is the customer's and NAME the one-time code.
            """,
        positionals: [
            Positional(name: "KIND", summary: "what is added"),
            Positional(name: "NUMBER", summary: "its number"),
            Positional(name: "NAME", summary: "its name, one or more words", repeats: true),
        ],
        options: [
            Option("--minutes", "N", "how long a one-time code is taken (10)")
        ] + DirectoryEdit.options,
        examples: [
            "laneid directory add individual 10900 Iva Horvat",
            "laneid directory add representative 70 J. Roy",
        ]
    ) { arguments, console in
        let kind = arguments.positionals[0]
        let number = arguments.positionals[1]
        let name = arguments.rest(from: 2)
        let minutes = try arguments.integer("--minutes", in: 1...1440) ?? 10
        let words = CustomerKind.allCases.map(\.rawValue) + ["representative", "employee", "code"]
        guard words.contains(kind) else {
            throw UsageError.badValue(
                of: "KIND", value: kind, why: "it is one of \(words.joined(separator: ", "))")
        }
        try DirectoryEdit.check(number, name, by: arguments)
        return try DirectoryEdit.run(arguments, console, creates: true) {
            editor throws(DatabaseError) in
            switch kind {
            case "representative": try editor.addShopper(to: number, name: name)
            case "employee": try editor.setEmployee(number: number, name: name)
            case "code": try editor.addCode(name, to: number, minutes: minutes)
            default:
                guard let kind = CustomerKind(rawValue: kind) else { return }
                try editor.add(kind, number: number, name: name)
            }
        }
    }

    static let directorySet = Command(
        name: "directory set",
        summary: "a field of a customer; refused where a source owns it",
        details: """
            FIELD is \(CustomerField.allCases.filter { $0 != .shoppers }.map(\.rawValue).joined(separator: ", ")).
            Without VALUE the field is cleared. phones adds a telephone, in international form (+16125550142) or as
            it is dialled in the region that settings name.
            """,
        positionals: [
            Positional(name: "NUMBER", summary: "the customer's number"),
            Positional(name: "FIELD", summary: "which field"),
            Positional(name: "VALUE", summary: "what it is to be", isOptional: true, repeats: true),
        ],
        options: [DirectoryEdit.shopper] + DirectoryEdit.options,
        examples: ["laneid directory set 10900 name Iva Novak"]
    ) { arguments, console in
        let (number, word) = (arguments.positionals[0], arguments.positionals[1])
        let value = arguments.positionals.count > 2 ? arguments.rest(from: 2) : nil
        let shopper = try arguments.integer("--shopper", in: 1...Int(Int32.max))
        guard let field = CustomerField(rawValue: word) else {
            throw UsageError.badValue(
                of: "FIELD", value: word,
                why: word.nearest(of: CustomerField.allCases.map(\.rawValue)).map {
                    "did you mean \($0)?"
                }
                    ?? "it is one of \(CustomerField.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let rules = try DirectoryEdit.rules(arguments)
        if field != .phones, let value { try rules.check(value) }
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if field == .phones, let value {
                try editor.addPhone(
                    value, international: rules.international(value), of: number,
                    shopper: shopper)
            } else {
                try editor.set(field, of: number, to: value)
            }
        }
    }

    static let directoryShopper = Command(
        name: "directory shopper",
        summary: "who may shop on an account, and when",
        details: """
            add NUMBER NAME adds one; period NUMBER SHOPPER limits when one may shop, both days counting; end NUMBER
            SHOPPER ends it with today, or the day of --to. Ended ones stay readable.
            """,
        positionals: [
            Positional(name: "ACTION", summary: "add, period or end"),
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
        let action = try arguments.action(["add", "period", "end"])
        let number = arguments.positionals[1]
        let (from, to) = (try arguments.date("--from"), try arguments.date("--to"))
        if action == "add" {
            let name = arguments.rest(from: 2)
            try DirectoryEdit.check(name, by: arguments)
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

    static let directoryHousehold = Command(
        name: "directory household",
        summary: "accounts that belong together and keep their own numbers",
        details: """
            join CODE NUMBER puts a customer into a household from today or --from on; leave CODE NUMBER ends it with
            today or --to; show CODE lists its members on the day of --at.
            """,
        positionals: [
            Positional(name: "ACTION", summary: "join, leave or show"),
            Positional(name: "CODE", summary: "the household's"),
            Positional(name: "NUMBER", summary: "the customer's number", isOptional: true),
        ],
        options: [
            Option("--head", "the customer heads the household"),
            Option("--at", "DATE", "on that day; otherwise today"), DirectoryEdit.from,
            DirectoryEdit.to,
        ] + DirectoryEdit.options,
        examples: ["laneid directory household show HH-9 --at 2026-01-31"]
    ) { arguments, console in
        let action = try arguments.action(["join", "leave", "show"])
        let code = arguments.positionals[1]
        let today = try DirectoryEdit.today(arguments)
        guard action != "show" else {
            let members = try DirectoryEdit.look(arguments).household(
                code, on: try arguments.date("--at") ?? today)
            return try DirectoryEdit.list(members, arguments, console) {
                "\($0.number) \($0.name)" + ($0.isHead ? " (head)" : "")
                    + ", from \($0.from)" + ($0.to.map { " to \($0)" } ?? "")
            }
        }
        let number = try arguments.positional(2, "NUMBER")
        let from = try arguments.date("--from") ?? today
        let to = try arguments.date("--to") ?? today
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            if action == "join" {
                try editor.join(
                    household: code, number, from: from, isHead: arguments.has("--head"))
            } else {
                try editor.leaveHousehold(number, on: to)
            }
        }
    }
}

extension DirectoryEdit {
    /// The store's date.
    static func today(_ arguments: Arguments) throws -> CalendarDate {
        var calendar = try calendar(arguments)
        return calendar.date(at: try WallClock.fromEnvironment().now)
    }
}
