import FoundationEssentials
import Transport

/// Where a command writes: results to standard output, everything else to standard error.
struct Console: Sendable {
    /// Whether results may be coloured: a person looks at them, and did not ask for none (no-color.org).
    let hasColour: Bool
    /// Whether a person looks at standard error, so that progress may be shown.
    let showsProgress: Bool

    init() {
        StandardStream.surviveBrokenPipes()
        let environment = ProcessInfo.processInfo.environment
        let mayColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        hasColour = mayColour && StandardStream.output.isTerminal
        showsProgress = StandardStream.error.isTerminal
    }

    /// A result, as it stands.
    func write(_ text: String) throws(SystemError) {
        try StandardStream.output.writeAll(text)
    }

    /// A line of the result.
    func line(_ text: String) throws(SystemError) {
        try write(text + "\n")
    }

    /// Something for the person, as it stands.
    func say(_ text: String) {
        _ = StandardStream.error.write(text)
    }

    /// A line about what went wrong.
    func complain(_ text: String) {
        say("laneid: \(text)\n")
    }
}
