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
    /// A line one can type, and what it does.
    var examples: [String]
    var run: @Sendable (Arguments, Console) throws -> ExitCode
}

extension Option {
    static let json = Option("--json", "for machines: one JSON object a line")
    static let help = Option("--help", "this text")
}
