import Identity
import Transport

/// A bar on standard error, where a person looks at it; nothing elsewhere.
struct ProgressBar {
    private let console: Console
    private var lastShown: Instant?
    private var isShown = false

    /// How long a state stays before the next one is drawn.
    private static let pace = Duration.milliseconds(50)

    init(_ console: Console) {
        self.console = console
    }

    /// Draws how far it is.
    /// - Parameters:
    ///   - fraction: From 0 to 1; nil where the end is not known.
    ///   - text: What is being done.
    mutating func show(_ fraction: Double?, _ text: String) {
        guard console.showsProgress else { return }
        let now = Instant.now
        if let lastShown, now - lastShown < Self.pace { return }
        lastShown = now
        isShown = true
        let columns = StandardStream.error.columns ?? 80
        console.draw(Self.line(fraction, text, columns: columns))
    }

    /// Takes the bar away.
    mutating func end() {
        if isShown { console.draw("") }
        isShown = false
    }

    /// A line of less than `columns` characters.
    static func line(_ fraction: Double?, _ text: String, columns: Int) -> String {
        guard let fraction else { return String(text.prefix(max(0, columns - 1))) }
        let share = min(max(fraction, 0), 1)
        let percent = String(Int(share * 100))
        let label = String(repeating: " ", count: 3 - percent.count) + percent + "% " + text
        let width = min(30, columns - label.count - 4)
        guard width >= 5 else { return String(label.prefix(max(0, columns - 1))) }
        let full = Int(share * Double(width))
        return "[" + String(repeating: "#", count: full)
            + String(repeating: "-", count: width - full) + "] " + label
    }
}
