import Directory
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
            var report = try console.withProgress { tell in
                try directory.prepareImport(
                    set.files, source: set.source, options: set.options(options),
                    progress: tell)
            }
            // The differences are kept, so that the words for people are not those of --dry-run.
            if !arguments.has("--json") { report.isDryRun = false }
            try console.show(report, arguments)
        }
        console.say("Prepared, nothing is changed yet: see status, then execute or discard.\n")
        return .done
    }
}
