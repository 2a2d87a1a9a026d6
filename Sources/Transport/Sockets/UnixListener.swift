import CLinux
import Glibc

/// A Unix socket that takes connections.
///
/// One owner. Its path is removed with it if the socket there is still this one.
public final class UnixListener {
    public let descriptor: FileDescriptor
    public let path: String
    /// Kept so that a connection can still be taken, and closed, when every other descriptor is in
    /// use: else it would wait in the kernel and wake the loop without end.
    private var spare: FileDescriptor?
    private let identity: FileIdentity?

    /// Listens at `path` with the given mode (`0o660`) and, where named, group.
    ///
    /// A dead socket is replaced, because a killed gateway leaves one. A live socket is refused
    /// with its owner's pid; any other file is left alone and refused.
    public init(path: String, mode: UInt32, group: String? = nil) throws(SocketError) {
        let address = try UnixAddress(path: path)
        let groupID = try group.map { (name) throws(SocketError) in
            guard let group = Group(named: name) else { throw .unknownGroup(name: name) }
            return group.id
        }
        self.path = path
        do throws(SystemError) {
            descriptor = try .unixSocket()
            spare = try .open("/dev/null", O_RDONLY)
        } catch {
            throw .system(error)
        }
        // Two gateways that start at once must not each take the other's new socket for a dead one.
        let lock = DirectoryLock(around: path)
        defer { withExtendedLifetime(lock) {} }
        try Self.makeRoom(at: address)
        let code = address.bind(descriptor)
        guard code == 0 else {
            if code == ENOENT || code == ENOTDIR { throw .noFolder(path: path) }
            throw .of(SystemError(operation: "create", code: code), path: path)
        }
        identity = FileIdentity(path)
        do throws(SocketError) {
            try Self.restrict(path, mode: mode, group: groupID)
            // Only now, because until then every connection is refused, whatever the mode was.
            guard listen(descriptor.number, 128) == 0 else {
                throw .of(.last("listen at"), path: path)
            }
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    deinit {
        if isAtPath { unsafe unlink(path) }
    }

    /// Whether the socket at the path is still this one, so that others can connect.
    public var isAtPath: Bool {
        guard let identity else { return false }
        return identity == FileIdentity(path)
    }

    /// The next connection; nil if none waits. Throws `.tooManyDescriptors` after turning one away.
    public func accept() throws(SocketError) -> UnixStream? {
        while true {
            let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let number = accept4(descriptor.number, nil, nil, flags)
            if number >= 0 { return try UnixStream(owning: FileDescriptor(owning: number)) }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return nil
            case EMFILE, ENFILE:
                turnAway()
                throw .tooManyDescriptors
            default: throw .of(.last("accept at"), path: path)
            }
        }
    }

    private func turnAway() {
        spare = nil
        let number = accept4(descriptor.number, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        if number >= 0 { close(number) }
        spare = try? .open("/dev/null", O_RDONLY)
    }

    /// Removes a dead socket at the path; throws when there is something else.
    private static func makeRoom(at address: UnixAddress) throws(SocketError) {
        guard let identity = FileIdentity(address.path) else { return }
        guard identity.isSocket else { throw .notASocket(path: address.path) }
        do throws(SocketError) {
            let stream = try UnixStream.connect(path: address.path)
            throw .inUse(path: address.path, by: RunningProcess(id: stream.peer.process))
        } catch .absent {
            guard unsafe unlink(address.path) == 0 || errno == ENOENT else {
                throw .of(.last("replace"), path: address.path)
            }
        } catch .system(let error) where error.code == EAGAIN || error.code == EPROTOTYPE {
            // Its queue is full, or it is a socket of another kind: in use either way.
            throw .inUse(path: address.path, by: nil)
        }
    }

    private static func restrict(
        _ path: String, mode: UInt32, group: UInt32?
    ) throws(SocketError) {
        if let group, unsafe chown(path, .max, group) != 0 {
            throw .of(.last("set the group of"), path: path)
        }
        guard unsafe chmod(path, mode) == 0 else { throw .of(.last("set the mode of"), path: path) }
    }
}
