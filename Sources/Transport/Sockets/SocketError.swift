import Glibc

/// Why a Unix socket could not be made, reached or used.
public enum SocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path has more bytes than the kernel's 107.
    case pathTooLong(path: String, bytes: Int)
    /// The path is empty or holds a NUL.
    case badPath(path: String)
    /// A process accepts connections there; its id and name where the kernel tells.
    case inUse(path: String, by: RunningProcess?)
    /// Something that is not a socket is there. It is never removed.
    case notASocket(path: String)
    /// Nobody listens there.
    case absent(path: String)
    /// The folder in which the socket should be made is not there.
    case noFolder(path: String)
    /// The process may not do this there; the group whose members may connect, where there is one.
    case denied(operation: String, path: String, group: String?)
    /// The machine has no group of that name.
    case unknownGroup(name: String)
    /// A client was turned away because the process has no descriptor left for it.
    case tooManyDescriptors
    /// The other end is gone.
    case closed
    case system(SystemError)

    public var description: String {
        switch self {
        case .pathTooLong(let path, let bytes):
            """
            the socket path \(path) is \(bytes) bytes long and a socket's path can have \
            \(UnixAddress.longestPath): choose a shorter one
            """
        case .badPath(let path):
            "\"\(path)\" cannot be a socket's path: it is empty or holds a NUL"
        case .inUse(let path, let process?):
            """
            another \(process.name) is running (pid \(process.id)) and listens at \(path): stop it \
            or choose another socket
            """
        case .inUse(let path, nil):
            "another program listens at \(path): stop it or choose another socket"
        case .notASocket(let path):
            "there is something at \(path) that is not a socket: remove it or choose another path"
        case .absent(let path):
            "cannot connect to \(path): is laneidd running?"
        case .noFolder(let path):
            "cannot create \(path): its folder does not exist: create it or choose another path"
        case .denied(let operation, let path, let group?):
            "this user may not \(operation) \(path): add it to group \(group) and log in again"
        case .denied(let operation, let path, nil):
            "this user may not \(operation) \(path)"
        case .unknownGroup(let name):
            "there is no group named \(name): create it, or name another in the settings"
        case .tooManyDescriptors:
            "a client was turned away: this process has too many open files"
        case .closed:
            "the other end closed the connection"
        case .system(let error):
            error.description
        }
    }

    /// What the last system call says about `path`.
    static func of(_ error: SystemError, path: String) -> SocketError {
        switch error.code {
        case EACCES, EPERM, EROFS: .denied(operation: error.operation, path: path, group: nil)
        case ENOENT, ECONNREFUSED: .absent(path: path)
        default: .system(error.about(path))
        }
    }
}
