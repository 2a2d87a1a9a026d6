import Configuration
import Directory
import FoundationEssentials
import Identity
import Import

/// Files of one source, which are imported together.
struct ImportSet {
    var source: String
    var files: [ImportFile]
    /// Nobody named the source: its name is the file's.
    var isGuessed = false

    /// The options for this set.
    func options(_ options: ImportOptions) -> ImportOptions {
        var options = options
        options.isSourceGuessed = isGuessed
        return options
    }

    /// The files that were named, with what was said about them.
    static func all(_ arguments: Arguments) throws -> [ImportSet] {
        let profile = try ImportArguments.profile(arguments)
        return try all(
            arguments.positionals, format: arguments["--format"] ?? profile?.format,
            source: arguments["--source"] ?? arguments["--profile"])
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
                let isGuessed = namedSource == nil && family == .csv
                sets.append(ImportSet(source: source, files: [file], isGuessed: isGuessed))
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
            try directory.importFiles(
                files, source: source, options: self.options(options), progress: tell)
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
