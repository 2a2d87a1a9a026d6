import Directory
import Identity

extension Command {
    static let directoryShow = Command(
        name: "directory show",
        summary: "show one customer, with shoppers, cards and telephones",
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
