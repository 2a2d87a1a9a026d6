import CLinux
import Glibc

/// One end of a connection over a Unix socket. It never blocks.
///
/// One owner; the connection ends when the owner lets go of it.
public final class UnixStream {
    public let descriptor: FileDescriptor
    /// Who is at the other end.
    public let peer: PeerCredentials

    init(owning descriptor: consuming FileDescriptor) throws(SocketError) {
        do throws(SystemError) {
            peer = try PeerCredentials(of: descriptor)
        } catch {
            throw .system(error)
        }
        self.descriptor = descriptor
    }

    /// Connects to the socket at `path`.
    public static func connect(path: String) throws(SocketError) -> UnixStream {
        let address = try UnixAddress(path: path)
        let socket: FileDescriptor
        do throws(SystemError) {
            socket = try .unixSocket()
        } catch {
            throw .system(error)
        }
        let code = address.connect(socket)
        if code == EACCES {
            let group = FileIdentity(path)?.groupToJoin
            throw .denied(operation: "connect to", path: path, group: group)
        }
        guard code == 0 else {
            throw .of(SystemError(operation: "connect to", code: code), path: path)
        }
        return try UnixStream(owning: socket)
    }

    /// Two ends of one connection, both in this process.
    public static func pair() throws(SocketError) -> (UnixStream, UnixStream) {
        var numbers: (Int32, Int32) = (-1, -1)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let result = unsafe withUnsafeMutableBytes(of: &numbers) {
            unsafe socketpair(AF_UNIX, kind, 0, $0.assumingMemoryBound(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .system(.last("create", "a socket pair")) }
        let first = FileDescriptor(owning: numbers.0)
        let second = FileDescriptor(owning: numbers.1)
        return (try UnixStream(owning: first), try UnixStream(owning: second))
    }

    /// Reads at most `bytes.count` bytes and says how many came: 0 when the other end will send no
    /// more, nil when there is nothing now. Throws `.closed` when the connection was broken off.
    public func read(into bytes: inout MutableSpan<UInt8>) throws(SocketError) -> Int? {
        do throws(SystemError) {
            return try descriptor.read(into: &bytes)
        } catch {
            throw error.code == ECONNRESET ? .closed : .system(error)
        }
    }

    /// Reads over the beginning of `bytes`; results as above.
    public func read(into bytes: inout [UInt8]) throws(SocketError) -> Int? {
        var span = bytes.mutableSpan
        return try read(into: &span)
    }

    /// Writes what the kernel takes of `bytes` and says how many; nil when it takes nothing now.
    /// Throws `.closed` when the other end is gone; never raises SIGPIPE.
    public func write(_ bytes: borrowing Span<UInt8>) throws(SocketError) -> Int? {
        while true {
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe send(
                    descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            case EPIPE, ECONNRESET: throw .closed
            default: throw .system(.last("write"))
            }
        }
    }

    /// Writes what the kernel takes of `bytes`; results as above.
    public func write(_ bytes: [UInt8]) throws(SocketError) -> Int? {
        try write(bytes.span)
    }

    /// Tells the other end that nothing more will be sent; it may still send.
    public func finishWriting() {
        _ = shutdown(descriptor.number, Int32(SHUT_WR))
    }
}
