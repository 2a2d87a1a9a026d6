import Directory
import Identity
import Import

extension Command {
    static let directoryImportStatus = Command(
        name: "directory import status",
        summary: "list the prepared imports; with a source, each difference",
        details: "Numbers of cards and telephones are shown whole only with --reveal.",
        positionals: [preparedSource],
        options: [
            DirectoryFile.option,
            Option("--limit", "N", "at most so many differences (100)", .number(1...Int.max)),
            Option(
                "--only", "WORD", "created, changed, missing, removed, differing or rejected",
                .word(ImportDifference.Effect.self)),
            Option("--reveal", "show whole numbers"), .json,
        ],
        examples: [
            "laneid directory import status",
            "laneid directory import status core-pos --only changed",
        ]
    ) { arguments, console in
        let directory = try CustomerDirectory(path: DirectoryFile.path(arguments), access: .edit)
        guard let name = arguments.positionals.first else {
            for prepared in try directory.preparedImports() {
                if arguments.has("--json") {
                    try console.line(JSONLine.text(prepared))
                    continue
                }
                let time = String(
                    String(WallTime(milliseconds: prepared.preparedAt * 1000).rfc3339).prefix(19))
                let counts = prepared.differences.sorted { $0.key < $1.key }
                    .map { "\($0.value) \($0.key)" }
                try console.line(
                    "\(prepared.source): prepared \(time)Z, "
                        + (counts.isEmpty ? "no differences" : counts.joined(separator: ", ")))
            }
            return .done
        }
        try show(name, of: directory, arguments, console)
        return .done
    }

    private static func show(
        _ source: String, of directory: CustomerDirectory, _ arguments: Arguments,
        _ console: Console
    ) throws {
        let limit = arguments.integer("--limit") ?? 100
        let only: ImportDifference.Effect? = arguments.word("--only")
        var (shown, more) = (0, 0)
        try directory.differences(ofPrepared: source) { difference in
            guard only == nil || difference.effect == only else { return true }
            guard shown < limit else {
                more += 1
                return true
            }
            shown += 1
            let difference = arguments.has("--reveal") ? difference : difference.masked
            try console.line(
                arguments.has("--json")
                    ? JSONLine.text(difference) : difference.line.harmless)
            return true
        }
        if more > 0 { console.say("\(more) more: --limit says how many are shown.\n") }
    }
}

extension ImportDifference {
    /// The same without the values of identifiers and telephones.
    fileprivate var masked: ImportDifference {
        guard isPrivate else { return self }
        var masked = self
        // The old text of an identifier that changes hands is a customer's number.
        if field != "holder" { masked.old = old.map(Self.mask) }
        masked.new = new.map(Self.mask)
        return masked
    }

    private static func mask(_ value: String) -> String {
        value.count <= 4 ? "…" : "…" + value.suffix(4)
    }

    fileprivate var line: String {
        if effect == .rejected {
            return "rejected   \(number), line \(part): \(new ?? "")"
        }
        var line = effect.rawValue.padded(to: 10) + " \(kind.rawValue) \(number)"
        if !part.isEmpty { line += " \(part)" }
        if !field.isEmpty { line += ", \(field)" }
        switch (old, new) {
        case (let old?, let new?): line += ": \(Self.shown(old)) -> \(Self.shown(new))"
        case (let old?, nil): line += ": \(Self.shown(old))"
        case (nil, let new?): line += ": \(Self.shown(new))"
        case (nil, nil): break
        }
        return line
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "nothing" : text }
}
