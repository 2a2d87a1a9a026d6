import CLinux
import Glibc
import Identity

/// Where the kernel shows its USB devices: what they are under /sys, how to use them under /dev.
/// Nothing is opened or asked for over the wire, so a device is known also to who may not use it.
package struct USBTree: Sendable {
    let devices: String
    let nodes: String

    package init(devices: String, nodes: String) {
        self.devices = devices
        self.nodes = nodes
    }

    package static let system = USBTree(devices: "/sys/bus/usb/devices", nodes: "/dev/bus/usb")

    /// What is plugged in now, root hubs left out, in the order of ports. Never waits.
    package func plugs() -> [USBPlug] {
        let names = Folder.names(devices) ?? []
        return names.filter { !$0.contains(":") && !$0.hasPrefix("usb") }.sorted()
            .compactMap { name in
                guard let bus = number(name, "busnum"), let address = number(name, "devnum")
                else { return nil }
                let plug = USBPlug(bus: bus, address: address, portPath: name)
                // The node goes first when a device does, and comes last.
                return unsafe access(node(of: plug), F_OK) == 0 ? plug : nil
            }
    }

    /// The node of a plug: bus and address in three digits each.
    package func node(of plug: USBPlug) -> String {
        let digits = [plug.bus, plug.address].map { number in
            String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
        }
        return "\(nodes)/\(digits[0])/\(digits[1])"
    }

    /// The driver that has an interface now; nil when none has.
    func driver(of plug: USBPlug, configuration: String, interface: UInt8) -> String? {
        let folder = folder(of: plug, configuration: configuration, interface: interface)
        return SymbolicLink.resolve("\(folder)/driver")?.split(separator: "/").last.map(String.init)
    }

    /// The driver that has an interface of the active configuration now.
    func driver(of plug: USBPlug, interface: UInt8) -> String? {
        text(plug.portPath, "bConfigurationValue").flatMap {
            driver(of: plug, configuration: $0, interface: interface)
        }
    }

    /// Everything about a plug; nil when it is gone. Waits for the kernel's lock on the device,
    /// which means until the kernel's own drivers are done with greeting it.
    /// - Parameter known: What an earlier look found: a plug's report descriptors stay the same,
    ///   and while this process has an interface nobody can ask for them.
    func survey(_ plug: USBPlug, known: USBDevice? = nil) -> USBDevice? {
        guard let configuration = configuration(of: plug), isThere(plug),
            let bytes = try? FileSystem.contents(
                of: "\(devices)/\(plug.portPath)/descriptors", limit: 1 << 20),
            let descriptors = USBDescriptors(bytes)
        else { return nil }
        var device = USBDevice(
            plug: plug, node: node(of: plug), vendorID: descriptors.vendorID,
            productID: descriptors.productID, manufacturer: text(plug.portPath, "manufacturer"),
            product: text(plug.portPath, "product"), serialNumber: text(plug.portPath, "serial"),
            deviceClass: descriptors.deviceClass)
        let interfaces = UInt8(configuration).flatMap { descriptors.configurations[$0] } ?? []
        for interface in interfaces {
            device.drivers[interface.number] = driver(
                of: plug, configuration: configuration, interface: interface.number)
            var reports: [UInt8] = []
            let folder = folder(
                of: plug, configuration: configuration, interface: interface.number)
            device.serialPorts[interface.number] = serialPort(in: folder)
            let before = known?.interfaces.first { $0.number == interface.number }
            if let before, !before.reportDescriptor.isEmpty {
                reports = before.reportDescriptor
            } else if interface.interfaceClass == .hid {
                do throws(USBError) {
                    reports = try reportDescriptor(in: folder, of: interface, device)
                } catch {
                    device.obstacle = error
                }
            }
            device.interfaces.append(
                USBInterface(
                    vendorID: device.vendorID, productID: device.productID,
                    deviceRelease: descriptors.deviceRelease, manufacturer: device.manufacturer,
                    product: device.product, serialNumber: device.serialNumber,
                    portPath: plug.portPath, number: interface.number,
                    interfaceClass: interface.interfaceClass,
                    interfaceSubclass: interface.subclass,
                    interfaceProtocol: interface.interfaceProtocol,
                    endpoints: interface.endpoints, reportDescriptor: reports,
                    classDescriptor: interface.classDescriptor))
        }
        // It may have been another's turn in the port meanwhile.
        return isThere(plug) ? device : nil
    }

    // MARK: Reading /sys

    private func isThere(_ plug: USBPlug) -> Bool {
        number(plug.portPath, "devnum") == plug.address
            && number(plug.portPath, "busnum") == plug.bus
    }

    /// The active configuration's value. The kernel answers once it has set it and its drivers have
    /// looked at each interface; empty text (after 10 s) means that it will set none.
    private func configuration(of plug: USBPlug) -> String? {
        for attempt in 0..<1000 {
            guard isThere(plug) else { return nil }
            if let value = text(plug.portPath, "bConfigurationValue"), !value.isEmpty {
                return value
            }
            usleep(attempt < 100 ? 1000 : 10_000)
        }
        return ""
    }

    private func folder(of plug: USBPlug, configuration: String, interface: UInt8) -> String {
        let name = "\(plug.portPath):\(configuration).\(interface)"
        return "\(devices)/\(name)"
    }

    /// The report descriptor, as the kernel's HID driver read it; where no driver has the
    /// interface, as the device says.
    private func reportDescriptor(
        in folder: String, of interface: USBDescriptors.Interface, _ device: USBDevice
    ) throws(USBError) -> [UInt8] {
        for name in Folder.names(folder) ?? [] where name.split(separator: ":").count == 3 {
            let file = "\(folder)/\(name)/report_descriptor"
            if let bytes = try? FileSystem.contents(of: file, limit: 65_536), !bytes.isEmpty {
                return bytes
            }
        }
        switch device.drivers[interface.number] {
        case nil: break
        case "usbfs": throw .held(device.node)
        case "usbhid": throw .unreadableReports
        case let driver?: throw .ownedByKernel(driver: driver)
        }
        return try USBNode(of: device).reportDescriptor(of: interface, at: device.node)
    }

    /// The node of an interface's serial port: named right under it, or in its folder `tty`.
    private func serialPort(in folder: String) -> String? {
        let names = (Folder.names(folder) ?? []) + (Folder.names("\(folder)/tty") ?? [])
        return names.first { $0.hasPrefix("tty") && $0 != "tty" }.map { "/dev/\($0)" }
    }

    private func number(_ device: String, _ file: String) -> Int? {
        text(device, file).flatMap { Int($0) }
    }

    /// The first line of a file, without control characters and blanks at its ends.
    private func text(_ device: String, _ file: String) -> String? {
        guard let text = TextFile.read("\(devices)/\(device)/\(file)") else { return nil }
        let line = text.prefix { $0 != "\n" }
        return String(
            line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init)
        )
        .trimmingBlanks
    }
}

extension String {
    /// Without blanks at its ends: many devices fill their names up with them.
    fileprivate var trimmingBlanks: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
