import Directory
import Identity
import SQLite

extension Command {
    private static let identifierPlaces = [
        Positional(
            name: "KIND",
            summary: "barcodeCard, magneticCard, smartCard, contactlessTag, electronicKey, external"
        ),
        Positional(
            name: "VALUE", summary: "what readers read, or - to be asked for it on standard input"),
    ]
    private static let holderPlace = Positional(
        name: "HOLDER", summary: "500, 500/2 (a shopper), employee:E1, or bearer")

    static let directoryAssign = Command(
        name: "directory assign",
        summary: "gives a card, key or mask to a customer, shopper or employee",
        details: """
            One that somebody has is not taken away: `move --consent` does that. A mask stands for every code it fits
            (? any character, * at its end any tail) that nobody holds exactly.
            """,
        positionals: identifierPlaces + [holderPlace],
        options: [
            Option("--mask", "VALUE is a mask"),
            Option("--group", "NAME", "the group it belongs to, which can be suspended as a whole"),
            Option("--approval", "a manager has to agree each time"),
            Option("--comment", "TEXT", "for people"), DirectoryEdit.from, DirectoryEdit.to,
        ] + DirectoryEdit.options,
        examples: ["laneid directory assign electronicKey 2900000F1A2B3C01 500/2"]
    ) { arguments, console in
        let code = try value(arguments)
        var new = NewIdentifier(try kind(arguments), code)
        new.isMask = arguments.has("--mask")
        new.group = arguments["--group"]
        new.needsApproval = arguments.has("--approval")
        new.comment = arguments["--comment"]
        new.validFrom = try arguments.date("--from")
        new.validTo = try arguments.date("--to")
        let (wanted, holder) = (new, try holder(arguments.positionals[2]))
        try DirectoryEdit.check(code, new.group, new.comment, by: arguments)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.assign(wanted, to: holder)
        }
    }

    static let directoryMove = Command(
        name: "directory move",
        summary: "takes a card from its holder and gives it to another, with consent",
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
        let (kind, value) = (try kind(arguments), try value(arguments))
        let holder = try holder(arguments.positionals[2])
        try DirectoryEdit.check(arguments["--why"], by: arguments)
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.move(
                kind, value, to: holder, consented: arguments.has("--consent"),
                why: arguments["--why"])
        }
    }

    static let directoryRelease = Command(
        name: "directory release",
        summary: "gives a card that was moved here back to whom its source names",
        positionals: identifierPlaces, options: DirectoryEdit.options,
        examples: ["laneid directory release barcodeCard 0040122910412"]
    ) { arguments, console in
        let (kind, value) = (try kind(arguments), try value(arguments))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.release(kind, value)
        }
    }

    static let directoryWithdraw = Command(
        name: "directory withdraw",
        summary: "takes a card from its holder; it is nobody's then",
        positionals: identifierPlaces,
        options: [Option("--why", "TEXT", "kept with the old assignment")] + DirectoryEdit.options,
        examples: ["laneid directory withdraw electronicKey 2900000F1A2B3C01 --why returned"]
    ) { arguments, console in
        let (kind, value) = (try kind(arguments), try value(arguments))
        return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
            try editor.withdraw(kind, value, why: arguments["--why"])
        }
    }

    static let directorySuspend = suspension(
        "suspend", "a customer, one card or a group of cards is refused from now on",
        example: "laneid directory suspend --level group 2024 gift cards", isSuspended: true)
    static let directoryResume = suspension(
        "resume", "lets a suspended customer, card or group be served again",
        example: "laneid directory resume 10412", isSuspended: false)

    private static func suspension(
        _ name: String, _ summary: String, example: String, isSuspended: Bool
    ) -> Command {
        Command(
            name: "directory \(name)", summary: summary,
            details:
                "A customer is named by number, a card by kind and value, a group by its name.",
            positionals: [
                Positional(name: "WHAT", summary: "NUMBER, KIND VALUE, or NAME", repeats: true)
            ],
            options: [
                Option("--level", "LEVEL", "customer (when not said), identifier or group"),
                Option("--reason", "TEXT", "for people"),
            ]
                + (isSuspended
                    ? [Option("--as", "STATE", "a card as lost, blocked, retain or expired")] : [])
                + DirectoryEdit.options,
            examples: [example]
        ) { arguments, console in
            let level = arguments["--level"] ?? "customer"
            let reason = arguments["--reason"]
            switch level {
            case "group":
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.suspend(isSuspended, group: arguments.rest(from: 0), reason: reason)
                }
            case "customer":
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.suspend(
                        isSuspended, customer: arguments.rest(from: 0), reason: reason)
                }
            case "identifier":
                let (kind, value) = (try kind(arguments), try value(arguments))
                let state = isSuspended ? arguments["--as"] ?? "suspended" : "active"
                return try DirectoryEdit.run(arguments, console) { editor throws(DatabaseError) in
                    try editor.setState(state, of: kind, value, reason: reason)
                }
            default:
                throw UsageError.badValue(
                    of: "--level", value: level, why: "it is group, identifier or customer")
            }
        }
    }

    static func kind(_ arguments: Arguments) throws(UsageError) -> IdentifierKind {
        let word = try arguments.positional(0, "KIND")
        if let kind = IdentifierKind(rawValue: word) { return kind }
        let words = IdentifierKind.allCases.map(\.rawValue)
        throw .badValue(
            of: "KIND", value: word,
            why: word.nearest(of: words).map { "did you mean \($0)?" }
                ?? "it is one of \(words.joined(separator: ", "))")
    }

    private static func value(_ arguments: Arguments) throws -> String {
        try typed(try arguments.positional(1, "VALUE"))
    }

    /// A value as it was typed; for `-`, the first line of standard input, so that it is in no list of processes.
    static func typed(_ text: String) throws -> String {
        guard text == "-" else { return text }
        var bytes: [UInt8] = []
        try Files.standardInput { bytes += $0 }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        return String(decoding: line, as: UTF8.self)
    }

    private static func holder(_ text: String) throws(UsageError) -> NewHolder {
        if text == "bearer" { return .bearer }
        if text.hasPrefix("employee:") { return .employee(String(text.dropFirst(9))) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let shopper = Int(parts[1]) else {
            return .customer(text, shopper: nil)
        }
        return .customer(String(parts[0]), shopper: shopper)
    }
}
