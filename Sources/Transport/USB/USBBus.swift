import Glibc
import Identity

/// Hears that something was plugged in or out.
public protocol USBBusObserver: AnyObject {
    /// `devices` of the bus changed, or who may use them.
    func usbChanged()
}

/// All USB devices of the machine, kept up to date: each plug is looked at once, on a thread of its
/// own, and forgotten when its node goes. Nothing happens while nobody plugs.
///
/// One owner, on the loop's thread. libusb is started with the first device that is opened, so a
/// machine without USB never starts it.
public final class USBBus: EventHandler, TimerHandler {
    /// What is plugged in and has been looked at, in the order of ports.
    public private(set) var devices: [USBDevice] = []
    let loop: EventLoop
    let tree: USBTree
    let work: BlockingWork
    private var claims: ClaimLog
    private weak var observer: (any USBBusObserver)?
    private var watch: USBNodeWatch?
    private var token = Token.none
    /// Every plug that is there; those not among `devices` are being looked at, or are unreadable.
    private var plugs: Set<USBPlug> = []
    /// How many plugs are being looked at.
    private var surveys = 0
    private var libusb: USBContext?
    /// When to look again at what could not be understood.
    private var retry: Timer?
    private var backoff = Backoff()
    private var generator = SystemRandomNumberGenerator()

    /// What is plugged in, but the kernel has not finished greeting it, in the order of ports.
    public var pending: [USBPlug] {
        plugs.subtracting(devices.map(\.plug)).sorted { $0.portPath < $1.portPath }
    }

    /// Whether everything that is plugged in has been looked at.
    public var isSettled: Bool { surveys == 0 }

    /// - Parameter claims: Where the interfaces that are taken are written down.
    public convenience init(loop: EventLoop, claims: ClaimLog) throws(SystemError) {
        try self.init(loop: loop, claims: claims, tree: .system)
    }

    package init(loop: EventLoop, claims: ClaimLog, tree: USBTree) throws(SystemError) {
        self.loop = loop
        self.claims = claims
        self.tree = tree
        work = try BlockingWork(loop: loop)
    }

    /// Begins to watch, and looks at what is there.
    /// - Returns: False where plugs cannot be watched: then `reconcile()` must be called from time
    ///   to time.
    @discardableResult
    public func start(_ observer: any USBBusObserver) -> Bool {
        self.observer = observer
        if let watch = try? USBNodeWatch(nodes: tree.nodes),
            let token = try? loop.add(self, descriptor: watch.descriptor, events: .input)
        {
            self.watch = watch
            self.token = token
        }
        reconcile()
        return watch != nil
    }

    /// Waits for the connections that are being closed, so that the kernel's drivers are back; at
    /// most `limit`, because a device that hangs holds its interface.
    public func finish(within limit: Duration) {
        observer = nil
        let end = Instant.now + limit
        while !claims.lines.isEmpty, Instant.now < end { loop.runOnce(limit: end - .now) }
        if let retry { loop.cancel(retry) }
        loop.remove(token)
        watch = nil
        work.close()
    }

    /// Compares with what is there now.
    public func reconcile() {
        let there = Set(tree.plugs())
        let gone = plugs.subtracting(there)
        let new = there.subtracting(plugs)
        // What could not be read, perhaps for want of permission, is looked at again.
        let again = devices.filter { $0.obstacle != nil && there.contains($0.plug) }.map(\.plug)
        plugs = there
        if !new.isEmpty || !gone.isEmpty { backoff.reset() }
        for plug in new.union(again) { survey(plug) }
        guard !gone.isEmpty else { return }
        devices.removeAll { gone.contains($0.plug) }
        observer?.usbChanged()
    }

    public func ready(_ events: Events, token: Token) {
        watch?.drain()
        reconcile()
        // Also when nothing came or went: a node may have got other permissions.
        observer?.usbChanged()
    }

    /// Looks at a plug anew: its serial port may have come only after it.
    public func lookAgain(at plug: USBPlug) {
        if plugs.contains(plug) { survey(plug) }
    }

    private func survey(_ plug: USBPlug) {
        let tree = tree
        let known = devices.first { $0.plug == plug }
        surveys += 1
        work.run {
            tree.survey(plug, known: known)
        } then: { [self] device in
            surveys -= 1
            let isNews = take(device, at: plug)
            if isSettled { lookAgainLater() }
            if isNews || isSettled { observer?.usbChanged() }
        }
    }

    /// Another program, or a driver, lets go of a device without a sign, and a device that did not
    /// answer may answer later.
    private func lookAgainLater() {
        if let retry { loop.cancel(retry) }
        retry = nil
        let obstacles = devices.compactMap(\.obstacle).filter(\.passesUnseen)
        guard observer != nil, !obstacles.isEmpty else { return backoff.reset() }
        var pause = backoff.next(using: &generator)
        if obstacles.contains(where: \.isHeld) { pause = min(pause, USBError.holderPause) }
        retry = loop.schedule(at: loop.now + pause, self, tag: 0)
    }

    public func timerFired(tag: Int) {
        retry = nil
        for device in devices where device.obstacle?.passesUnseen == true { survey(device.plug) }
    }

    /// Puts what a survey found into the list; whether that is news.
    private func take(_ device: USBDevice?, at plug: USBPlug) -> Bool {
        guard let device else {
            // Gone, or another has its place: what is there now will be seen.
            plugs.remove(plug)
            return false
        }
        guard plugs.contains(plug) else { return false }
        let old = devices.firstIndex { $0.plug == plug }
        if let old, devices[old] == device { return false }
        if let old { devices.remove(at: old) }
        let place = devices.firstIndex { $0.plug.portPath > plug.portPath } ?? devices.endIndex
        devices.insert(device, at: place)
        return true
    }

    /// Whether others of the device's interfaces are taken, which a reset would disturb.
    public func isShared(_ device: USBDevice, besides interface: UInt8) -> Bool {
        claims.holdsOthers(ofNode: device.node, than: interface)
    }

    // MARK: For connections

    /// Whether a device was ever opened.
    var hasStartedLibUSB: Bool { libusb != nil }

    func context() throws(USBError) -> USBContext {
        if let libusb { return libusb }
        let new = try USBContext(loop: loop)
        libusb = new
        return new
    }

    func willTake(_ device: USBDevice, interface: UInt8) {
        claims.add(node: device.node, interface: interface)
    }

    func hasGivenBack(_ device: USBDevice, interface: UInt8) {
        claims.remove(node: device.node, interface: interface)
    }
}
