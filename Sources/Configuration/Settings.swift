public import Decoding
import Directory
public import Drivers
public import Identity
public import Journal
public import Recognition
public import Tickets

/// Everything that can be set, checked. `Settings()` is a gateway without a settings file.
public struct Settings: Sendable {
    public var directory = "/var/lib/laneid/directory.sqlite"
    /// The store's time zone, by its name in the tz database; nil for UTC. Days of validity and
    /// stays go by it.
    public var timeZone: String?
    /// How telephone numbers are written where the store is; nil where the settings name no region.
    public var telephones: TelephoneNumbers?
    /// Another program's file that is asked at the moment of reading; nil for none.
    public var source: SourceSettings?
    public var journal = JournalOptions()
    public var socket = SocketSettings()
    public var access = Access()
    public var lanes: [LaneSettings] = []
    public var devices: [DeviceSettings] = []
    /// USB devices that are never touched.
    public var ignored: [USBSelector] = []
    /// In order: the first that matches a reading decides.
    public var rules: [RuleDescription] = Settings.defaultRules
    /// Whether lanes may redeem shared grants.
    public var hasBenefits = false
    /// Closed-loop store cards that the payment-card guard lets through.
    public var allowedCards: [PaymentCardAllowanceDescription] = []

    /// The file of the names that several readers would have.
    package var sharedNames: String { "\(journal.path).twins" }
    /// What chip cards and contactless cards are asked for.
    public var cards = CardQueries()

    public init() {}

    /// The store's calendar; UTC's where the settings name no zone, or, unchecked, one that this
    /// machine does not know.
    public var storeCalendar: StoreCalendar {
        StoreCalendar(timeZone: timeZone) ?? StoreCalendar()
    }

    /// The rules of settings that name none: CORE-POS's house coupons, whose number range belongs
    /// to no product.
    public static let defaultRules = [
        RuleDescription(
            name: "house coupon", kinds: ["barcode"], prefix: "00499999", digits: 13,
            produces: "coupon")
    ]

    /// The name of the lane that owns every device when settings name no lanes.
    public static let onlyLane = "lane-1"

    /// A SQLite file of another program, opened for reading only.
    public struct SourceSettings: Sendable, Equatable {
        public var path: String
        /// How long it may take in one turn of the gateway, before the directory's own answer is
        /// given.
        public var limitMs = 50
        /// What it is asked; see `LiveSource`.
        public var query = LiveSource.corePOSQuery
    }

    public struct SocketSettings: Sendable, Equatable {
        public var path = "/run/laneid/lane.sock"
        /// The file of the `ClaimLog`.
        package var claims: String { "\(path).claimed" }
        public var mode: UInt32 = 0o660
        /// The socket's group; nil for `defaultGroup` where this machine has it.
        public var group: String?
        public static let defaultGroup = "laneid"
        /// How long a client may take nothing while its queue is full. The protocol promises it, so
        /// no settings file changes it; tests do, so as not to wait.
        package var patience = Duration.seconds(30)
    }

    /// Who may connect, besides root and the daemon's own user. Empty lists leave it to the
    /// socket's mode.
    public struct Access: Sendable, Equatable {
        public var users: [String] = []
        public var groups: [String] = []
    }

    public struct LaneSettings: Sendable, Equatable {
        public var name: String
        public var devices: [String] = []
        public var shopper = ShopperPolicy.account
        /// How the lane's tickets take those who are identified, where the lane does not say
        /// otherwise.
        public var ticket = TicketPolicy()
        /// The only users who may subscribe to this lane; empty for everybody who may connect.
        public var users: [String] = []
        /// How long the same text again from one device is the same reading, for devices that do
        /// not say it themselves.
        public var dwell: Duration?

        public init(name: String) {
            self.name = name
        }
    }

    public struct DeviceSettings: Sendable {
        public var name: String
        /// Nil for a USB device about which the catalogue decides.
        public var driver: Driver?
        public var place: Place
        /// Of a serial device.
        public var line: SerialLine
        public var options: DriverOptions
        /// The lane that a command line gives; settings name a lane's devices at the lane.
        public var lane: String?
        /// How long the same text again is the same reading; nil where its lane says it.
        public var dwell: Duration?

        /// Where a device is.
        public enum Place: Sendable, Hashable, CustomStringConvertible {
            /// The port; best one of `/dev/serial/by-id`, which survives every unplug.
            case path(String)
            /// Wherever on the bus a USB device is that fits.
            case usb(USBSelector)

            public var description: String {
                switch self {
                case .path(let path): path
                case .usb(let selector): "a USB device \(selector)"
                }
            }
        }
    }

    /// The lanes with all their devices. Where settings name no lanes, there are those that devices
    /// name, and one lane owns every device that names none.
    public var effectiveLanes: [LaneSettings] {
        var result = lanes
        for device in devices {
            if lanes.contains(where: { $0.devices.contains(device.name) }) { continue }
            let name = device.lane ?? Self.onlyLane
            if !result.contains(where: { $0.name == name }) {
                result.append(LaneSettings(name: name))
            }
            for index in result.indices where result[index].name == name {
                result[index].devices.append(device.name)
            }
        }
        return result.isEmpty ? [LaneSettings(name: Self.onlyLane)] : result
    }
}
