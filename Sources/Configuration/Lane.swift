package import Identity
package import Tickets
package import Transport

/// A lane of the shop: the name events carry, and what settings say of it.
package struct Lane {
    package let name: String
    package let bytes: Bytes<32>
    package let shopper: ShopperPolicy
    package let ticket: TicketPolicy
    /// How long the same text again from one device is the same reading; nil for no time at all.
    package let dwell: Duration?
    /// The only users who may subscribe; nil for everybody who may connect.
    private let users: AccessList?

    package init(_ settings: Settings.LaneSettings, unknown: (String) -> Void) {
        name = settings.name
        bytes = Bytes(settings.name)
        shopper = settings.shopper
        ticket = settings.ticket
        dwell = settings.dwell
        users =
            settings.users.isEmpty
            ? nil : AccessList(Settings.Access(users: settings.users), unknown: unknown)
    }

    package func allows(_ peer: PeerCredentials) -> Bool {
        users?.allows(peer) ?? true
    }
}
