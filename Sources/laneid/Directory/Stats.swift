import Directory
import Identity

extension Command {
    static let directoryStats = Command(
        name: "directory stats",
        summary: "count what the directory holds, and from which source",
        options: [DirectoryFile.option, .json],
        examples: ["laneid directory stats"]
    ) { arguments, console in
        let statistics = try DirectoryFile.open(arguments).statistics()
        if arguments.has("--json") {
            try console.line(JSONLine.text(statistics))
        } else {
            for line in statistics.lines { try console.line(line.harmless) }
        }
        return .done
    }
}

extension DirectoryStatistics {
    fileprivate var lines: [String] {
        var lines = [
            "\(path): \(bytes / 1024) KiB, schema \(schema)",
            "customers: \(customers)" + Self.list(customersByStatus),
            "  by kind" + Self.list(customersByKind),
            "shoppers: \(shoppers)",
            "identifiers: \(identifiers)" + Self.list(identifiersByKind),
            "telephones: \(phones)"
                + (phonesNotInternational > 0
                    ? ", of which \(phonesNotInternational) are not in international form" : ""),
        ]
        lines += sources.map { source in
            let time = source.lastRun.map {
                String(String(WallTime(milliseconds: $0 * 1000).rfc3339).prefix(19)) + "Z"
            }
            return "source \(source.name) (\(source.kind)): \(source.customers) customers, "
                + (time.map { "imported \($0)" } ?? "never imported")
        }
        return lines
    }

    private static func list(_ counts: [String: Int]) -> String {
        guard !counts.isEmpty else { return "" }
        return ": "
            + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }
}
