import Directory
import Identity
import Import

extension Command {
    static let directoryImport = Command(
        name: "directory import",
        summary: "import customers from the tables of other systems, at once",
        details: """
            CORE-POS tables (\(coreFormats)) are known by the file's name, as CSV with or
            without a header, or as the output of mysql --batch (files that end in .tsv, or - for standard input). Any
            other file is a CSV file whose first line names its columns: number, name, first, last, kind, status, since,
            shopper, barcode, magstripe, key, phone and others. Doing it again changes only what has changed. What a file
            no longer has is reported, and kept; --delete deletes it, if every row could be read. While it runs, lanes are served.

            --preview shows what a file seems to be: encoding, separator, what its columns mean, and what would
            become of the first five rows; nothing is changed. --save-profile keeps that in settings, under imports,
            so that the nightly job is: laneid directory import --profile NAME FILE.

            Run it as the daemon's user: sudo -u laneid laneid directory import FILE. A directory that root makes gets
            the owner of its folder, so that the daemon can open it.
            """,
        positionals: [ImportArguments.files],
        options: ImportArguments.options + [
            Option("--dry-run", "change nothing, only report"),
            Option("--preview", "show what FILE seems to be, and change nothing"),
            Option("--save-profile", "NAME", "keep what is shown as a profile in settings"),
            Option("--json", "the report as one JSON object a source"),
        ],
        examples: [
            "laneid directory import custdata.csv memberCards.csv suspensions.csv",
            "laneid directory import --dry-run --source club club-members.csv",
            "laneid directory import --preview --save-profile pos customers.csv",
            "laneid directory import --profile pos customers.csv",
            "laneid directory import queries | mysql -B op | laneid directory import -",
        ]
    ) { arguments, console in
        if arguments.has("--preview") || arguments.has("--save-profile") {
            return try Preview.show(arguments, console)
        }
        let sets = try ImportSet.all(arguments)
        var options = try ImportArguments.read(arguments)
        options.isDryRun = arguments.has("--dry-run")
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        var code = ExitCode.done
        for set in sets {
            let report = try set.run(options, into: directory, console)
            try console.show(report, arguments)
            guard let problem = report.problem else { continue }
            console.complain("\(report.source): \(problem)")
            code = .failed
        }
        return code
    }

    private static let coreFormats = CoreQueries.usual.map(\.rawValue).joined(separator: ", ")
}
