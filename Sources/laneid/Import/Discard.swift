import Directory
import Import

extension Command {
    static let directoryImportDiscard = Command(
        name: "directory import discard",
        summary: "discard a prepared import",
        positionals: [preparedSource],
        options: [DirectoryFile.option, .json],
        examples: ["laneid directory import discard core-pos"]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        let name = try preparedSource(arguments, directory)
        try directory.discardImport(source: name)
        try console.line(
            arguments.has("--json")
                ? JSONLine.text(["discarded": name]) : "discarded what was prepared of \(name)")
        return .done
    }
}
