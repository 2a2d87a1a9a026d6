import FoundationEssentials
import Transport

/// Where a command writes: results to standard output, everything else to standard error.
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

    /// A result, as it stands.
    func write(_ text: String) throws(SystemError) {
        try output(text)
    }

    /// A line of the result.
    func line(_ text: String) throws(SystemError) {
        try write(text + "\n")
    }

    /// Something for the person, as it stands.
    func say(_ text: String) {
        errors(text)
    }

    /// A line about what went wrong.
    func complain(_ text: String) {
        say("laneid: \(text)\n")
    }
}
