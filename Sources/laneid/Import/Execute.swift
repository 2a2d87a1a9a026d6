import Directory
import Import
import Recognition

extension Command {
    static let directoryImportExecute = Command(
        name: "directory import execute",
        summary: "carry out a prepared import, all of it or nothing",
        details: """
            Where the directory has changed since, so that something else would be done than was shown,
            nothing is done. Telephone numbers are those that preparing found, whatever settings say now.
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
        let telephones = try telephones(ofPrepared: name, directory, arguments)
        let report = try console.withProgress { tell in
            try directory.executeImport(
                source: name, limits: limits == ImportLimits() ? nil : limits,
                normalisePhone: telephones, normalisePhoneIn: StoreRules.international,
                progress: tell)
        }
        try console.show(report, arguments)
        return .done
    }

    /// How telephone numbers were made international when the import was prepared; by the settings
    /// where an older release prepared it.
    private static func telephones(
        ofPrepared source: String, _ directory: CustomerDirectory, _ arguments: Arguments
    ) throws -> @Sendable (String) -> String? {
        guard let kept = try directory.preparedTelephones(source: source) else {
            let rules = try DirectoryEdit.rules(arguments)
            return { rules.international($0) }
        }
        let store = kept.region.flatMap {
            TelephoneNumbers(region: $0, areaCode: kept.areaCode)
        }
        let telephones = store ?? TelephoneNumbers()
        return { telephones.international($0) }
    }
}
