import FoundationEssentials
import Identity
import Transport

/// Where a command writes: results to standard output, everything else to standard error.
///
/// All that is written passes here, and what a terminal would obey is escaped here, whoever wrote
/// it and whatever command shows it.
struct Console: Sendable {
    /// Whether results may be coloured: a person looks at them and allows it (no-color.org).
    let hasColour: Bool
    /// Whether a person looks at standard error, so that progress may be shown.
    let showsProgress: Bool
    private let output: @Sendable (String) throws(SystemError) -> Void
    private let errors: @Sendable (String) -> Void

    /// The streams that the program got.
    init() {
        StandardStream.surviveBrokenPipes()
        let environment = ProcessInfo.processInfo.environment
        let mayColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        hasColour = mayColour && StandardStream.output.isTerminal
        showsProgress = StandardStream.error.isTerminal
        output = { (text) throws(SystemError) in try StandardStream.output.writeAll(text) }
        errors = { _ = StandardStream.error.write($0) }
    }

    /// What is written goes to these two, without colours and progress.
    init(output: @escaping @Sendable (String) -> Void, errors: @escaping @Sendable (String) -> Void)
    {
        (hasColour, showsProgress) = (false, false)
        self.output = output
        self.errors = errors
    }

    /// A result.
    func write(_ text: String) throws(SystemError) {
        try output(shown(text))
    }

    /// A line of the result.
    func line(_ text: String) throws(SystemError) {
        try write(text + "\n")
    }

    /// Something for the person.
    func say(_ text: String) {
        errors(shown(text))
    }

    /// Draws over the line that the cursor is in; without a text takes away what was drawn.
    func draw(_ text: String) {
        errors("\r" + text.escapedLine + "\u{1B}[K")
    }

    /// The text with nothing in it that a terminal obeys but our own colours.
    private func shown(_ text: String) -> String {
        guard hasColour, text.contains("\u{1B}") else { return text.escaped }
        let parts = text.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            let isOurs =
                index == 0 || Colour.allCases.contains { part.hasPrefix("[\($0.rawValue)m") }
            return (index == 0 ? "" : isOurs ? "\u{1B}" : "\u{1B}".escaped) + part.escaped
        }.joined()
    }

    /// A line about what went wrong.
    func complain(_ text: String) {
        say("laneid: \(text)\n")
    }
}
