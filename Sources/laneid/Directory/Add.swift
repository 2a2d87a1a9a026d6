import Directory
import Identity
import SQLite

extension Command {
    static let directoryAdd = Command(
        name: "directory add",
        summary: "add a customer, representative, employee or one-time code",
        details: """
            KIND is individual, organisation, group, staff, catchAll or visiting: NUMBER is the new customer's, NAME
            its name. With representative, NUMBER is the organisation's; with employee, the employee's; with code,
            NUMBER is the customer's and NAME the one-time code.
            """,
        positionals: [
            Positional(
                name: "KIND", summary: "what is added",
                type: .word(
                    CustomerKind.allCases.map(\.rawValue) + ["representative", "employee", "code"])),
            Positional(name: "NUMBER", summary: "its number"),
            Positional(name: "NAME", summary: "its name, one or more words", repeats: true),
        ],
        options: [
            Option("--minutes", "N", "how long a one-time code is taken (10)", .number(1...1440))
        ] + DirectoryEdit.options,
        examples: [
            "laneid directory add individual 10900 Iva Horvat",
            "laneid directory add representative 70 J. Roy",
        ]
    ) { arguments, console in
        let kind = arguments.positionals[0]
        let number = arguments.positionals[1]
        let name = try arguments.rest(from: 2)
        let minutes = arguments.integer("--minutes") ?? 10
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
}
