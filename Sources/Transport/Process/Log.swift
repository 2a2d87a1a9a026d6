import Identity

/// What the daemon says to whoever runs it: one line each on standard error, which systemd's
/// journal takes. Raw values never come here; readings and identifiers print as kind and length.
/// What a terminal obeys is escaped, because names of devices and programs are written by others.
package struct Log {
    /// The line's first word, and the priority systemd reads from `<N>`.
    enum Level: String {
        case error, warning, notice

        var priority: Int {
            switch self {
            case .error: 3
            case .warning: 4
            case .notice: 5
            }
        }
    }

    /// Whether lines begin with systemd's priority, as its journal wants them.
    private let withPriority: Bool

    package init(withPriority: Bool) {
        self.withPriority = withPriority
    }

    package func error(_ text: String) { write(.error, text) }
    package func warning(_ text: String) { write(.warning, text) }
    package func notice(_ text: String) { write(.notice, text) }

    private func write(_ level: Level, _ text: String) {
        let start = withPriority ? "<\(level.priority)>" : "laneidd: "
        let word = level == .notice ? "" : "\(level.rawValue): "
        StandardStream.error.offer("\(start)\(word)\(text.escapedLine)\n")
    }
}
