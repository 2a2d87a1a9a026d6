import CLinux
import Glibc

/// Where a device is in the network: a host, by name or number, and a port.
public struct NetworkPlace: Sendable, Hashable, CustomStringConvertible {
    /// How it is spoken to, and what its path begins with.
    public enum Scheme: String, Sendable, CaseIterable {
        case stream = "tcp://"
        case datagrams = "udp://"
    }

    public let scheme: Scheme
    public let host: String
    public let port: UInt16

    /// Reads `tcp://HOST:PORT` or `udp://HOST:PORT`, an IPv6 number in brackets; nil for anything
    /// else.
    /// - Parameter defaultPort: The port where the text has none; nil where it must have one.
    public init?(_ text: String, defaultPort: UInt16? = nil) {
        guard let scheme = Scheme.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
            return nil
        }
        self.scheme = scheme
        let rest = text.dropFirst(scheme.rawValue.count)
        let end = rest.hasPrefix("[") ? rest.firstIndex(of: "]") : rest.firstIndex(of: ":")
        let isBracketed = rest.hasPrefix("[")
        guard !isBracketed || end != nil else { return nil }
        let host = isBracketed ? rest.dropFirst()[..<end!] : rest[..<(end ?? rest.endIndex)]
        let after = end.map { isBracketed ? rest[rest.index(after: $0)...] : rest[$0...] } ?? ""
        guard !host.isEmpty, host.utf8.count <= 253,
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x5B })
        else { return nil }
        guard !after.isEmpty else {
            guard let defaultPort else { return nil }
            (self.host, port) = (String(host), defaultPort)
            return
        }
        guard after.hasPrefix(":"), let port = UInt16(after.dropFirst()), port > 0 else {
            return nil
        }
        (self.host, self.port) = (String(host), port)
    }

    public var description: String {
        scheme.rawValue + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    /// The addresses of the host; none where the name is not known. A name may take seconds.
    func addresses(numericOnly: Bool) -> [NetworkAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV | (numericOnly ? AI_NUMERICHOST : AI_ADDRCONFIG)
        // Owned: freed below.
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            unsafe addresses.append(NetworkAddress(entry.pointee))
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }
}

/// An address as the kernel takes it.
public struct NetworkAddress: Sendable, Equatable {
    let family: Int32
    let bytes: [UInt8]

    fileprivate init(_ info: addrinfo) {
        family = unsafe info.ai_family
        bytes = unsafe Array(
            UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen)))
    }
}

/// Finds the addresses of hosts without holding up the loop: numbers at once, names on a thread, a
/// few at a time. One owner, on the loop's thread.
public final class NetworkResolver {
    private static let maxAtOnce = 4

    private let work: BlockingWork
    private var running = 0
    private var waiting: [(NetworkPlace, ([NetworkAddress]) -> Void)] = []

    public init(loop: EventLoop) throws(SystemError) {
        work = try BlockingWork(loop: loop)
    }

    /// Calls `finish` with the host's addresses, none where it is not known.
    public func resolve(
        _ place: NetworkPlace, then finish: @escaping ([NetworkAddress]) -> Void
    ) {
        let numeric = place.addresses(numericOnly: true)
        guard numeric.isEmpty else { return finish(numeric) }
        waiting.append((place, finish))
        startNext()
    }

    private func startNext() {
        guard running < Self.maxAtOnce, !waiting.isEmpty else { return }
        let (place, finish) = waiting.removeFirst()
        running += 1
        work.run(
            { place.addresses(numericOnly: false) },
            then: { [self] addresses in
                running -= 1
                startNext()
                finish(addresses)
            })
    }
}
