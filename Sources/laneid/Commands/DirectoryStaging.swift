import Directory
import FoundationEssentials
import Identity
import Import

extension Command {
    static let directoryImportPrepare = Command(
        name: "directory import prepare",
        summary: "read files and show what importing them would do",
        details: """
            Everything is kept beside the directory until it is executed or discarded; the directory is not
            changed. What was prepared of the same source before is discarded.
            """,
        positionals: [ImportArguments.files],
        options: ImportArguments.options + [
            Option("--json", "the report as one JSON object a source")
        ],
        examples: ["laneid directory import prepare custdata.csv memberCards.csv"]
    ) { arguments, console in
        let sets = try ImportSet.all(arguments)
        let options = try ImportArguments.read(arguments)
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        for set in sets {
            let report = try console.withProgress { tell in
                try directory.prepareImport(
                    set.files, source: set.source, options: options, progress: tell)
            }
            try console.show(report, arguments)
        }
        console.say("Prepared, nothing is changed yet: see status, then execute or discard.\n")
        return .done
    }

    static let directoryImportExecute = Command(
        name: "directory import execute",
        summary: "do what was prepared, all of it or nothing",
        details: """
            Where the directory has changed since, so that something else would be done than was shown,
            nothing is done.
            """,
        positionals: [source],
        options: [DirectoryFile.option, DirectoryEdit.settings] + ImportArguments.limits + [
            Option("--json", "the report as one JSON object")
        ],
        examples: ["laneid directory import execute core-pos"]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        let name = try source(arguments, directory)
        let limits = try ImportArguments.limits(arguments)
        let rules = try DirectoryEdit.rules(arguments)
        let report = try console.withProgress { tell in
            try directory.executeImport(
                source: name, limits: limits == ImportLimits() ? nil : limits,
                normalisePhone: { rules.international($0) }, progress: tell)
        }
        try console.show(report, arguments)
        return .done
    }

    static let directoryImportDiscard = Command(
        name: "directory import discard",
        summary: "forget what was prepared",
        positionals: [source],
        options: [DirectoryFile.option, .json],
        examples: ["laneid directory import discard core-pos"]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        let name = try source(arguments, directory)
        try directory.discardImport(source: name)
        try console.line(
            arguments.has("--json")
                ? JSONLine.text(["discarded": name]) : "discarded what was prepared of \(name)")
        return .done
    }

    static let directoryImportStatus = Command(
        name: "directory import status",
        summary: "what is prepared; with a source, each difference",
        details: "Numbers of cards and telephones are shown whole only with --reveal.",
        positionals: [source],
        options: [
            DirectoryFile.option, Option("--limit", "N", "at most so many differences (100)"),
            Option("--only", "WORD", "created, changed, missing, removed, differing or rejected"),
            Option("--reveal", "show whole numbers"), .json,
        ],
        examples: [
            "laneid directory import status",
            "laneid directory import status core-pos --only changed",
        ]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        guard let name = arguments.positionals.first else {
            for prepared in try directory.preparedImports() {
                if arguments.has("--json") {
                    try console.line(JSONLine.text(prepared))
                    continue
                }
                let time = String(
                    String(WallTime(milliseconds: prepared.preparedAt * 1000).rfc3339).prefix(19))
                let counts = prepared.differences.sorted { $0.key < $1.key }
                    .map { "\($0.value) \($0.key)" }
                try console.line(
                    "\(prepared.source): prepared \(time)Z, "
                        + (counts.isEmpty ? "no differences" : counts.joined(separator: ", ")))
            }
            return .done
        }
        try show(name, of: directory, arguments, console)
        return .done
    }

    static let directoryImportQueries = Command(
        name: "directory import queries",
        summary: "the SQL that makes CORE-POS's database a stream to import",
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
            "laneid directory import queries | mysql --batch core_op | laneid directory import -",
            "laneid directory import queries custdata memberCards --changes datasync_changes",
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

    private static let source = Positional(
        name: "SOURCE", summary: "whose import; needed where several are prepared",
        isOptional: true)

    /// The source that is meant: the one that was named, or the only one.
    private static func source(
        _ arguments: Arguments, _ directory: CustomerDirectory
    ) throws -> String {
        if let name = arguments.positionals.first { return name }
        let prepared = try directory.preparedImports()
        guard let only = prepared.first else {
            throw CommandFailure("no import is prepared: prepare one first")
        }
        guard prepared.count == 1 else {
            let names = prepared.map(\.source).joined(separator: ", ")
            throw CommandFailure("several imports are prepared: name one of \(names)")
        }
        return only.source
    }

    private static func show(
        _ source: String, of directory: CustomerDirectory, _ arguments: Arguments,
        _ console: Console
    ) throws {
        let limit = try arguments.integer("--limit", in: 1...Int.max) ?? 100
        let only = arguments["--only"]
        if let only, ImportDifference.Verdict(rawValue: only) == nil {
            throw UsageError.badValue(
                of: "--only", value: only,
                why: "it is one of "
                    + ImportDifference.Verdict.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var (shown, more) = (0, 0)
        try directory.differences(ofPrepared: source) { difference in
            guard only == nil || difference.verdict.rawValue == only else { return true }
            guard shown < limit else {
                more += 1
                return true
            }
            shown += 1
            let difference = arguments.has("--reveal") ? difference : difference.masked
            try console.line(
                arguments.has("--json")
                    ? JSONLine.text(difference) : difference.line.harmless)
            return true
        }
        if more > 0 { console.say("\(more) more: --limit says how many are shown.\n") }
    }
}

extension ImportDifference {
    /// The same without the values of identifiers and telephones.
    fileprivate var masked: ImportDifference {
        guard isPrivate else { return self }
        var masked = self
        // The old text of an identifier that changes hands is a customer's number.
        if field != "holder" { masked.old = old.map(Self.mask) }
        masked.new = new.map(Self.mask)
        return masked
    }

    private static func mask(_ value: String) -> String {
        value.count <= 4 ? "…" : "…" + value.suffix(4)
    }

    fileprivate var line: String {
        if verdict == .rejected {
            return "rejected   \(number), line \(part): \(new ?? "")"
        }
        var line = verdict.rawValue.padded(to: 10) + " \(kind.rawValue) \(number)"
        if !part.isEmpty { line += " \(part)" }
        if !field.isEmpty { line += ", \(field)" }
        switch (old, new) {
        case (let old?, let new?): line += ": \(Self.shown(old)) -> \(Self.shown(new))"
        case (let old?, nil): line += ": \(Self.shown(old))"
        case (nil, let new?): line += ": \(Self.shown(new))"
        case (nil, nil): break
        }
        return line
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "nothing" : text }
}
