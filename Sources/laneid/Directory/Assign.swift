import Directory
import Identity
import SQLite

extension Command {
    static let directoryAssign = Command(
        name: "directory assign",
        summary: "give a card, key or mask to a customer, shopper or employee",
        details: """
            One that somebody has is not taken away: `move --consent` does that. A mask stands for every code it fits
            (? any character, * at its end any tail) that nobody holds exactly.
            A barcode card may be written as it is printed or as readers send it: with or without check digit and zeros.
            """,
        positionals: identifierPlaces + [holderPlace],
        options: [
            Option("--mask", "VALUE is a mask"),
            Option("--group", "NAME", "the group it belongs to, which can be suspended as a whole"),
            Option("--another", "it is another card than one that differs in zeros or check digit"),
            Option("--approval", "a manager has to agree each time"),
            Option("--comment", "TEXT", "for people"), DirectoryEdit.from, DirectoryEdit.to,
        ] + DirectoryEdit.options,
        examples: ["laneid directory assign electronicKey 2900000F1A2B3C01 500/2"]
    ) { arguments, console in
        let code = try newValue(arguments)
        var new = NewIdentifier(try typedKind(arguments), code)
        new.isAnother = arguments.has("--another")
        new.isMask = arguments.has("--mask")
        new.group = arguments["--group"]
        new.needsApproval = arguments.has("--approval")
        new.comment = arguments["--comment"]
        new.validFrom = arguments.date("--from")
        new.validTo = arguments.date("--to")
        let (wanted, holder) = (new, try typedHolder(arguments.positionals[2]))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.assign(wanted, to: holder)
        }
    }
}
