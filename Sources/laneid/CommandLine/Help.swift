/// The help texts, made from the table of commands so that they cannot say what is not so.
enum Help {
    /// What `laneid help` prints.
    static func overview(of commands: [Command]) -> String {
        """
        laneid: what a shop's readers read, and whose it is

        Usage: laneid COMMAND [OPTION…]

        Commands:
        \(table(commands.map { ($0.name, $0.summary) }))

        `laneid help COMMAND` or `laneid COMMAND --help` describes a command, with an
        example and its exit codes. Results go to standard output, everything else to
        standard error.

        Exit codes:
        \(table(ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) }))

        """
    }

    /// What `laneid COMMAND --help` prints.
    static func text(for command: Command) -> String {
        let options = command.options + [.help]
        var sections = [
            filled("laneid \(command.name): \(command.summary)"),
            usage(of: command),
        ]
        if !command.details.isEmpty { sections.append(filled(command.details)) }
        if !command.positionals.isEmpty {
            sections.append(table(command.positionals.map { ($0.name, $0.summary) }))
        }
        sections.append("Options:\n" + table(options.map { ($0.shown, $0.summary) }))
        sections.append(
            "Exit codes:\n" + table(command.exitCodes.map { ("\($0.code.rawValue)", $0.meaning) }))
        let title = command.examples.count == 1 ? "Example:" : "Examples:"
        sections.append(([title] + command.examples.map { "  " + $0 }).joined(separator: "\n"))
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// What a family of commands has, such as all that begin with `directory`.
    static func family(_ name: String, _ commands: [Command]) -> String {
        """
        Usage: laneid \(name) COMMAND [OPTION…]

        Commands:
        \(table(commands.map { ($0.name, $0.summary) }))

        """
    }

    /// The command with what it cannot do without, on one line.
    static func shortUsage(of command: Command) -> String {
        let optional = command.options.contains { !$0.isRequired } ? ["[OPTION…]"] : []
        let required = command.options.filter(\.isRequired).map(\.shown)
        return (words(of: command) + required + optional).joined(separator: " ")
    }

    /// The command with all that it takes.
    private static func usage(of command: Command) -> String {
        let options = command.options.map { $0.isRequired ? $0.shown : "[\($0.shown)]" }
        return lines(["Usage:"] + words(of: command) + options, indent: "      ")
    }

    /// Paragraphs, each in lines of a terminal's usual width.
    private static func filled(_ text: String) -> String {
        text.split(separator: "\n\n").map { paragraph in
            lines(paragraph.split { $0 == " " || $0 == "\n" }.map(String.init), indent: "")
        }.joined(separator: "\n\n")
    }

    /// The words in lines of at most `width` characters; those after the first begin with `indent`.
    private static func lines(_ words: [String], indent: String, width: Int = 79) -> String {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(lines.isEmpty || indent.isEmpty ? word : indent + " " + word)
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(of command: Command) -> [String] {
        ["laneid", command.name]
            + command.positionals.map { positional in
                let name = positional.repeats ? positional.name + "…" : positional.name
                return positional.isOptional ? "[\(name)]" : name
            }
    }

    /// Two columns; what does not fit beside the first goes on below.
    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        let margin = String(repeating: " ", count: width + 4)
        return rows.map { left, right in
            let text = lines(
                right.split(separator: " ").map(String.init), indent: "", width: 79 - margin.count)
            let padding = String(repeating: " ", count: width - left.count + 2)
            return "  " + left + padding
                + text.split(separator: "\n").joined(separator: "\n" + margin)
        }.joined(separator: "\n")
    }
}
