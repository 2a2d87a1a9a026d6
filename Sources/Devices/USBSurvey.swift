public import Configuration
import Drivers
import Identity
public import Transport

/// What the gateway would do with each USB device, found out without one: for the technician's
/// `laneid doctor`. Nothing is opened but what no driver has: such a HID interface is asked what it
/// is, as the gateway asks it.
public struct USBSurvey: Sendable {
    /// A device that is plugged in.
    public struct Item: Sendable, Equatable {
        /// The bus and ports it is plugged into: `1-1.2`.
        public var port: String
        /// `0801:0002`.
        public var model: String
        public var title: String
        public var node: String
        /// The serial ports that the kernel has made of it.
        public var serialPorts: [String]
        public var fate: Fate
        /// What keeps this user from a device that would be taken, or the kernel from understanding
        /// one.
        public var obstacle: USBError?

        public init(
            port: String, model: String, title: String, node: String, serialPorts: [String] = [],
            fate: Fate, obstacle: USBError? = nil
        ) {
            self.port = port
            self.model = model
            self.title = title
            self.node = node
            self.serialPorts = serialPorts
            self.fate = fate
            self.obstacle = obstacle
        }
    }

    /// Whether a device is taken.
    public enum Fate: Sendable, Equatable {
        case taken(driver: String, why: String)
        case left(Kind, why: String)
    }

    /// What a device is that is left alone.
    public enum Kind: Sendable, Equatable {
        /// It types; readers in keyboard mode do, and ordinary keyboards.
        case keyboard
        /// A serial chip that does not say what is behind it.
        case serialAdapter
        /// A reader that is known not to work.
        case unsupported
        /// Settings say to ignore it.
        case ignored
        case other
    }

    public let items: [Item]
    /// The USB devices of the settings that are not plugged in: their names, and what was looked
    /// for.
    public let absent: [(name: String, what: String)]

    /// Looks at what is plugged in now.
    public init(_ settings: Settings, devices: [USBDevice] = USBDevice.all()) {
        let entries = settings.devices.compactMap { entry -> USBAssignment.Entry? in
            guard case .usb(let selector) = entry.place else { return nil }
            return USBAssignment.Entry(
                name: entry.name, selector: selector, driver: entry.driver)
        }
        let assignment = USBAssignment(
            devices, entries: entries, ignored: settings.ignored,
            ports: USBAssignment.ports(of: devices, named: settings.devices))
        let taken = assignment.taken.map { taken in
            Self.item(
                taken.usb, .taken(driver: taken.driver.name, why: taken.ground),
                obstacle: taken.driver.attachment.usb == nil
                    ? nil : taken.usb.obstacle(to: taken.interface.number))
        }
        let left = assignment.left.map { left in
            Self.item(
                left.usb, .left(Self.kind(left), why: left.why), obstacle: left.usb.obstacle)
        }
        let held = assignment.held.map { held in
            Self.item(held.usb, .left(.other, why: held.why), obstacle: held.usb.obstacle)
        }
        items = (taken + left + held).sorted { $0.port < $1.port }
        // One that is there and cannot be read is among the items, with the reason.
        let found = Set(
            assignment.taken.compactMap(\.entry) + assignment.held.compactMap(\.entry)
                + assignment.refused.keys)
        absent = entries.indices.filter { !found.contains($0) }.map {
            (entries[$0].name, entries[$0].selector.description)
        }
    }

    private static func item(_ usb: USBDevice, _ fate: Fate, obstacle: USBError?) -> Item {
        Item(
            port: usb.plug.portPath, model: usb.model, title: usb.title, node: usb.node,
            serialPorts: usb.serialPorts.values.sorted(), fate: fate, obstacle: obstacle)
    }

    private static func kind(_ left: USBAssignment.Left) -> Kind {
        if left.why == Claim.left(.ignored).description { return .ignored }
        for interface in left.usb.interfaces {
            switch Driver.claim(for: interface) {
            case .left(.ordinaryKeyboard): return .keyboard
            case .left(.bareSerialChip): return .serialAdapter
            case .left(.unsupported): return .unsupported
            default: break
            }
        }
        return .other
    }
}
