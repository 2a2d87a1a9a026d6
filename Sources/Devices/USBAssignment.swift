import Configuration
import Drivers
import Identity
import Transport

/// Which USB interface becomes which device, and why the others are left alone. Pure: the same
/// devices, settings and present owners give the same answer.
struct USBAssignment {
    /// One interface of one plug.
    struct Place: Hashable {
        var plug: USBPlug
        var interface: UInt8
    }

    /// A device entry of the settings that is found on the bus.
    struct Entry {
        var name: String
        var selector: USBSelector
        /// Nil where the catalogue decides.
        var driver: Driver?
    }

    struct Taken {
        var place: Place
        var usb: USBDevice
        var interface: USBInterface
        var driver: Driver
        /// The entry it belongs to; nil where settings do not name it.
        var entry: Int?
        /// Why it was taken, in words.
        var ground: String
    }

    /// The number of a taken interface, where one before it on the same device has the same driver:
    /// a card reader may have an interface for each of its sides.
    func number(of taken: Taken) -> UInt8? {
        let isSecond = self.taken.contains {
            $0.place.plug == taken.place.plug && $0.driver.name == taken.driver.name
                && $0.place.interface < taken.place.interface
        }
        return isSecond ? taken.place.interface : nil
    }

    struct Left {
        var usb: USBDevice
        /// The interface; nil for the whole device.
        var interface: UInt8?
        /// Why it was left, in words.
        var why: String
    }

    /// A device that another program has, so that its interfaces cannot be looked at.
    struct Held {
        var usb: USBDevice
        /// The entry it belongs to; nil where settings do not name it.
        var entry: Int?
        /// Who has it, in words.
        var why: String
    }

    private(set) var taken: [Taken] = []
    private(set) var left: [Left] = []
    private(set) var held: [Held] = []
    /// Why an entry has no reader though what it names is plugged in, in words.
    private(set) var refused: [Int: String] = [:]

    /// - Parameters:
    ///   - ports: The serial ports that settings name by a path, each with its device's name. A
    ///     reader at one of them is that device, and is not found a second time.
    ///   - present: Where each entry is now. An entry stays where it is as long as that fits, so
    ///     that of two twins none changes its name because the other was plugged in.
    init(
        _ devices: [USBDevice], entries: [Entry], ignored: [USBSelector],
        ports: [String: String] = [:], present: [Int: Place] = [:]
    ) {
        let devices = devices.filter { $0.deviceClass != .hub }
        var refusals: [USBPlug: [String]] = [:]
        let order = entries.indices.sorted {
            let (one, other) = (entries[$0].selector, entries[$1].selector)
            return (present[$0] == nil ? 1 : 0, -one.closeness, $0)
                < (present[$1] == nil ? 1 : 0, -other.closeness, $1)
        }
        for index in order {
            let entry = entries[index]
            let fitting = devices.filter { device in
                entry.selector.matches(device)
                    && !ignored.contains { $0.matches(device) }
            }.sorted {
                ($0.plug == present[index]?.plug ? 0 : 1)
                    < ($1.plug == present[index]?.plug ? 0 : 1)
            }
            var reasons: [String] = []
            for device in fitting {
                let (found, why) = Self.find(
                    .named(entry.driver), in: device, besides: taken.map(\.place))
                if var found {
                    found.entry = index
                    taken.append(found)
                    break
                }
                refusals[device.plug, default: []] += why
                reasons.append(Self.words(why, device))
            }
            guard !taken.contains(where: { $0.entry == index }) else { continue }
            if let device = fitting.first(where: { $0.obstacle?.isHeld == true && !isHeld($0) }) {
                held.append(Held(usb: device, entry: index, why: Self.words([], device)))
            } else {
                refused[index] = reasons.first
            }
        }
        for device in devices {
            if ignored.contains(where: { $0.matches(device) }) {
                left.append(Left(usb: device, why: Claim.left(.ignored).description))
                continue
            }
            var reasons = refusals[device.plug] ?? []
            // A reader may be several at once, such as a keyboard with a scanner and a stripe
            // reader in it, or two serial ports.
            while true {
                let (found, why) = Self.find(
                    .none, in: device, besides: taken.map(\.place), ports: ports)
                guard let found else {
                    reasons += why
                    break
                }
                taken.append(found)
            }
            if taken.contains(where: { $0.usb.plug == device.plug }) {
                leaveOtherPorts(of: device)
            } else if device.obstacle?.isHeld == true {
                if !isHeld(device) {
                    held.append(Held(usb: device, entry: nil, why: Self.words([], device)))
                }
            } else {
                left.append(Left(usb: device, why: Self.words(reasons, device)))
            }
        }
    }

    private func isHeld(_ device: USBDevice) -> Bool {
        held.contains { $0.usb.plug == device.plug }
    }

    /// Of an adapter with several ports those that no entry takes are said, too.
    private mutating func leaveOtherPorts(of device: USBDevice) {
        for interface in device.interfaces
        where !taken.contains(where: {
            $0.place == Place(plug: device.plug, interface: interface.number)
        }) {
            let claim = Driver.claim(for: interface)
            guard case .left(.bareSerialChip) = claim else { continue }
            left.append(Left(usb: device, interface: interface.number, why: claim.description))
        }
    }

    /// The first free interface that is taken, or why none is. A keyboard is the last: what says
    /// more of itself reads more.
    private static func find(
        _ mention: Mention, in device: USBDevice, besides places: [Place],
        ports: [String: String] = [:]
    ) -> (Taken?, why: [String]) {
        var why: [String] = []
        var keyboard: Taken?
        for interface in device.interfaces {
            let place = Place(plug: device.plug, interface: interface.number)
            guard !places.contains(place) else { continue }
            let claim = Driver.claim(for: interface, mention)
            guard let driver = claim.driver else {
                // Of an interface whose reports could not be learnt, the obstacle says more.
                let isHidden =
                    device.obstacle != nil && interface.interfaceClass == .hid
                    && interface.reportDescriptor.isEmpty
                if !isHidden { why.append(claim.description) }
                continue
            }
            if let name = device.serialPorts[interface.number].flatMap({ ports[$0] }) {
                why.append("settings name its port: it is the device \(name)")
                continue
            }
            let taken = Taken(
                place: place, usb: device, interface: interface, driver: driver, entry: nil,
                ground: claim.description)
            guard driver.isKeyboard else { return (taken, []) }
            keyboard = keyboard ?? taken
        }
        return (keyboard, keyboard == nil ? why : [])
    }

    /// Which of the devices' serial ports settings name by a path, as the paths lead now, and for
    /// which of their devices.
    static func ports(
        of devices: [USBDevice], named settings: [Settings.DeviceSettings]
    ) -> [String: String] {
        var names: [(node: DeviceNode, name: String)] = []
        for device in settings {
            guard case .path(let path) = device.place, let node = DeviceNode.at(path).node else {
                continue
            }
            names.append((node, device.name))
        }
        guard !names.isEmpty else { return [:] }
        var ports: [String: String] = [:]
        for port in devices.flatMap(\.serialPorts.values) {
            guard let node = DeviceNode.at(port).node else { continue }
            ports[port] = names.first { $0.node == node }?.name
        }
        return ports
    }

    private static func words(_ reasons: [String], _ device: USBDevice) -> String {
        var words = device.obstacle.map { [$0.description] } ?? []
        for reason in reasons where !words.contains(reason) { words.append(reason) }
        guard words.isEmpty else { return words.joined(separator: "; ") }
        return "the kernel has not configured it: unplug it and plug it in again"
    }
}
