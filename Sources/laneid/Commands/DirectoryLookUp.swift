import Directory
import FoundationEssentials
import Identity
import LaneLink

extension Command {
    static let directorySearch = Command(
        name: "directory search",
        summary: "customers by the start of any of their names",
        details:
            "Any case; accents and apostrophes need not be typed. The names of all shoppers count.",
        positionals: [Positional(name: "TEXT", summary: "one or more words", repeats: true)],
        options: [
            Option("--limit", "N", "at most so many (20)"), DirectoryFile.option, .json,
        ],
        examples: ["laneid directory search horv"]
    ) { arguments, console in
        let limit = try arguments.integer("--limit", in: 1...1000) ?? 20
        let directory = try DirectoryFile.open(arguments)
        let text = arguments.positionals.joined(separator: " ")
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

    static let directoryShow = Command(
        name: "directory show",
        summary: "one customer, with shoppers, cards and telephones",
        details:
            "Of cards, keys and telephones at most the last four characters are shown, unless --reveal says otherwise.",
        positionals: [Positional(name: "NUMBER", summary: "the customer's number")],
        options: [DirectoryEdit.reveal] + DirectoryEdit.options,
        examples: ["laneid directory show 10412"]
    ) { arguments, console in
        let number = arguments.positionals[0]
        let directory = try DirectoryEdit.look(arguments)
        guard
            let record = try directory.show(number: number, reveals: arguments.has("--reveal"))
        else {
            throw CommandFailure(
                "there is no customer \(number); `laneid directory search` finds names")
        }
        if arguments.has("--json") {
            try console.line(JSONLine.text(record))
        } else {
            for line in record.lines { try console.line(line.harmless) }
        }
        return .done
    }

    static let directoryStats = Command(
        name: "directory stats",
        summary: "how much the directory holds, and from where",
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

extension CustomerRecord {
    fileprivate var lines: [String] {
        var lines = ["\(name) (\(number)), \(kind), \(status)"]
        if let refusal {
            lines.append("  may not be served: \(refusal)" + (since.map { " since \($0)" } ?? ""))
        }
        let member = isMember ? "a member" : "no member"
        lines.append(
            "  " + [member, membership, sourceType].compactMap(\.self).joined(separator: ", "))
        if let screenLine { lines.append("  shown as: \(screenLine)") }
        lines += shoppers.map { shopper in
            let notes = [shopper.isHolder ? "holder" : nil, shopper.isActive ? nil : "not active"]
                .compactMap(\.self)
            return "  shopper \(shopper.number): \(shopper.name)"
                + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
        }
        lines += identifiers.map { identifier in
            var line = "  \(identifier.kind) \(identifier.masked), \(identifier.status)"
            if let shopper = identifier.shopper { line += ", shopper \(shopper)'s" }
            if let from = identifier.validFrom { line += ", from \(from)" }
            if let to = identifier.validTo { line += ", to \(to)" }
            return line
        }
        lines += phones.map { phone in
            "  telephone \(phone.masked)" + (phone.shopper.map { ", shopper \($0)'s" } ?? "")
                + (phone.isInternational
                    ? "" : ", not in international form: a call is not recognised")
        }
        let known = [hasAddress ? "an address" : nil, hasEmail ? "an e-mail address" : nil]
            .compactMap(\.self)
        if !known.isEmpty { lines.append("  \(known.joined(separator: " and ")) on file") }
        if let household { lines.append("  household \(household)") }
        if !categories.isEmpty {
            lines.append("  categories: \(categories.joined(separator: ", "))")
        }
        if let tabLimit { lines.append("  at most \(tabLimit) unpaid") }
        lines += notices.map { "  notice \($0.id) (\($0.occasion)): \($0.text)" }
        lines += balances.map { balance in
            let time = WallTime(secondsSinceEpoch: balance.asOf).rfc3339
            return "  \(balance.name): \(balance.amount) as of \(String(String(time).prefix(19)))Z"
        }
        lines += extra.map { "  \($0.name): \($0.value)" }
        lines += grants.map { "  grant \($0.grant): \($0.text)" }
        lines.append("  " + (source.map { "from \($0)" } ?? "entered here"))
        return lines
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
