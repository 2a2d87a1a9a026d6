import Identity
import Tickets
import Transport

/// A lane of the shop: the name events carry, and what settings say of it.
struct Lane {
    let name: String
    let bytes: Bytes<32>
    let shopper: ShopperPolicy
    let ticket: TicketPolicy
    /// The only users who may subscribe; nil for everybody who may connect.
    private let users: AccessList?

    init(_ settings: Settings.LaneSettings, unknown: (String) -> Void) {
        name = settings.name
        bytes = Bytes(settings.name)
        shopper = settings.shopper
        ticket = settings.ticket
        users =
            settings.users.isEmpty
            ? nil : AccessList(Settings.Access(users: settings.users), unknown: unknown)
    }

    func allows(_ peer: PeerCredentials) -> Bool {
        users?.allows(peer) ?? true
    }
}
