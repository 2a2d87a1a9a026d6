import Configuration
import Journal

/// The words after `laneidd`.
struct DaemonLine {
    var settings: String?
    var directory: String?
    var journal: String?
    var socket: String?
    var devices: [String] = []
    var onlyChecks = false
    var onlyReleases = false
    var wantsHelp = false
    var wantsVersion = false

    private static let names = [
        "--settings", "--directory", "--journal", "--socket", "--device", "--check-settings",
        "--release-interfaces", "--help", "--version",
    ]

    init(_ words: [String]) throws(DaemonLineError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            switch name {
            case "--check-settings": onlyChecks = true
            case "--release-interfaces": onlyReleases = true
            case "--help", "-h": wantsHelp = true
            case "--version", "-V": wantsVersion = true
            default:
                guard Self.names.contains(name) else {
                    throw .unknown(name, nearest: Spelling.nearest(to: name, among: Self.names))
                }
                guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                    throw .needsValue(name)
                }
                take(name, value)
            }
        }
    }

    private mutating func take(_ name: String, _ value: String) {
        switch name {
        case "--settings": settings = value
        case "--directory": directory = value
        case "--journal": journal = value
        case "--socket": socket = value
        default: devices.append(value)
        }
    }
}

/// What was typed is nothing that `laneidd` takes.
enum DaemonLineError: Error, CustomStringConvertible {
    case unknown(String, nearest: String?)
    case needsValue(String)

    var description: String {
        switch self {
        case .unknown(let word, let nearest?):
            "there is no option \(word); did you mean \(nearest)?"
        case .unknown(let word, nil): "there is no option \(word)"
        case .needsValue(let name): "\(name) needs a value"
        }
    }
}

extension Settings {
    /// Puts what the command line says in place of what the file says.
    mutating func apply(_ line: DaemonLine) throws(SettingsProblems) {
        if let path = line.directory { directory = path }
        if let path = line.journal { journal.path = path }
        if let path = line.socket { socket.path = path }
        try add(devices: line.devices)
    }
}
