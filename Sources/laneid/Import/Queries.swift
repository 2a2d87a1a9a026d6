import Identity
import Import

extension Command {
    static let directoryImportQueries = Command(
        name: "directory import queries",
        summary: "print the SQL that makes CORE-POS's database a stream to import",
        details: """
            The statements only read, see all tables at the same moment, and end with a mark: a stream that was
            cut is refused. With --changes only the accounts are asked for that a table of change rows
            (id, object_type, object_key, deleted) lists; the report then says up to which id they are done with.
            """,
        positionals: [
            Positional(
                name: "TABLE", summary: "tables; otherwise the usual five", isOptional: true,
                repeats: true)
        ],
        options: [Option("--changes", "NAME", "the table of change rows")],
        examples: [
            "laneid directory import queries | mysql -B op | laneid directory import -",
            "laneid directory import queries custdata --changes datasync_changes",
        ]
    ) { arguments, console in
        var tables: [ImportFormat] = []
        for word in arguments.positionals {
            let formats = ImportFamily.corePOS.formats.filter { $0 != .changes }
            guard let format = formats.first(where: { $0.rawValue == word }) else {
                throw UsageError.badValue(
                    of: "TABLE", value: word,
                    why: "it is one of \(formats.map(\.rawValue).joined(separator: ", "))")
            }
            tables.append(format)
        }
        if tables.isEmpty { tables = CoreQueries.usual }
        guard let script = CoreQueries.script(for: tables, changes: arguments["--changes"]) else {
            throw UsageError.badValue(
                of: "--changes", value: arguments["--changes"] ?? "",
                why: "a table's name is of letters, digits, _ and .")
        }
        try console.write(script)
        return .done
    }
}
