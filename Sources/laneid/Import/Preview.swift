import Configuration
import Directory
import FileAccess
import FoundationEssentials
import Gateway
import Import
import Transport

/// `directory import --preview`: what a file seems to be, and what importing it would do.
enum Preview {
    /// What is shown as JSON.
    private struct Shown: Encodable {
        var preview: ImportPreview
        var rows: [PlannedRow]
        var profile: String
    }

    private static let rows = 5

    static func show(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let sets = try ImportSet.all(arguments)
        guard var set = sets.first, arguments.positionals.count == 1, let file = set.files.first,
            file.path != "-"
        else {
            throw UsageError.badValue(
                of: "FILE", value: arguments.positionals.joined(separator: " "),
                why: "--preview takes one file, and reads it several times")
        }
        let name = try profileName(arguments)
        if let name, set.isGuessed { (set.source, set.isGuessed) = (name, false) }
        let options = try ImportArguments.read(arguments)
        let kept = try ImportArguments.profile(arguments)?.encoding
        let isSaid = arguments["--encoding"] != nil || kept != nil
        let preview = try ImportPreview(
            of: file, encoding: isSaid ? options.encoding : nil, options)
        let read = ImportFile(format: preview.format, path: file.path)
        let applied = preview.applied(to: options)
        let profile = profile(preview, options)
        if !arguments.has("--json") { try show(preview, console) }
        let planned = try plan(set, read, applied, arguments)
        if arguments.has("--json") {
            try console.line(
                JSONLine.text(Shown(preview: preview, rows: planned.rows, profile: profile.json5)))
        } else {
            try console.line("the first \(rows) rows, \(planned.against); nothing is changed:")
            for row in planned.rows { try console.line("  " + text(row).harmless) }
        }
        if let name {
            let path = try save(profile, as: name, arguments)
            console.say("saved as imports.\(name) in \(path)\n")
        } else if !arguments.has("--json") {
            try console.line("in settings: imports: { NAME: \(profile.json5.harmless) }")
        }
        return .done
    }

    private static func show(_ preview: ImportPreview, _ console: Console) throws {
        let lines = preview.skippedLines
        try console.line(
            "\(preview.file) (\(preview.format.rawValue)): \(preview.encoding.rawValue), "
                + "\(preview.separator.rawValue)"
                + (lines > 0 ? ", the columns are named on line \(lines + 1)" : ""))
        let width = preview.columns.map(\.title.count).max() ?? 0
        for column in preview.columns {
            let title = column.title.isEmpty ? "(no name)" : column.title
            let pad = String(repeating: " ", count: max(0, width - title.count))
            try console.line("  \(title.harmless)\(pad)  \(column.column ?? "left out")")
            guard let name = column.column, let values = preview.valueNames[name] else { continue }
            for (theirs, ours) in values.sorted(by: { $0.key < $1.key }) {
                try console.line("    \(theirs.harmless) = \(ours)")
            }
        }
    }

    private static func text(_ row: PlannedRow) -> String {
        if let why = row.rejected { return "line \(row.line): rejected: \(why)" }
        let effects = row.effects.isEmpty ? "as it is" : row.effects.joined(separator: ", ")
        return "line \(row.line): customer \(row.number ?? ""): \(effects)"
    }

    /// What would become of the first rows, and what they are compared with.
    private static func plan(
        _ set: ImportSet, _ file: ImportFile, _ options: ImportOptions, _ arguments: Arguments
    ) throws -> (rows: [PlannedRow], against: String) {
        let path = DirectoryFile.path(arguments)
        guard !FileManager.default.fileExists(atPath: path) else {
            let directory = try CustomerDirectory(path: path, access: .edit)
            let planned = try directory.plan(
                file, source: set.source, options: set.options(options), rows: rows)
            return (planned, "compared with \(path)")
        }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "laneid-preview-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let directory = try CustomerDirectory(
            path: folder.appending(path: "directory.sqlite").path, access: .edit)
        let planned = try directory.plan(
            file, source: set.source, options: options, rows: rows)
        return (planned, "without a directory, for there is no \(path)")
    }

    // MARK: The profile

    private static func profile(
        _ preview: ImportPreview, _ options: ImportOptions
    ) -> ImportProfile {
        var profile = ImportProfile()
        profile.format = preview.format.rawValue
        profile.map = preview.columnNames
        profile.values = preview.valueNames
        profile.encoding = preview.encoding.rawValue
        profile.separator = preview.separator.rawValue
        profile.skipLines = preview.skippedLines > 0 ? preview.skippedLines : nil
        profile.key = options.key == .number ? nil : options.key.rawValue
        return profile
    }

    private static func profileName(_ arguments: Arguments) throws(UsageError) -> String? {
        guard let name = arguments["--save-profile"] else { return nil }
        let isName =
            (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x2C }
        guard isName else {
            throw .badValue(
                of: "--save-profile", value: name, why: "it is 1-32 bytes without spaces and commas"
            )
        }
        return name
    }

    /// Puts the profile into the settings file that is named or usual, which keeps its owner and
    /// mode; the file's path.
    private static func save(
        _ profile: ImportProfile, as name: String, _ arguments: Arguments
    ) throws -> String {
        let named = arguments[DirectoryEdit.settings.name] ?? DaemonCommand.defaultSettingsPath
        // Settings may be a link, which stays one.
        let path = URL(filePath: named).resolvingSymlinksInPath().path
        do {
            var text = "{\n}\n"
            var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o644]
            if FileManager.default.fileExists(atPath: path) {
                let bytes = try FileSystem.contents(of: path, limit: 1 << 20, as: .settings)
                text = String(decoding: bytes, as: UTF8.self)
                let all = try FileManager.default.attributesOfItem(atPath: path)
                for key in [
                    FileAttributeKey.posixPermissions, .ownerAccountID, .groupOwnerAccountID,
                ] { attributes[key] = all[key] }
            }
            let made = try profile.inserted(as: name, into: text)
            let edited = "\(path).edited"
            try FileSystem.replace(edited, with: Array(made.utf8))
            try FileManager.default.setAttributes(attributes, ofItemAtPath: edited)
            try FileSystem.rename(edited, to: path)
            return named
        } catch {
            throw CommandFailure(
                "\(named): \(error): the profile is imports: { \(name): \(profile.json5) }")
        }
    }
}
