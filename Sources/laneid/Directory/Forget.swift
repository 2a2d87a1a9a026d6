import Configuration
import Directory
import Gateway
import Journal

extension Command {
    static let directoryForget = Command(
        name: "directory forget",
        summary: "remove a person's data, and say what remains and for how long",
        positionals: [Positional(name: "NUMBER", summary: "the customer's number")],
        options: DirectoryEdit.options, takesCardsAway: true,
        examples: ["laneid directory forget 500"]
    ) { arguments, console in
        let number = arguments.positionals[0]
        let kept = try DirectoryEdit.store(arguments).journal
        let erasure = try DirectoryEdit.open(arguments).forget(number, by: "")
        if arguments.has("--json") {
            try console.line(
                JSONLine.text(
                    Forgotten(
                        customer: erasure.customer, removed: erasure.removed,
                        source: erasure.source, journalHours: kept.keepHours,
                        journalEvents: kept.keepEvents)))
            return .done
        }
        try console.line("customer \(number): personal data removed".harmless)
        for (what, count) in erasure.removed.sorted(by: { $0.key < $1.key }) {
            try console.line("  \(count) \(what)")
        }
        try console.line(
            "The journal keeps events that name the customer until they are let go: for \(kept.keepHours) hours, or until "
                + "\(kept.keepEvents) newer ones are there (journal.keepHours and journal.keepEvents of the settings). "
                + "Backups keep what they hold.")
        if let source = erasure.source {
            try console.line(
                "\(source.harmless) still has the customer: erase it there, or its next import brings it back."
            )
        }
        return .done
    }

    /// What was removed, what the source has, and how long the journal still names the customer.
    private struct Forgotten: Encodable {
        var customer: String
        var removed: [String: Int]
        var source: String?
        var journalHours: Int
        var journalEvents: Int
    }
}
