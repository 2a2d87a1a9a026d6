import Directory
import Import

extension Command {
    static let directoryImportExecute = Command(
        name: "directory import execute",
        summary: "carry out a prepared import, all of it or nothing",
        details: """
            Where the directory has changed since, so that something else would be done than was shown,
            nothing is done.
            """,
        positionals: [preparedSource],
        options: [DirectoryFile.option, DirectoryEdit.settings] + ImportArguments.limits + [
            Option("--json", "the report as one JSON object")
        ],
        examples: ["laneid directory import execute core-pos"]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        let name = try preparedSource(arguments, directory)
        let limits = ImportArguments.limits(arguments)
        let rules = try DirectoryEdit.rules(arguments)
        let report = try console.withProgress { tell in
            try directory.executeImport(
                source: name, limits: limits == ImportLimits() ? nil : limits,
                normalisePhone: { rules.international($0) }, progress: tell)
        }
        try console.show(report, arguments)
        return .done
    }
}
