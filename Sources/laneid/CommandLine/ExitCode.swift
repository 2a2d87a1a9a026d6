/// What the tool tells the program that called it; the numbers of sysexits.h where it has one.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case failed = 1
    case wrongUsage = 64
    /// The device or the daemon is not there.
    case unavailable = 69
    case badSettings = 78

    /// What it means, for the help.
    var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .wrongUsage: "wrong usage"
        case .unavailable: "the device or the daemon is not there"
        case .badSettings: "bad settings"
        }
    }
}

/// Why a command ended without its result: what was tried, on what, what happened and what to do.
struct CommandFailure: Error, CustomStringConvertible {
    var code: ExitCode
    var description: String

    init(_ description: String, code: ExitCode = .failed) {
        self.code = code
        self.description = description
    }
}
