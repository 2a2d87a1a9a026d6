public import Identity

/// One plugging-in of a USB device: the kernel gives each its own address, so that a device that
/// was pulled and put back faster than anybody looked is still seen to be another.
public struct USBPlug: Hashable, Sendable, CustomStringConvertible {
    /// The bus, from 1.
    public let bus: Int
    /// The device's address on it, 1 to 127.
    public let address: Int
    /// The bus and ports it is plugged into, `1-1.2`, as the kernel writes it.
    public let portPath: String

    public init(bus: Int, address: Int, portPath: String) {
        self.bus = bus
        self.address = address
        self.portPath = portPath
    }

    public var description: String { portPath }
}

/// A USB device that is plugged in, as its descriptors and the kernel tell it; not open.
public struct USBDevice: Equatable, Sendable {
    public let plug: USBPlug
    /// The node through which it is used, `/dev/bus/usb/001/004`.
    public let node: String
    /// `idVendor` and `idProduct`.
    public var vendorID: UInt16
    public var productID: UInt16
    public var manufacturer: String?
    public var product: String?
    public var serialNumber: String?
    /// `bDeviceClass`.
    public var deviceClass: USBClass
    /// The interfaces of its active configuration; empty while the kernel has not configured it.
    public var interfaces: [USBInterface]
    /// The kernel's driver of each interface, by its number. `usbfs` stands for another program.
    public var drivers: [UInt8: String]
    /// The serial ports that the kernel has made, `/dev/ttyACM0`, by the interface's number.
    public var serialPorts: [UInt8: String]
    /// What kept an interface from being understood; nil when all are.
    public var obstacle: USBError?

    public init(
        plug: USBPlug, node: String, vendorID: UInt16, productID: UInt16,
        manufacturer: String? = nil, product: String? = nil, serialNumber: String? = nil,
        deviceClass: USBClass = USBClass(rawValue: 0), interfaces: [USBInterface] = [],
        drivers: [UInt8: String] = [:], serialPorts: [UInt8: String] = [:],
        obstacle: USBError? = nil
    ) {
        self.plug = plug
        self.node = node
        self.vendorID = vendorID
        self.productID = productID
        self.manufacturer = manufacturer
        self.product = product
        self.serialNumber = serialNumber
        self.deviceClass = deviceClass
        self.interfaces = interfaces
        self.drivers = drivers
        self.serialPorts = serialPorts
        self.obstacle = obstacle
    }

    /// The model as everybody writes it: `0801:0002`.
    public var model: String { "\(vendorID.hexadecimal):\(productID.hexadecimal)" }

    /// How a technician would call it: its product's name, or its model.
    public var title: String { product ?? model }
}
