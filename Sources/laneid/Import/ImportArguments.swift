import Configuration
import Identity
import Import

/// What may be said about an import, by all commands that import.
enum ImportArguments {
    static let files = Positional(
        name: "FILE", summary: "files that belong together; - is standard input", repeats: true)

    static let options =
        [
            DirectoryFile.option, DirectoryEdit.settings,
            Option(
                "--profile", "NAME",
                "as settings' imports say of this source; options go before it"),
            Option(
                "--format", "WORD",
                "core-pos, rattail, r-keeper, unicenta, acme, csv, or a table"),
            Option(
                "--source", "NAME",
                "whose customers these are; otherwise the system's or file's name"),
            Option(
                "--encoding", "WORD", "utf-8 (and UTF-16 with its mark), latin-1, or windows-1252",
                .word(ImportOptions.Encoding.self)),
            Option(
                "--separator", "WORD", "comma, semicolon, or tab as mysql --batch writes",
                .word(ImportOptions.Separator.self)),
            Option(
                "--map", "NAMES",
                "the file's columns and values: number=Nr,kind.Firma=organisation"),
            Option(
                "--skip-lines", "N", "how many lines stand before the names of the columns",
                .number(1...1000)),
            Option(
                "--key", "WORD",
                "by what a row names its customer: number, in CSV phone or email, in Rattail and uniCenta id",
                .word(CustomerKey.self)),
            Option(
                "--card-kind", "WORD",
                "of r_keeper's and uniCenta's cards: magneticCard, barcodeCard …",
                .word(IdentifierKind.self)),
            Option(
                "--catch-all", "NUMBERS", "accounts that stand for everybody without one: 11,99"),
            Option("--visiting", "NUMBERS", "accounts for members of other co-operatives"),
            Option("--cards-have-check-digit", "numbers in memberCards end in their check digit"),
            Option("--skip-placeholders", "leave out CORE-POS's NEW MEMBER accounts"),
            Option(
                "--join",
                "customers entered here become the source's, known by number, card, key, or telephone and name"
            ),
            Option("--accept-gone-columns", "the source may lack columns it gave before"),
            Option("--delete", "delete what the source no longer has; what was entered here stays"),
        ] + limits

    static let limits = [
        Option(
            "--most-created", "N", "change nothing if more of a kind were created",
            .number(0...Int.max)),
        Option(
            "--most-changed", "N", "change nothing if more of a kind were changed",
            .number(0...Int.max)),
        Option(
            "--most-deleted", "N", "change nothing if more of a kind were deleted",
            .number(0...Int.max)),
        Option(
            "--most", "N", "change nothing if more were created, changed and deleted in all",
            .number(0...Int.max)),
    ]

    static func read(_ arguments: Arguments) throws -> ImportOptions {
        var options = ImportOptions()
        if let profile = try profile(arguments) { profile.apply(to: &options) }
        options.encoding = arguments.word("--encoding") ?? options.encoding
        options.separator = arguments.word("--separator") ?? options.separator
        options.key = arguments.word("--key") ?? options.key
        options.cardKind = arguments.word("--card-kind") ?? options.cardKind
        for pair in (arguments["--map"] ?? "").split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError.badValue(
                    of: "--map", value: String(pair), why: "it is like number=Nr,name=Kunde")
            }
            let place = parts[0].split(separator: ".", maxSplits: 1).map(String.init)
            if place.count == 2 {
                options.valueNames[place[0], default: [:]][place[1]] = parts[1]
            } else {
                options.columnNames[parts[0]] = parts[1]
            }
        }
        options.skippedLines = arguments.integer("--skip-lines") ?? options.skippedLines
        options.joinsLocal = arguments.has("--join")
        options.acceptsGoneColumns = arguments.has("--accept-gone-columns")
        options.catchAllNumbers = numbers(arguments["--catch-all"])
        options.visitingNumbers = numbers(arguments["--visiting"])
        options.cardsHaveCheckDigit = arguments.has("--cards-have-check-digit")
        options.skipsPlaceholders = arguments.has("--skip-placeholders")
        options.deletesMissing = arguments.has("--delete")
        options.limits = limits(arguments)
        try DirectoryEdit.rules(arguments).apply(to: &options)
        return options
    }

    /// The profile that is named; nil where none is.
    static func profile(_ arguments: Arguments) throws -> ImportProfile? {
        guard let name = arguments["--profile"] else { return nil }
        let profiles = try DirectoryEdit.store(arguments).imports
        guard let profile = profiles[name] else {
            let names = profiles.keys.sorted()
            throw UsageError.badValue(
                of: "--profile", value: name,
                why: names.isEmpty
                    ? "settings have no imports"
                    : name.nearest(of: names).map { "did you mean \($0)?" }
                        ?? "settings have \(names.joined(lastWith: "and"))")
        }
        return profile
    }

    static func limits(_ arguments: Arguments) -> ImportLimits {
        ImportLimits(
            created: arguments.integer("--most-created"),
            changed: arguments.integer("--most-changed"),
            deleted: arguments.integer("--most-deleted"),
            total: arguments.integer("--most"))
    }

    private static func numbers(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map(String.init))
    }
}

extension ImportProfile {
    /// Says what the profile says. Its words were checked when settings were read.
    func apply(to options: inout ImportOptions) {
        options.columnNames = map
        options.valueNames = values
        options.encoding = encoding.flatMap(ImportOptions.Encoding.init) ?? options.encoding
        options.separator = separator.flatMap(ImportOptions.Separator.init)
        options.skippedLines = skipLines ?? 0
        options.key = key.flatMap(CustomerKey.init) ?? options.key
    }
}
