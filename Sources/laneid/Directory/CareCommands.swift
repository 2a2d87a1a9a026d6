import Directory
import Gateway
import Identity
import SQLite

extension Command {
    static let directoryPending = Command(
        name: "directory pending",
        summary: "people who were captured and are no customers yet",
        details: """
            list shows them with whom they are likely to be; add NAME captures one; execute ID NUMBER makes one a
            customer of that number; discard ID forgets one.
            """,
        positionals: [
            Positional(name: "ACTION", summary: "list, add, execute or discard"),
            Positional(
                name: "WHAT", summary: "the name, or ID and NUMBER", isOptional: true, repeats: true
            ),
        ],
        options: [
            Option("--kind", "KIND", "add: the kind of the unknown identifier"),
            Option("--code", "CODE", "add: the unknown identifier"),
            Option("--phone", "NUMBER", "add: a telephone, +16125550142"), DirectoryEdit.reveal,
        ] + DirectoryEdit.options,
        examples: [
            "laneid directory pending add Zoe Zander --kind barcodeCard --code 0040122900999"
        ]
    ) { arguments, console in
        switch try arguments.action(["list", "add", "execute", "discard"]) {
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
                let word = arguments["--kind"] ?? "barcodeCard"
                guard let kind = IdentifierKind(rawValue: word) else {
                    throw UsageError.badValue(of: "--kind", value: word, why: "it is no such kind")
                }
                identifier = Identifier(kind: kind, code)
            }
            let (new, phone) = (identifier, arguments["--phone"])
            let rules = try DirectoryEdit.rules(arguments)
            let name = arguments.rest(from: 1)
            try DirectoryEdit.check(name, arguments["--code"], by: arguments)
            return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                try editor.capture(
                    name: name, identifier: new, phone: phone,
                    international: phone.flatMap(rules.international))
            }
        case "execute":
            let (id, number) = (
                try arguments.number(1, "ID"), try arguments.positional(2, "NUMBER")
            )
            try DirectoryEdit.rules(arguments).check(number)
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

    static let directoryOutbox = Command(
        name: "directory outbox",
        summary: "local changes for an adapter to take to another system",
        details:
            "on or off switches it; list shows what waits, after an ID; done ID forgets up to that one.",
        positionals: [
            Positional(name: "ACTION", summary: "on, off, list or done"),
            Positional(name: "ID", summary: "an entry's number", isOptional: true),
        ],
        options: [Option("--limit", "N", "list at most so many (1000)")] + DirectoryEdit.options,
        examples: ["laneid directory outbox list --json"]
    ) { arguments, console in
        let action = try arguments.action(["on", "off", "list", "done"])
        if action == "list" {
            let after = arguments.positionals.count > 1 ? try arguments.number(1, "ID") : 0
            let limit = try arguments.integer("--limit", in: 1...1_000_000) ?? 1000
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

    /// What was removed, what its source still has, and how long the journal still names the customer.
    private struct Forgotten: Encodable {
        var customer: String
        var removed: [String: Int]
        var source: String?
        var journalHours: Int
        var journalEvents: Int
    }

    static let directoryForget = Command(
        name: "directory forget",
        summary: "removes a person's data, and says what remains and for how long",
        positionals: [Positional(name: "NUMBER", summary: "the customer's number")],
        options: DirectoryEdit.options, examples: ["laneid directory forget 500"]
    ) { arguments, console in
        let number = arguments.positionals[0]
        let kept = try DirectoryEdit.store(arguments).journal
        let erasure = try DirectoryEdit.open(arguments).forget(number, by: "")
        if arguments.has("--json") {
            try console.line(
                JSONLine.text(
                    Forgotten(
                        customer: erasure.customer, removed: erasure.removed,
                        source: erasure.source, journalHours: kept.keepHours,
                        journalEvents: kept.keepEvents)))
            return .done
        }
        try console.line("customer \(number): personal data removed".harmless)
        for (what, count) in erasure.removed.sorted(by: { $0.key < $1.key }) {
            try console.line("  \(count) \(what)")
        }
        try console.line(
            "The journal keeps events that name the customer until they are let go: for \(kept.keepHours) hours, or until "
                + "\(kept.keepEvents) newer ones are there (journal.keepHours and journal.keepEvents of the settings). "
                + "Backups keep what they hold.")
        if let source = erasure.source {
            try console.line(
                "\(source.harmless) still has the customer: erase it there, or its next import brings it back."
            )
        }
        return .done
    }

    static let directoryCheck = Command(
        name: "directory check",
        summary: "whether the directory is whole, and every rule of it holds",
        options: DirectoryEdit.options, examples: ["laneid directory check"]
    ) { arguments, console in
        let findings = try DirectoryEdit.look(arguments).check()
        _ = try DirectoryEdit.list(findings, arguments, console) {
            ($0.isNotice ? "notice: " : "") + $0.text
        }
        let faults = findings.filter { !$0.isNotice }.count
        if faults == 0, !arguments.has("--json") { try console.line("the directory is clean") }
        return faults == 0 ? .done : .failed
    }

    static let directoryBackup = Command(
        name: "directory backup",
        summary: "a copy of the directory at one moment, while it is used",
        positionals: [Positional(name: "FILE", summary: "the new file; it must not exist")],
        options: DirectoryEdit.options,
        examples: ["laneid directory backup /srv/backup/directory.sqlite"]
    ) { arguments, console in
        let path = arguments.positionals[0]
        try DirectoryEdit.look(arguments).backUp(to: path)
        try console.line(
            arguments.has("--json") ? JSONLine.text(["backup": path]) : "copied to \(path)")
        return .done
    }

    static let directoryExport = Command(
        name: "directory export",
        summary: "customers with what the source gives and what only we have",
        details: """
            CSV, or with --json one object a line, which has the customer's coupons and assets too (directory grant). Cards
            and telephones are not in it.
            """,
        options: DirectoryEdit.options, examples: ["laneid directory export > customers.csv"]
    ) { arguments, console in
        let directory = try DirectoryEdit.look(arguments)
        let isJSON = arguments.has("--json")
        let extra = try directory.extraFieldNames()
        let columns = [
            "number", "name", "kind", "status", "membership", "source", "household", "categories",
            "shoppers", "email", "city",
        ]
        var text = isJSON ? "" : line(columns + extra)
        var failure: (any Error)?
        try directory.export { customer throws(DatabaseError) in
            guard failure == nil else { return }
            do {
                text += isJSON ? try JSONLine.text(customer) + "\n" : row(customer, extra)
                if text.utf8.count > 1 << 16 {
                    try console.write(text)
                    text = ""
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        try console.write(text)
        return .done
    }

    private static func row(_ customer: ExportedCustomer, _ extra: [String]) -> String {
        line(
            [
                customer.number, customer.name, customer.kind, customer.status,
                customer.membership ?? "", customer.source ?? "", customer.household ?? "",
                customer.categories.joined(separator: ";"),
                customer.shoppers.joined(separator: ";"),
                customer.email ?? "", customer.city ?? "",
            ] + extra.map { customer.extra[$0] ?? "" })
    }

    /// A line of CSV (RFC 4180). A field that a spreadsheet would take for a formula is kept text.
    private static func line(_ fields: [String]) -> String {
        fields.map { field in
            let text = field.first.map { "=+-@\t\r".contains($0) } == true ? "'" + field : field
            guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\n"
    }
}
