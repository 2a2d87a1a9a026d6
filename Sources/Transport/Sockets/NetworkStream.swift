import CLinux
import Glibc

/// A connection to a device in the network. It never blocks; a peer that is gone without a word is
/// noticed within a minute.
///
/// One owner; the connection ends when the owner lets go of it.
public final class NetworkStream {
    public let descriptor: FileDescriptor
    private let place: NetworkPlace
    private var queue = OutputQueue()

    /// Begins to connect: watch for `output`, then call `finishConnecting()`.
    public init(to address: NetworkAddress, of place: NetworkPlace) throws(NetworkError) {
        self.place = place
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw .system(.last("create", "a socket")) }
        descriptor = FileDescriptor(owning: number)
        // Commands are short, and a device that was switched off never says so.
        set(IPPROTO_TCP, TCP_NODELAY, 1)
        set(Int(SOL_SOCKET), SO_KEEPALIVE, 1)
        set(IPPROTO_TCP, TCP_KEEPIDLE, 20)
        set(IPPROTO_TCP, TCP_KEEPINTVL, 5)
        set(IPPROTO_TCP, TCP_KEEPCNT, 3)
        set(IPPROTO_TCP, TCP_USER_TIMEOUT, 35_000)
        let result = unsafe address.bytes.withUnsafeBytes {
            unsafe Glibc.connect(
                number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t($0.count))
        }
        guard result == 0 || errno == EINPROGRESS else { throw error(SystemError.last("connect")) }
    }

    /// Connects and waits for it, at most about `limit` for each address of the host: for tools.
    public static func connected(
        to place: NetworkPlace, within limit: Duration
    ) throws(NetworkError) -> NetworkStream {
        var why = NetworkError.unknownHost(place)
        for address in place.addresses(numericOnly: false) {
            do throws(NetworkError) {
                let stream = try NetworkStream(to: address, of: place)
                let events = try? stream.descriptor.wait(for: .output, limit: limit)
                guard events?.isEmpty == false else { throw .silent(place) }
                try stream.finishConnecting()
                return stream
            } catch {
                why = error
            }
        }
        throw why
    }

    private func set(_ level: Int, _ name: Int32, _ value: Int32) {
        var value = value
        unsafe setsockopt(
            descriptor.number, Int32(level), name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Throws when the connection could not be made.
    public func finishConnecting() throws(NetworkError) {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &size)
        if code != 0 { throw error(SystemError(operation: "connect", code: code)) }
    }

    /// Reads what is there into `buffer` and says how much came; nil when there is nothing now.
    /// Throws `.closed` when there will be nothing more.
    public func read(into buffer: inout InputBuffer) throws(NetworkError) -> Int? {
        do throws(SystemError) {
            guard let count = try buffer.fill(from: descriptor) else { return nil }
            if count > 0 { return count }
        } catch {
            throw self.error(error)
        }
        throw .closed(place)
    }

    /// Whether something waits to be sent: then watch for `output` and call `flush()`.
    public var hasOutput: Bool { !queue.isEmpty }

    /// Sends `command`, or keeps what the peer does not take at once. Throws `.outputFull` when too
    /// much would wait.
    public func write(_ command: borrowing Span<UInt8>) throws(NetworkError) {
        guard queue.append(command, from: 0) else { throw .outputFull(place) }
        try flush()
    }

    /// Sends what waits, as far as the peer takes it. The process must ignore SIGPIPE.
    public func flush() throws(NetworkError) {
        do throws(SystemError) {
            try queue.flush(to: descriptor)
        } catch {
            throw self.error(error)
        }
    }

    private func error(_ error: SystemError) -> NetworkError {
        switch error.code {
        case ECONNREFUSED: .refused(place)
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL: .unreachable(place)
        case ETIMEDOUT: .silent(place)
        case ECONNRESET, EPIPE: .closed(place)
        default: .system(error.about("\(place)"))
        }
    }
}

/// Why a device in the network cannot be used.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No address is known for the host.
    case unknownHost(NetworkPlace)
    /// The host is there, and nothing listens at the port.
    case refused(NetworkPlace)
    case unreachable(NetworkPlace)
    /// It does not answer, or not any more.
    case silent(NetworkPlace)
    case closed(NetworkPlace)
    /// The connection is made and closed at once, as by a terminal server that serves another.
    case busy(NetworkPlace)
    /// What answers is something else; `what` names it.
    case notALine(NetworkPlace, what: String)
    /// It sends more than a serial line can.
    case tooFast(NetworkPlace)
    /// The device takes nothing; the command was dropped whole.
    case outputFull(NetworkPlace)
    case system(SystemError)

    public var description: String {
        switch self {
        case .unknownHost(let place):
            "there is no host \(place.host): correct the path, or look at the name server"
        case .refused(let place):
            "nothing listens at \(place): set the terminal server's port to raw TCP, or correct the path"
        case .unreachable(let place):
            "\(place) cannot be reached: look at the network, and whether the terminal server is on"
        case .silent(let place):
            "\(place) does not answer: look at the network, and whether the terminal server is on"
        case .closed(let place):
            "\(place) is gone: the terminal server closed the connection"
        case .busy(let place):
            "\(place) closes each connection at once: another program may have it, for most terminal servers serve one"
        case .notALine(let place, let what):
            "\(place) is no serial line: it speaks \(what); correct the port, or set it to raw TCP"
        case .tooFast(let place):
            "\(place) sends more than a serial line can, so it is no reader: correct the port"
        case .outputFull(let place):
            "the device at \(place) takes no data: a command to it was dropped"
        case .system(let error): error.description
        }
    }
}
