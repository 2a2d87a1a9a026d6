/// What the tool tells the program that called it; the numbers of sysexits.h where it has one.
enum ExitCode: Int32 {
    case done = 0
    case failed = 1
    case wrongUsage = 64
    /// The device or the daemon is not there.
    case unavailable = 69
    case badSettings = 78
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
