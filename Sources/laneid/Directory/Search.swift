import Directory
import Identity
import LaneLink

extension Command {
    static let directorySearch = Command(
        name: "directory search",
        summary: "find customers by the start of any of their names",
        details:
            "Any case; accents and apostrophes need not be typed. The names of all shoppers count.",
        positionals: [Positional(name: "TEXT", summary: "one or more words", repeats: true)],
        options: [
            Option("--limit", "N", "at most so many (20)", .number(1...1000)), DirectoryFile.option,
            .json,
        ],
        examples: ["laneid directory search horv"]
    ) { arguments, console in
        let limit = arguments.integer("--limit") ?? 20
        let directory = try DirectoryFile.open(arguments)
        let text = try arguments.rest(from: 0)
        let hits = try directory.search(text, limit: limit)
        if arguments.has("--json") {
            for hit in hits { try console.line(hit.json) }
        } else {
            var table = TextTable("NUMBER", "NAME", "KIND", "STATUS")
            for hit in hits {
                table.add(
                    [hit.number, hit.name, hit.kind.rawValue, hit.status.rawValue],
                    note: hit.servable ? nil : console.coloured("may not be served now", .red))
            }
            try console.write(table.text)
        }
        guard !hits.isEmpty else {
            throw CommandFailure("no customer's name begins with “\(text)”")
        }
        if hits.count == limit {
            console.say("There may be more: --limit says how many are shown.\n")
        }
        return .done
    }
}

extension SearchHit {
    fileprivate var json: String {
        var line = LineBuffer()
        line.raw("{")
        line.member("number", string: number)
        line.member("name", string: name)
        line.member("kind", word: kind.rawValue)
        line.member("status", word: status.rawValue)
        line.member("servable", bool: servable)
        line.raw("}")
        return String(line)
    }
}
