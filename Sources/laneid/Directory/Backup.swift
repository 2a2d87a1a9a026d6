import Directory

extension Command {
    static let directoryBackup = Command(
        name: "directory backup",
        summary: "copy the directory at one moment, while it is used",
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
}
