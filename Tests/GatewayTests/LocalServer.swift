import Glibc
import Testing

/// A terminal server on this machine that does what the test says. It never blocks.
final class LocalServer {
    private let listener: Int32
    let port: UInt16
    private(set) var clients: [Int32] = []

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = listener
        let isBound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, size) == 0 && listen(number, 16) == 0
                    && getsockname(number, $0, &size) == 0
            }
        }
        try #require(isBound)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        for client in clients { close(client) }
        close(listener)
    }

    /// Takes a client that waits; false when none does.
    func accept() -> Bool {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return false }
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        clients.append(client)
        return true
    }

    /// Sends to the last client what it takes now; how much that was, below zero when it is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        guard let client = clients.last else { return -1 }
        return unsafe Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// What the last client sent since this was last asked.
    func received() -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        guard let client = clients.last else { return [] }
        let count = unsafe recv(client, &chunk, chunk.count, 0)
        return Array(chunk.prefix(max(0, count)))
    }

    /// Closes the last connection, with a reset where the peer is to be cut off.
    func hangUp(withReset isReset: Bool = false) {
        guard let client = clients.popLast() else { return }
        var linger = linger(l_onoff: 1, l_linger: 0)
        if isReset {
            unsafe setsockopt(
                client, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        }
        close(client)
    }
}
