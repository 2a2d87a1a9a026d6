import Directory
import SQLite

extension Command {
    static let directoryWithdraw = Command(
        name: "directory withdraw",
        summary: "take a card, key or mask from its holder",
        positionals: identifierPlaces,
        options: [Option("--why", "TEXT", "kept with the old assignment")] + DirectoryEdit.options,
        takesCardsAway: true,
        examples: ["laneid directory withdraw electronicKey 2900000F1A2B3C01 --why returned"]
    ) { arguments, console in
        let (kind, value) = (try typedKind(arguments), try typedValue(arguments))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.withdraw(kind, value, why: arguments["--why"])
        }
    }
}
