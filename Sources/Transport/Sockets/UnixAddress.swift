import CLinux
import Glibc

/// The path of a Unix socket, in the form the kernel takes.
struct UnixAddress {
    /// Bytes that a path may have, its final NUL not counted (unix(7)).
    static let longestPath = 107

    let path: String
    private var address = sockaddr_un()

    init(path: String) throws(SocketError) {
        self.path = path
        let bytes = Array(path.utf8)
        guard bytes.count <= Self.longestPath else {
            throw .pathTooLong(path: path, bytes: bytes.count)
        }
        guard !bytes.isEmpty, !bytes.contains(0) else { throw .badPath(path: path) }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: bytes)
        }
    }

    /// Binds the socket to the path; 0 or the `errno`.
    func bind(_ socket: borrowing FileDescriptor) -> Int32 {
        let number = socket.number
        return unsafe withSocketAddress { unsafe Glibc.bind(number, $0, $1) }
    }

    /// Connects to the socket at the path; returns 0 or the `errno`.
    func connect(_ socket: borrowing FileDescriptor) -> Int32 {
        let number = socket.number
        while true {
            let code = unsafe withSocketAddress { unsafe Glibc.connect(number, $0, $1) }
            if code != EINTR { return code }
        }
    }

    private func withSocketAddress(
        _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe withUnsafeBytes(of: address) {
            // A sockaddr_un of full length, which the kernel takes as far as its first NUL.
            let pointer = unsafe $0.baseAddress.unsafelyUnwrapped
            return unsafe call(pointer.assumingMemoryBound(to: sockaddr.self), length)
        } == 0 ? 0 : errno
    }
}

extension FileDescriptor {
    /// A stream socket that never blocks.
    static func unixSocket() throws(SystemError) -> FileDescriptor {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, kind, 0)
        guard number >= 0 else { throw SystemError.last("create", "a socket") }
        return FileDescriptor(owning: number)
    }
}
