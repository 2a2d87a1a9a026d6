import Directory
import FoundationEssentials
import Gateway

extension Command {
    static let directoryImport = Command(
        name: "directory import",
        summary: "take customers from CORE-POS tables or any CSV file",
        details: """
            CORE-POS tables (\(coreFormats)) are known by the file's name, as CSV with or
            without a header. Any other file is a CSV file whose first line names its columns: number, name,
            first, last, kind, status, since, shopper, barcode, magstripe, key, phone and others. Doing it again changes
            only what has changed. What a file no longer has is reported, and kept. While it runs, lanes are served.

            The daemon must be able to read what is made: run it as the daemon's user where that matters
            (sudo -u laneid laneid directory import …).
            """,
        positionals: [
            Positional(name: "FILE", summary: "files that belong together", repeats: true)
        ],
        options: [
            DirectoryFile.option,
            Option(
                "--format", "WORD",
                "what the files are, whatever their names: csv, or a CORE-POS table"),
            Option(
                "--source", "NAME",
                "whose customers these are; otherwise core-pos, or the file's name"),
            Option("--encoding", "WORD", "utf-8, or latin-1"),
            Option(
                "--catch-all", "NUMBERS", "accounts that stand for everybody without one: 11,99"),
            Option("--visiting", "NUMBERS", "accounts for members of other co-operatives"),
            Option("--cards-have-check-digit", "numbers in memberCards end in their check digit"),
            Option("--skip-placeholders", "leave out CORE-POS's NEW MEMBER accounts"),
            Option("--dry-run", "change nothing, only report"),
            Option("--json", "the report as one JSON object a source"),
        ],
        examples: [
            "laneid directory import custdata.csv memberCards.csv suspensions.csv",
            "laneid directory import --dry-run --source club club-members.csv",
        ]
    ) { arguments, console in
        let sets = try ImportSet.all(arguments)
        let options = try importOptions(arguments)
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        for set in sets {
            let report = try set.run(options, into: directory, console)
            if arguments.has("--json") {
                try console.line(JSONLine.text(report))
            } else {
                try console.line("\(set.source):")
                for line in report.description.split(separator: "\n") {
                    try console.line("  " + String(line).harmless)
                }
            }
        }
        return .done
    }

    private static let coreFormats = ImportFormat.allCases.filter { $0 != .csv }.map(\.rawValue)
        .joined(separator: ", ")

    private static func importOptions(_ arguments: Arguments) throws -> ImportOptions {
        var options = ImportOptions()
        if let word = arguments["--encoding"] {
            guard let encoding = ImportOptions.Encoding(rawValue: word.lowercased()) else {
                throw UsageError.badValue(
                    of: "--encoding", value: word, why: "it is utf-8 or latin-1")
            }
            options.encoding = encoding
        }
        options.catchAllNumbers = numbers(arguments["--catch-all"])
        options.visitingNumbers = numbers(arguments["--visiting"])
        options.cardsHaveCheckDigit = arguments.has("--cards-have-check-digit")
        options.skipsPlaceholders = arguments.has("--skip-placeholders")
        options.isDryRun = arguments.has("--dry-run")
        return options
    }

    private static func numbers(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map(String.init))
    }
}

/// Files of one source, which are imported together.
struct ImportSet {
    var source: String
    var files: [(format: ImportFormat, path: String)]

    /// The files that were named, with what was said about them.
    static func all(_ arguments: Arguments) throws(UsageError) -> [ImportSet] {
        all(
            arguments.positionals, format: try arguments["--format"].map(format),
            source: arguments["--source"])
    }

    /// CORE-POS's tables together, and each other file for itself, unless a source is named.
    static func all(
        _ paths: [String], format given: ImportFormat? = nil, source namedSource: String? = nil
    ) -> [ImportSet] {
        var sets: [ImportSet] = []
        for path in paths {
            let name = URL(filePath: path).deletingPathExtension().lastPathComponent
            let format =
                given ?? ImportFormat.allCases.first {
                    $0.rawValue.lowercased() == name.lowercased()
                } ?? .csv
            let source = namedSource ?? (format == .csv ? name : "core-pos")
            if let index = sets.firstIndex(where: { $0.source == source }) {
                sets[index].files.append((format, path))
            } else {
                sets.append(ImportSet(source: source, files: [(format, path)]))
            }
        }
        return sets
    }

    /// Imports them, with a progress bar where a person looks.
    func run(
        _ options: ImportOptions = ImportOptions(), into directory: CustomerDirectory,
        _ console: Console
    ) throws -> ImportReport {
        var bar = ProgressBar(console)
        defer { bar.end() }
        return try directory.importSet(files, source: source, options: options) { progress in
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

    private static func format(_ word: String) throws(UsageError) -> ImportFormat {
        let formats = ImportFormat.allCases
        if let format = formats.first(where: { $0.rawValue.lowercased() == word.lowercased() }) {
            return format
        }
        let words = formats.map(\.rawValue)
        throw .badValue(
            of: "--format", value: word,
            why: word.nearest(of: words).map { "did you mean \($0)?" }
                ?? "it is one of \(words.joined(separator: ", "))")
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
    static func open(_ arguments: Arguments) throws(DirectoryError) -> CustomerDirectory {
        try CustomerDirectory(path: path(arguments), access: .lookUp)
    }
}
