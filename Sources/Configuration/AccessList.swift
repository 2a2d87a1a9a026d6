package import Transport

/// Who may connect, by peer credentials: root and the daemon's own user always; else whom settings
/// name.
package struct AccessList {
    private let own: UInt32
    private let users: Set<UInt32>
    private let groups: Set<UInt32>
    private let isOpen: Bool
    /// The lane socket's group.
    private let socketGroup: UInt32?

    /// Looks the names up.
    /// - Parameter unknown: Called with each name that this machine does not have.
    package init(_ access: Settings.Access, socketGroup: String? = nil, unknown: (String) -> Void) {
        self.socketGroup = Group(named: socketGroup ?? Settings.SocketSettings.defaultGroup)?.id
        own = User.current
        isOpen = access.users.isEmpty && access.groups.isEmpty
        users = Self.look(up: access.users, { User(named: $0)?.id }, unknown)
        groups = Self.look(up: access.groups, { Group(named: $0)?.id }, unknown)
    }

    /// Whether the peer is root or the daemon's own user, who could do everything without asking.
    package func isOwner(_ peer: PeerCredentials) -> Bool { peer.user == 0 || peer.user == own }

    package func allows(_ peer: PeerCredentials) -> Bool {
        isOpen || isOwner(peer) || users.contains(peer.user)
            || groups.contains(where: peer.isMember(of:))
    }

    /// Whether the peer may take a device from its lane for a while: whoever is named, and the
    /// socket's group. That the socket is open to everybody is not enough.
    package func allowsTests(_ peer: PeerCredentials) -> Bool {
        if !isOpen { return allows(peer) }
        return isOwner(peer) || socketGroup.map(peer.isMember) ?? false
    }

    private static func look(
        up names: [String], _ find: (String) -> UInt32?, _ unknown: (String) -> Void
    ) -> Set<UInt32> {
        var found: Set<UInt32> = []
        for name in names {
            if let number = find(name) { found.insert(number) } else { unknown(name) }
        }
        return found
    }
}
