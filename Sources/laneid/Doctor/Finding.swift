import LaneLink

/// One thing that the doctor looked at, and how it stands.
struct Finding: Equatable {
    /// What was looked at.
    enum Check: String, CaseIterable {
        case daemon, version, group, udev, settings, directory, journal, disk, clock, usb, port
        case device, program
    }

    enum Level: String {
        /// As it should be.
        case well
        /// Worth knowing; it keeps nothing from working.
        case note
        /// It keeps something from working.
        case wrong
    }

    var check: Check
    var level: Level
    /// A stable word for machines: `daemonAbsent`, `usbHeld`.
    var word: String
    /// What it is about, where there are several: a device, a path, a port.
    var subject: String?
    /// A plain sentence.
    var says: String
    /// A command that mends it, or a line for the settings.
    var type: String?

    init(
        _ check: Check, _ level: Level, _ word: String, of subject: String? = nil, _ says: String,
        type: String? = nil
    ) {
        self.check = check
        self.level = level
        self.word = word
        self.subject = subject
        self.says = says
        self.type = type
    }

    /// One line of JSON.
    var json: String {
        var line = LineBuffer()
        line.raw("{")
        line.member("check", word: check.rawValue)
        line.member("level", word: level.rawValue)
        line.member("word", word: word)
        if let subject { line.member("subject", string: subject) }
        line.member("says", string: says)
        if let type { line.member("type", string: type) }
        line.raw("}")
        return String(line)
    }

    /// Some lines for a person.
    func text(_ console: Console) -> String {
        let colour: Colour =
            switch level {
            case .well: .green
            case .note: .yellow
            case .wrong: .red
            }
        let indent = "\n         "
        let label =
            switch level {
            case .well: "ok"
            case .note: "note"
            case .wrong: "problem"
            }
        var text = console.coloured(label.padded(to: 7), colour) + "  "
        text += says.split(separator: "\n").joined(separator: indent).harmlessLines
        if let type { text += indent + "type: " + type.harmless }
        return text
    }
}

extension String {
    /// Without control characters other than line ends.
    fileprivate var harmlessLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).harmless }
            .joined(separator: "\n")
    }
}
