import CLinux
import Glibc

/// Who is at the other end of a Unix socket, noted when the connection or listening began.
public struct PeerCredentials: Equatable, Sendable {
    /// The process id; 0 when it is not visible from here (another container).
    public let process: Int32
    public let user: UInt32
    public let group: UInt32
    /// Supplementary groups.
    public let groups: [UInt32]

    public init(process: Int32, user: UInt32, group: UInt32, groups: [UInt32]) {
        self.process = process
        self.user = user
        self.group = group
        self.groups = groups
    }

    /// Asks the kernel about a connected socket.
    init(of socket: borrowing FileDescriptor) throws(SystemError) {
        var peer = linux_peer()
        var size = socklen_t(MemoryLayout<linux_peer>.size)
        guard unsafe getsockopt(socket.number, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else {
            throw SystemError.last("ask for the peer of", "a socket")
        }
        self.init(
            process: peer.pid, user: peer.uid, group: peer.gid,
            groups: try Self.groups(of: socket))
    }

    /// Whether the peer is in `group`, by its own group or a supplementary one.
    public func isMember(of group: UInt32) -> Bool {
        self.group == group || groups.contains(group)
    }

    private static func groups(
        of socket: borrowing FileDescriptor
    ) throws(SystemError) -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: 32)
        while true {
            let stride = MemoryLayout<UInt32>.stride
            var size = socklen_t(groups.count * stride)
            let result = unsafe getsockopt(
                socket.number, SOL_SOCKET, SO_PEERGROUPS, &groups, &size)
            if result == 0 { return Array(groups.prefix(Int(size) / stride)) }
            // Too small: the kernel says how much it needs.
            guard errno == ERANGE, Int(size) > groups.count * stride else {
                throw SystemError.last("ask for the groups of", "a socket's peer")
            }
            groups = [UInt32](repeating: 0, count: Int(size) / stride)
        }
    }
}
