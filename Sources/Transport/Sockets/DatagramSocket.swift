import CLinux
import Glibc

/// Where devices of the network send their datagrams. It never blocks; an answer goes to who sent
/// last.
///
/// One owner; it is closed when the owner lets go of it.
public final class DatagramSocket {
    public let descriptor: FileDescriptor
    private let place: NetworkPlace
    /// Who sent last, as the kernel gave it; empty before the first.
    private var sender: [UInt8] = []

    /// Listens at an address of this machine, given by number: `udp://0.0.0.0:3520`.
    public init(at place: NetworkPlace) throws(NetworkError) {
        self.place = place
        guard let address = place.addresses(numericOnly: true).first else {
            throw .unknownHost(place)
        }
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw .system(.last("create", "a socket")) }
        descriptor = FileDescriptor(owning: number)
        let result = unsafe Self.withAddress(address.bytes) { unsafe bind(number, $0, $1) }
        guard result == 0 else {
            throw errno == EADDRINUSE ? .busy(place) : .system(.last("listen at", "\(place)"))
        }
    }

    /// Reads the next datagram and says how long it was; nil when there is none. One that is longer
    /// than the buffer is dropped whole.
    public func read(into buffer: inout InputBuffer) throws(NetworkError) -> Int? {
        let number = descriptor.number
        var address = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var size = socklen_t(address.count)
        let got = unsafe buffer.fill { room in
            unsafe address.withUnsafeMutableBytes {
                // With this flag the answer is how long it was, not how much of it fits.
                unsafe recvfrom(
                    number, room.baseAddress, room.count, Int32(MSG_TRUNC),
                    $0.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
            }
        }
        guard got >= 0 else {
            // An answer that nobody took comes back as an error of the next read.
            if errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED { return nil }
            throw .system(.last("read", "\(place)"))
        }
        sender = Array(address.prefix(Int(size)))
        return got
    }

    /// Sends a datagram to who sent last; false when nobody has yet, or the kernel takes none.
    public func write(_ bytes: borrowing Span<UInt8>) -> Bool {
        let number = descriptor.number
        let sent = unsafe bytes.withUnsafeBufferPointer { data in
            unsafe Self.withAddress(sender) {
                unsafe sendto(number, data.baseAddress, data.count, Int32(MSG_NOSIGNAL), $0, $1)
            }
        }
        return !sender.isEmpty && sent == bytes.count
    }

    private static func withAddress<Result>(
        _ bytes: [UInt8], _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Result
    ) -> Result {
        unsafe bytes.withUnsafeBytes {
            unsafe body(
                $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
        }
    }
}
