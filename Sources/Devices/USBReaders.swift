import Configuration
import Decoding
import Drivers
import Identity
import LaneLink
import Transport

/// The USB devices of the gateway: gives each plug to the device whose name it has, and makes
/// devices of readers that settings do not name. Owned by the gateway.
final class USBReaders: USBBusObserver, TimerHandler {
    /// How many unnamed devices that are gone are remembered with their counts.
    private static let maxRemembered = 64
    /// How often to look where plugs cannot be watched.
    private static let slowLook = Duration.seconds(2)

    private unowned let owner: any DeviceOwner
    private let thread: DeviceThread
    private let log: Log
    let bus: USBBus
    private let entries: [Settings.DeviceSettings]
    private let selectors: [USBAssignment.Entry]
    private let ignored: [USBSelector]
    /// What cards are asked for.
    private let cards: CardQueries
    /// The devices of the settings that have a path.
    private let atPaths: [Settings.DeviceSettings]
    /// By the entry's place among `entries`.
    private let named: [AttachedDevice]
    /// Readers that settings do not name, in the order in which they were first seen.
    private(set) var unnamed: [AttachedDevice] = []
    private var owners: [USBAssignment.Place: AttachedDevice] = [:]
    private var present: [Int: USBAssignment.Place] = [:]
    private(set) var left: [USBAssignment.Left] = []
    /// Devices that another program has: the reader where its name is known.
    private(set) var held: [(USBAssignment.Held, AttachedDevice?)] = []
    private var names: ReaderNames
    private var lane: Lane
    /// Serial adapters whose port the kernel has not made yet.
    private var portless: [USBPlug] = []
    /// Their devices.
    private var waiting: [AttachedDevice] = []
    private var portTimer: Timer?
    private var portBackoff = Backoff()
    private var isUpdating = false
    private var mustUpdate = false

    /// - Parameters:
    ///   - named: A device for each of `entries`, which are those with a `match`.
    ///   - atPaths: The others, which have a path.
    ///   - sharedNames: The file of the names that several readers would have.
    init(
        bus: USBBus, entries: [Settings.DeviceSettings], named: [AttachedDevice],
        atPaths: [Settings.DeviceSettings], ignored: [USBSelector], cards: CardQueries,
        sharedNames: String,
        lane: Lane,
        owner: any DeviceOwner, thread: DeviceThread, log: Log
    ) {
        self.bus = bus
        self.entries = entries
        self.named = named
        self.atPaths = atPaths
        self.ignored = ignored
        names = ReaderNames(path: sharedNames, reserved: Set(named.map(\.name)), log: log)
        self.cards = cards
        self.lane = lane
        self.owner = owner
        self.thread = thread
        self.log = log
        selectors = entries.compactMap { entry in
            guard case .usb(let selector) = entry.place else { return nil }
            return USBAssignment.Entry(
                name: entry.name, selector: selector, driver: entry.driver)
        }
    }

    func start() {
        if !bus.start(self) { lookLater() }
        usbChanged()
    }

    /// Waits until the kernel has the interfaces of closed links, or a device hangs.
    func finish() { bus.finish(within: .seconds(1)) }

    /// The lane of readers that settings do not name, from now on.
    func setLane(_ lane: Lane) {
        self.lane = lane
    }

    /// The readers that settings do not name.
    var found: [AttachedDevice] { unnamed }

    /// The unnamed reader of that name.
    func device(named name: String) -> AttachedDevice? {
        unnamed.first { $0.name == name }
    }

    /// Looks at the bus now; for a technician who asks, and where plugs are not announced.
    func look() {
        bus.reconcile()
    }

    // MARK: Plugs

    func usbChanged() {
        // Closing or opening one may find that another has gone.
        guard !isUpdating else {
            mustUpdate = true
            return
        }
        isUpdating = true
        repeat {
            mustUpdate = false
            update()
        } while mustUpdate
        isUpdating = false
    }

    private func update() {
        let ports = USBAssignment.ports(of: bus.devices, named: atPaths)
        let assignment = USBAssignment(
            bus.devices, entries: selectors, ignored: ignored, ports: ports, present: present)
        left = assignment.left
        names.note(assignment)
        let places = Set(assignment.taken.map(\.place))
        for (place, device) in owners where !places.contains(place) {
            owners[place] = nil
            let other = left.first { $0.usb.plug == place.plug }
            if let other, other.usb.serialPorts.values.contains(where: { ports[$0] != nil }) {
                // It is still there, under the name that settings give it.
                device.disconnect(because: other.why)
                unnamed.removeAll { $0 === device }
                continue
            }
            let gone = USBError.vanished(what: "\(device.name) at USB port \(place.plug)")
            device.disconnect(because: gone.description)
        }
        present = [:]
        portless = []
        waiting = []
        for taken in assignment.taken {
            if let entry = taken.entry { present[entry] = taken.place }
            if let owner = owners[taken.place] {
                if taken.entry == nil { rename(owner, to: names.name(of: taken, in: assignment)) }
                // Somebody may have given us the right meanwhile.
                if owner.state == .denied { owner.link?.attach() }
            } else {
                attach(taken, in: assignment)
            }
        }
        updateHeld(assignment)
        sweep()
        if bus.isSettled { sayWhatIsAbsent(assignment.refused) }
        if portless.isEmpty { portBackoff.reset() } else { lookForPortsLater() }
    }

