import Directory
import Identity
import SQLite

extension Command {
    static let directoryPending = Command(
        name: "directory pending",
        summary: "list and admit people who were captured and are no customers yet",
        details: """
            list shows them with whom they are likely to be; add NAME captures one; execute ID NUMBER makes one a
            customer of that number; discard ID forgets one.
            """,
        positionals: [
            .action("list", "add", "execute", "discard"),
            Positional(
                name: "WHAT", summary: "the name, or ID and NUMBER", isOptional: true, repeats: true
            ),
        ],
        options: [
            Option(
                "--kind", "KIND", "add: the kind of the unknown identifier",
                .word(IdentifierKind.self)),
            Option("--code", "CODE", "add: the unknown identifier"),
            Option("--phone", "NUMBER", "add: a telephone, +16125550142"), DirectoryEdit.reveal,
        ] + DirectoryEdit.options,
        examples: [
            "laneid directory pending add Zoe --kind barcodeCard --code 0040122900999"
        ]
    ) { arguments, console in
        switch arguments.positionals[0] {
        case "list":
            return try DirectoryEdit.list(
                try DirectoryEdit.look(arguments).pending(reveals: arguments.has("--reveal")),
                arguments, console
            ) { waiting in
                var text = "\(waiting.id) \(waiting.name)"
                if let kind = waiting.kind { text += ", \(kind) \(waiting.masked ?? "")" }
                if let phone = waiting.phone { text += ", telephone \(phone)" }
                if !waiting.likely.isEmpty {
                    text += "; likely: \(waiting.likely.joined(separator: ", "))"
                }
                return text
            }
        case "add":
            _ = try arguments.positional(1, "NAME")
            var identifier: Identifier?
            if let code = arguments["--code"] {
                identifier = Identifier(kind: arguments.word("--kind") ?? .barcodeCard, code)
            }
            let (new, phone) = (identifier, arguments["--phone"])
            let rules = try DirectoryEdit.rules(arguments)
            let name = try arguments.rest(from: 1)
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.capture(
                    name: name, identifier: new, phone: phone,
                    international: phone.flatMap(rules.international))
            }
        case "execute":
            let (id, number) = (
                try arguments.number(1, "ID"), try arguments.positional(2, "NUMBER")
            )
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.execute(pending: Int64(id), number: number)
            }
        default:
            let id = try arguments.number(1, "ID")
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.discard(pending: Int64(id))
            }
        }
    }
}
