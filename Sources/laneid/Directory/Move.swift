import Directory
import SQLite

extension Command {
    static let directoryMove = Command(
        name: "directory move",
        summary: "give a card, key or mask to another holder, with the present one's consent",
        details: """
            The old assignment is closed and kept. A card that a source gives stays moved, whatever the source says,
            until `release`; imports report it as differing.
            """,
        positionals: identifierPlaces + [holderPlace],
        options: [
            Option("--consent", "the present holder agrees"),
            Option("--why", "TEXT", "kept with the old assignment"),
        ] + DirectoryEdit.options,
        examples: ["laneid directory move barcodeCard 0040122910412 733 --consent"]
    ) { arguments, console in
        let (kind, value) = (try typedKind(arguments), try newValue(arguments))
        let holder = try typedHolder(arguments.positionals[2])
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.move(
                kind, value, to: holder, consented: arguments.has("--consent"),
                why: arguments["--why"])
        }
    }
}
