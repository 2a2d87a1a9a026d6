import FoundationEssentials
import Simulator
import Transport

/// How commands reach the running daemon.
enum LaneSocket {
    static let option = Option(
        "--socket", "PATH", "the lane socket; otherwise LANEID_SOCKET, or /run/laneid/lane.sock")

    static func path(_ arguments: Arguments) -> String {
        arguments[option.name] ?? environmentPath ?? "/run/laneid/lane.sock"
    }

    /// What the environment names; nil where it names none.
    static var environmentPath: String? {
        ProcessInfo.processInfo.environment["LANEID_SOCKET"]
    }

    /// A connection to the daemon at that path; nil if none listens.
    static func ifListening(at path: String) throws(SocketError) -> LaneClient? {
        do {
            return try LaneClient(path: path)
        } catch {
            if case .absent = error { return nil }
            throw error
        }
    }

    /// Connects, does `body`, and says in the tool's words what went wrong with the connection.
    static func use(
        _ arguments: Arguments, _ body: (LaneClient) throws -> ExitCode
    ) throws -> ExitCode {
        try reporting(arguments) { path in try body(LaneClient(path: path)) }
    }

    /// The same for a `body` that connects by itself.
    static func reporting(
        _ arguments: Arguments, _ body: (String) throws -> ExitCode
    ) throws -> ExitCode {
        do {
            return try body(path(arguments))
        } catch let error as SocketError {
            switch error {
            case .absent, .closed: throw CommandFailure(error.description, code: .unavailable)
            default: throw error
            }
        } catch let error as LaneClientError {
            throw CommandFailure(error.description, code: .unavailable)
        }
    }
}
