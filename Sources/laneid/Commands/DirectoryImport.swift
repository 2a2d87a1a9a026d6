import Directory
import FoundationEssentials
import Gateway
import Identity
import Import
import SQLite

extension Command {
    static let directoryImport = Command(
        name: "directory import",
        summary: "take customers from other systems' tables, at once",
        details: """
            CORE-POS tables (\(coreFormats)) are known by the file's name, as CSV with or
            without a header, or as the output of mysql --batch (files that end in .tsv, or - for standard input). Any
            other file is a CSV file whose first line names its columns: number, name, first, last, kind, status, since,
            shopper, barcode, magstripe, key, phone and others. Doing it again changes only what has changed. What a file
            no longer has is reported, and kept; --delete deletes it, if every row could be read. While it runs, lanes are served.

            The daemon must be able to read what is made: run it as the daemon's user where that matters
            (sudo -u laneid laneid directory import …).
            """,
        positionals: [ImportArguments.files],
        options: ImportArguments.options + [
            Option("--dry-run", "change nothing, only report"),
            Option("--json", "the report as one JSON object a source"),
        ],
        examples: [
            "laneid directory import custdata.csv memberCards.csv suspensions.csv",
            "laneid directory import --dry-run --source club club-members.csv",
            "laneid directory import queries | mysql --batch core_op | laneid directory import -",
        ]
    ) { arguments, console in
        let sets = try ImportSet.all(arguments)
        var options = try ImportArguments.read(arguments)
        options.isDryRun = arguments.has("--dry-run")
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        for set in sets {
            try console.show(try set.run(options, into: directory, console), arguments)
        }
        return .done
    }

    private static let coreFormats = CoreQueries.usual.map(\.rawValue).joined(separator: ", ")
}

extension Console {
    /// What an import did, or would do.
    func show(_ report: ImportReport, _ arguments: Arguments) throws {
        if arguments.has("--json") {
            try line(JSONLine.text(report))
            return
        }
        try line("\(report.source):")
        for text in report.description.split(separator: "\n") {
            try line("  " + String(text).harmless)
        }
    }
}

/// What may be said about an import, by all commands that import.
enum ImportArguments {
    static let files = Positional(
        name: "FILE", summary: "files that belong together; - is standard input", repeats: true)

    static let options =
        [
            DirectoryFile.option, DirectoryEdit.settings,
            Option(
                "--format", "WORD",
                "core-pos, rattail, r-keeper, unicenta, acme, csv, or a table"),
            Option(
                "--source", "NAME",
                "whose customers these are; otherwise the system's or file's name"),
            Option("--encoding", "WORD", "utf-8, or latin-1"),
            Option("--separator", "WORD", "comma, semicolon, or tab as mysql --batch writes"),
            Option("--map", "NAMES", "what the file calls our columns: number=Nr,name=Kunde"),
            Option(
                "--key", "WORD", "which of Rattail's and uniCenta's numbers is ours: number, or id"),
            Option(
                "--card-kind", "WORD",
                "of r_keeper's and uniCenta's cards: magneticCard, barcodeCard …"),
            Option(
                "--catch-all", "NUMBERS", "accounts that stand for everybody without one: 11,99"),
            Option("--visiting", "NUMBERS", "accounts for members of other co-operatives"),
            Option("--cards-have-check-digit", "numbers in memberCards end in their check digit"),
            Option("--skip-placeholders", "leave out CORE-POS's NEW MEMBER accounts"),
            Option("--delete", "delete what the source no longer has; what was entered here stays"),
        ] + limits

    static let limits = [
        Option("--most-created", "N", "change nothing if more of a kind were created"),
        Option("--most-changed", "N", "change nothing if more of a kind were changed"),
        Option("--most-deleted", "N", "change nothing if more of a kind were deleted"),
        Option("--most", "N", "change nothing if more were created, changed and deleted in all"),
    ]

    static func read(_ arguments: Arguments) throws -> ImportOptions {
        var options = ImportOptions()
        if let encoding: ImportOptions.Encoding = try word("--encoding", arguments) {
            options.encoding = encoding
        }
        options.separator = try word("--separator", arguments)
        if let key: CustomerKey = try word("--key", arguments) { options.key = key }
        if let kind: IdentifierKind = try word("--card-kind", arguments) {
            options.cardKind = kind
        }
        for pair in (arguments["--map"] ?? "").split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError.badValue(
                    of: "--map", value: String(pair), why: "it is like number=Nr,name=Kunde")
            }
            options.columnNames[parts[0]] = parts[1]
        }
        options.catchAllNumbers = numbers(arguments["--catch-all"])
        options.visitingNumbers = numbers(arguments["--visiting"])
        options.cardsHaveCheckDigit = arguments.has("--cards-have-check-digit")
        options.skipsPlaceholders = arguments.has("--skip-placeholders")
        options.deletesMissing = arguments.has("--delete")
        options.limits = try limits(arguments)
        try DirectoryEdit.rules(arguments).apply(to: &options)
        return options
    }

    static func limits(_ arguments: Arguments) throws -> ImportLimits {
        ImportLimits(
            created: try arguments.integer("--most-created", in: 0...Int.max),
            changed: try arguments.integer("--most-changed", in: 0...Int.max),
            deleted: try arguments.integer("--most-deleted", in: 0...Int.max),
            total: try arguments.integer("--most", in: 0...Int.max))
    }

    private static func word<Word: RawRepresentable & CaseIterable>(
        _ option: String, _ arguments: Arguments
    ) throws(UsageError) -> Word? where Word.RawValue == String {
        guard let given = arguments[option] else { return nil }
        if let word = Word.allCases.first(where: {
            $0.rawValue.lowercased() == given.lowercased()
        }) {
            return word
        }
        let words = Word.allCases.map(\.rawValue)
        throw .badValue(
            of: option, value: given,
            why: given.nearest(of: words).map { "did you mean \($0)?" }
                ?? "it is \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")")
    }

    private static func numbers(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map(String.init))
    }
}

