/// One thing that the tool does: a row of the table in `Commands.swift`.
struct Command: Sendable {
    /// One word, or two where commands belong together: `directory import`.
    var name: String
    /// A line for the list of commands.
    var summary: String
    /// What else there is to know; may be empty.
    var details = ""
    var positionals: [Positional] = []
    var options: [Option] = []
    /// Whether it only finds or takes away what is there, so that by its place also a payment
    /// card's number may be typed, which may be there from former times.
    var takesCardsAway = false
    /// What exit codes mean of this command in particular, such as 1 of a check.
    var exits: [ExitCode: String] = [:]
    /// A line one can type, and what it does.
    var examples: [String]
    var run: @Sendable (Arguments, Console) throws -> ExitCode

    /// The exit codes that it can end with, and what each means.
    var exitCodes: [(code: ExitCode, meaning: String)] {
        let asks = Set(options.map(\.name))
        return ExitCode.allCases.compactMap { code in
            if let meaning = exits[code] { return (code, meaning) }
            switch code {
            case .done, .failed, .wrongUsage: break
            case .unavailable: if !asks.contains(LaneSocket.option.name) { return nil }
            case .badSettings: if !asks.contains("--settings") { return nil }
            }
            return (code, code.meaning)
        }
    }
}

extension Option {
    static let json = Option("--json", "for machines: one JSON object a line")
    static let help = Option("--help", "this text")
}
