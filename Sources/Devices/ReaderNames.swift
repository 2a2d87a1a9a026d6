import Drivers
import Transport

/// The names of readers that settings do not name, on this machine. Owned by the list of readers.
struct ReaderNames {
    private var shared: SharedNames
    /// The names that settings give.
    private let reserved: Set<String>
    private let log: Log

    /// - Parameter path: The file of the names that several readers would have.
    init(path: String, reserved: Set<String>, log: Log) {
        shared = SharedNames(path: path)
        self.reserved = reserved
        self.log = log
    }

    /// Of readers with one serial number each is named by its port as soon as there are two.
    mutating func note(_ assignment: USBAssignment) {
        var plugs: [String: Set<USBPlug>] = [:]
        let held = assignment.held.compactMap { held in
            Driver.known(vendor: held.usb.vendorID, product: held.usb.productID).map {
                ($0, held.usb)
            }
        }
        for (driver, usb) in assignment.taken.map({ ($0.driver, $0.usb) }) + held {
            guard let name = USBName.serialName(driver: driver.name, of: usb) else { continue }
            plugs[name, default: []].insert(usb.plug)
        }
        for (name, places) in plugs where places.count > 1 && !shared.contains(name) {
            let ports = places.map(\.portPath).sorted().joined(separator: " and ")
            let error = shared.insert(name)
            log.warning(
                "the readers at USB ports \(ports) have the same serial number: from now on such readers are named by their ports, and settings tell them apart by match: { port }"
            )
            if let error { log.warning("this is forgotten at the next start: \(error)") }
        }
    }

    func name(of taken: USBAssignment.Taken, in assignment: USBAssignment) -> String {
        name(
            driver: taken.driver.name, of: taken.usb, interface: assignment.number(of: taken))
    }

    func name(driver: String, of usb: USBDevice, interface: UInt8? = nil) -> String {
        let serialName = USBName.serialName(driver: driver, of: usb)
        let name = USBName.name(
            driver: driver, of: usb,
            isSerialUnique: !(serialName.map(shared.contains) ?? false),
            interface: interface)
        return reserved.contains(name) ? "\(name.prefix(28))-usb" : name
    }
}