/// Files of one source, which are imported together.
struct ImportSet {
    var source: String
    var files: [ImportFile]

    /// The files that were named, with what was said about them.
    static func all(_ arguments: Arguments) throws(UsageError) -> [ImportSet] {
        try all(
            arguments.positionals, format: arguments["--format"], source: arguments["--source"])
    }

    /// The tables of one system together, and each other file for itself, unless a source is named.
    static func all(
        _ paths: [String], format: String? = nil, source namedSource: String? = nil
    ) throws(UsageError) -> [ImportSet] {
        var sets: [ImportSet] = []
        for path in paths {
            let name = URL(filePath: path).deletingPathExtension().lastPathComponent
            let file = try file(path, name, format)
            let family = file.format?.family ?? .corePOS
            let source = namedSource ?? (family == .csv ? name : family.rawValue)
            if let index = sets.firstIndex(where: { $0.source == source }) {
                sets[index].files.append(file)
            } else {
                sets.append(ImportSet(source: source, files: [file]))
            }
        }
        return sets
    }

    /// Imports them, with a progress bar where a person looks.
    func run(
        _ options: ImportOptions = ImportOptions(), into directory: CustomerDirectory,
        _ console: Console
    ) throws -> ImportReport {
        try console.withProgress { tell in
            try directory.importFiles(files, source: source, options: options, progress: tell)
        }
    }

    private static func file(
        _ path: String, _ name: String, _ word: String?
    ) throws(UsageError) -> ImportFile {
        guard let word else {
            // What several tables may be in says itself what they are.
            if path == "-" { return ImportFile(format: nil, path: path) }
            let core = ImportFamily.corePOS.format(named: name)
            // The newer pair's names are too common to go by.
            let known = core.flatMap { CoreQueries.usual.contains($0) || $0 == .changes ? $0 : nil }
            if known == nil, path.hasSuffix(".tsv") { return ImportFile(format: nil, path: path) }
            return ImportFile(format: known ?? .csv, path: path)
        }
        if let family = ImportFamily(rawValue: word.lowercased()) {
            if family == .corePOS, path == "-" { return ImportFile(format: nil, path: path) }
            guard let format = family.format(named: name) else {
                throw .badValue(
                    of: "FILE", value: path,
                    why: "its name is none of \(family.rawValue)'s tables: "
                        + family.formats.map(\.rawValue).joined(separator: ", "))
            }
            return ImportFile(format: format, path: path)
        }
        let formats = ImportFormat.ofFiles
        // CORE-POS's `Customers` and uniCenta's `customers` are not the same.
        if let format = formats.first(where: { $0.rawValue == word })
            ?? formats.first(where: { $0.rawValue.lowercased() == word.lowercased() })
        {
            return ImportFile(format: format, path: path)
        }
        let words = ImportFamily.allCases.map(\.rawValue) + formats.map(\.rawValue)
        throw .badValue(
            of: "--format", value: word,
            why: word.nearest(of: words).map { "did you mean \($0)?" }
                ?? "it is one of \(ImportFamily.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

extension Console {
    /// Runs an import with a progress bar where a person looks.
    func withProgress(
        _ work: (@escaping (ImportProgress) -> Void) throws -> ImportReport
    ) rethrows -> ImportReport {
        var bar = ProgressBar(self)
        defer { bar.end() }
        return try work { progress in
            // How much is left is known only while the files are read.
            let share = Double(progress.bytesDone) / Double(max(1, progress.bytesTotal))
            switch progress.phase {
            case .reading:
                bar.show(
                    progress.bytesTotal > 0 ? share : nil,
                    "reading \(progress.file), \(progress.rows) rows")
            case .applying:
                bar.show(nil, "taking over \(progress.file), \(progress.rows) rows")
            case .finishing: bar.show(nil, "finishing")
            }
        }
    }
}

/// Which directory a command means.
enum DirectoryFile {
    static let option = Option(
        "--directory", "FILE", "the directory; otherwise \(Settings().directory)")

    static func path(_ arguments: Arguments) -> String {
        arguments[option.name] ?? Settings().directory
    }

    /// The directory for looking into.
    static func open(_ arguments: Arguments) throws(DatabaseError) -> CustomerDirectory {
        try CustomerDirectory(path: path(arguments), access: .lookUp)
    }
}
