package import Configuration
import Drivers
import Identity
package import LaneLink
package import Transport

/// All devices of the gateway: those that settings name, and the USB readers that were found
/// besides. Owned by the gateway.
package final class Attachments {
    /// The devices of the settings, in their order.
    package let named: [AttachedDevice]
    private let thread: DeviceThread
    private var usb: USBReaders?
    /// What connects the devices that have a path, once the gateway runs.
    private var links: [(AttachedDevice, any DeviceLink)] = []

    package init(
        _ settings: Settings, lanes: [Lane], owner: any DeviceOwner, loop: EventLoop, log: Log
    ) {
        let thread = DeviceThread(loop: loop, warn: log.warning)
        self.thread = thread
        named = settings.devices.map { device in
            let lane = settings.effectiveLanes.firstIndex { $0.devices.contains(device.name) } ?? 0
            return AttachedDevice(
                name: device.name, driver: device.driver, identity: "\(device.place)",
                lane: lanes[lane], dwell: device.dwell, owner: owner, thread: thread, log: log)
        }
        var onBus: [(Settings.DeviceSettings, AttachedDevice)] = []
        var atPaths: [Settings.DeviceSettings] = []
        for (device, attached) in zip(settings.devices, named) {
            switch (device.place, device.driver) {
            case (.path(let path), let driver?):
                atPaths.append(device)
                let link = thread.link(
                    to: path, line: device.line, driver: driver, options: device.options,
                    device: attached)
                links.append((attached, link))
            default: onBus.append((device, attached))
            }
        }
        do throws(SystemError) {
            // The socket is ours by now, and so is this file: a killed daemon left it.
            ClaimLog.release(path: settings.socket.claims)
            let claims = ClaimLog(path: settings.socket.claims)
            usb = USBReaders(
                bus: try USBBus(loop: loop, claims: claims),
                entries: onBus.map(\.0), named: onBus.map(\.1), atPaths: atPaths,
                ignored: settings.ignored, cards: settings.cards,
                sharedNames: settings.sharedNames, lane: lanes[0], owner: owner, thread: thread,
                log: log)
        } catch {
            log.error("no USB device can be read: \(error)")
        }
    }

    /// Connects everything that is there, and waits for the rest.
    package func start() {
        for (device, link) in links { device.connect(link) }
        usb?.start()
        for (_, link) in links {
            (link as? SerialLink)?.willOpen = { [unowned self] in usb?.usbChanged() }
        }
        links = []
    }

    /// Lets go of all devices after their last commands; the kernel's drivers get their interfaces
    /// back.
    package func stop() {
        for device in all { device.close() }
        usb?.finish()
    }

    /// Overwrites what the payment-card guard stopped in this turn, before anybody hears of it.
    package func forgetSecrets() { thread.forgetSecrets() }

    /// Every device, and every USB device that was left alone, with the reason.
    package var reports: [DeviceReport] {
        usb?.look()
        return named.map(\.report) + (usb?.reports ?? [])
    }

    /// Whether a device may have this name, plugged in or not: one of the settings, or a USB reader
    /// that would be named by its driver.
    package func mayName(_ name: String) -> Bool {
        device(named: name) != nil
            || Driver.catalogue.contains { name.hasPrefix($0.name + "-") }
    }

    package func device(named name: String) -> AttachedDevice? {
        named.first { $0.name == name } ?? usb?.device(named: name)
    }

    /// Gives every device its lane anew; the names are the same.
    package func setLanes(_ lanes: [Lane]) {
        for device in all { device.setLane(lanes) }
        usb?.setLane(lanes[0])
    }

    /// Every device that may be tested.
    package var all: [AttachedDevice] { named + (usb?.found ?? []) }
}
