import Directory
import SQLite

extension Command {
    static let directoryRelease = Command(
        name: "directory release",
        summary: "give a moved card back to the holder that its source names",
        positionals: identifierPlaces, options: DirectoryEdit.options,
        takesCardsAway: true,
        examples: ["laneid directory release barcodeCard 0040122910412"]
    ) { arguments, console in
        let (kind, value) = (try typedKind(arguments), try typedValue(arguments))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.release(kind, value)
        }
    }
}
