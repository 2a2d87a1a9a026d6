import Foundation
import Identity
import Simulator
import Transport

/// What the kernel itself makes of the virtual devices: the ground that all other checks stand on.
extension Check {
    static var virtualDevices: [Check] {
        USBModel.catalogue.filter { $0.interfaces[0].kind == .hid }.map { model in
            Check(name: "The kernel takes \(model.name) and hands on its reports byte for byte") {
                let reader = try VirtualUSBReader(model)
                // A device that was at this port before may still be there for a moment.
                let nodes = try waitFor("the nodes with the model's report descriptors") {
                    let nodes = try reader.rawNodes()
                    let kept = nodes.map { node in
                        try? Data(
                            contentsOf: URL(
                                filePath: "/sys/class/hidraw/\(node)/device/report_descriptor"))
                    }
                    let wanted = model.interfaces.map { Data($0.reportDescriptor) }
                    return kept == wanted ? nodes : nil
                }
                // Its folder under /sys comes before its node.
                let path = "/dev/\(nodes[0])"
                try waitFor(path) { FileManager.default.fileExists(atPath: path) ? true : nil }
                let node = try CharacterDevice(path)
                try waitFor("that the kernel asks for reports") {
                    reader.isListenedTo ? true : nil
                }
                if model.driver == "ibm-scanner" {
                    try node.write([0, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
                    _ = try node.read()
                }
                let reports = try model.typed(
                    model.driver.hasSuffix("swipe") ? ";8134000123?" : "4006381333931")
                reader.send(reports)
                for report in reports {
                    let read = try node.read()
                    try require(read == report, "\(report) came as \(read ?? [])")
                }
                return "\(nodes.count) interfaces, \(reports[0].count) bytes a report"
            }
        } + [
            Check(name: "A virtual serial scanner is a port, and its scan an event") {
                let daemon = try Daemon([
                    "--device", "acm,driver=serial-scanner,path=/dev/ttyACM0",
                ])
                let reader = try VirtualUSBReader(.serialPortScanner)
                try daemon.waitUntil("acm", "ready")
                try reader.type("4006381333931")
                let event = try daemon.event()
                try require(event.value == "4006381333931", "it came as \(event)")
                return ""
            }
        ]
    }
}

extension VirtualUSBReader {
    /// The kernel's `hidraw` nodes of the reader, one for each of its HID interfaces, in their
    /// order.
    func rawNodes() throws -> [String] {
        try waitFor("the reader's enumeration") {
            guard let name else { return nil }
            let nodes = try? model.interfaces.indices.map { interface in
                let bus = "/sys/bus/usb/devices/\(name):1.\(interface)"
                let hid = try FileManager.default.contentsOfDirectory(atPath: bus)
                    .first { $0.split(separator: ":").count == 3 }
                let raw = "\(bus)/\(hid ?? "none")/hidraw"
                guard let node = try FileManager.default.contentsOfDirectory(atPath: raw).first
                else { throw Failed("\(raw) is still empty") }
                // The links to it come last.
                _ = try FileManager.default.attributesOfItem(
                    atPath: "/sys/class/hidraw/\(node)/device/report_descriptor")
                return node
            }
            return nodes
        }
    }
}