    /// Not before everything that is plugged in has been looked at.
    private func sayWhatIsAbsent(_ refused: [Int: String]) {
        for (index, device) in named.enumerated() where device.link == nil {
            if let why = refused[index] {
                device.enter(.present, because: why)
            } else if present[index] == nil, device.why == nil || device.state != .lost,
                !held.contains(where: { $1 === device })
            {
                let what = selectors[index].selector.description
                device.enter(.lost, because: USBError.absent(what: what).description)
            }
        }
    }

    private func attach(_ taken: USBAssignment.Taken, in assignment: USBAssignment) {
        let identity = USBName.identity(of: taken.usb, interface: assignment.number(of: taken))
        let device =
            taken.entry.map { named[$0] }
            ?? unnamedDevice(
                names.name(of: taken, in: assignment), driver: taken.driver, identity)
        guard device.link == nil else { return }
        owners[taken.place] = device
        var options = taken.entry.map { entries[$0].options } ?? DriverOptions()
        options.cards = cards
        let link: any DeviceLink
        if taken.driver.attachment.usb != nil {
            link = USBLink(
                taken.interface, of: taken.usb, driver: taken.driver, options: options, on: bus,
                device: device, thread: thread)
        } else {
            guard let path = taken.usb.serialPorts[taken.interface.number] else {
                owners[taken.place] = nil
                portless.append(taken.place.plug)
                waiting.append(device)
                if let error = taken.usb.obstacle(to: taken.interface.number), error.isHeld {
                    return device.enter(.held, because: error.description)
                }
                return device.enter(
                    .present, because: "the kernel has made no serial port of it yet")
            }
            link = SerialLink(
                path: path,
                line: taken.entry.map { entries[$0].line } ?? taken.driver.attachment.line
                    ?? SerialLine(),
                driver: taken.driver, options: options, device: device, thread: thread)
        }
        device.connect(link, driver: taken.driver, identity: identity, ground: taken.ground)
    }

    // MARK: Names

    private func rename(_ device: AttachedDevice, to name: String) {
        guard device.name != name else { return }
        unnamed.removeAll { $0.name == name && $0.link == nil }
        device.rename(
            name, because: "another reader has its serial number: it is named by its port, \(name)")
    }

    /// Devices that another program has keep the names that they have otherwise.
    private func updateHeld(_ assignment: USBAssignment) {
        held = assignment.held.map { held in
            let device =
                held.entry.map { named[$0] }
                ?? unnamed.first { $0.identity == USBName.identity(of: held.usb) }
                ?? Driver.known(vendor: held.usb.vendorID, product: held.usb.productID).map {
                    unnamedDevice(
                        names.name(driver: $0.name, of: held.usb), driver: $0,
                        USBName.identity(of: held.usb))
                }
            guard let device, device.link == nil else { return (held, device) }
            if held.entry == nil, let driver = device.driver?.name,
                device.name == USBName.serialName(driver: driver, of: held.usb)
            {
                rename(device, to: names.name(driver: driver, of: held.usb))
            }
            device.enter(.held, because: held.why)
            return (held, device)
        }
    }

    /// A device that had no link, because another program had it or its port was missing, and is
    /// not there any more.
    private func sweep() {
        for device in unnamed where device.link == nil && device.state != .lost {
            guard !waiting.contains(where: { $0 === device }),
                !held.contains(where: { $1 === device })
            else { continue }
            let other = owners.values.first { $0.identity == device.identity }
            guard let other else {
                let gone = USBError.vanished(what: device.identity)
                device.enter(.lost, because: gone.description)
                continue
            }
            // What could be looked at now is another kind of reader than its model said.
            device.enter(.lost, because: "it is read as \(other.name)")
            unnamed.removeAll { $0 === device }
        }
    }

    /// The device of this name, also when it was away; a new one where there is none.
    private func unnamedDevice(
        _ name: String, driver: Driver, _ identity: String
    ) -> AttachedDevice {
        if let known = device(named: name) { return known }
        if unnamed.count >= Self.maxRemembered,
            let oldest = unnamed.firstIndex(where: { $0.link == nil })
        {
            unnamed.remove(at: oldest)
        }
        let device = AttachedDevice(
            name: name, driver: driver, identity: identity, lane: lane, owner: owner,
            thread: thread, log: log)
        unnamed.append(device)
        return device
    }

    // MARK: What must be looked for

    /// The kernel may load an adapter's driver only after it has announced the plug.
    private func lookForPortsLater() {
        guard portTimer == nil else { return }
        portTimer = thread.retry(&portBackoff, self, tag: Tag.ports)
    }

    private enum Tag {
        static let slowLook = 1
        static let ports = 2
    }

    private func lookLater() {
        thread.loop.schedule(at: thread.loop.now + Self.slowLook, self, tag: Tag.slowLook)
    }

    func timerFired(tag: Int) {
        switch tag {
        case Tag.ports:
            portTimer = nil
            for plug in portless { bus.lookAgain(at: plug) }
            if !portless.isEmpty { lookForPortsLater() }
        default:
            look()
            lookLater()
        }
    }
}
