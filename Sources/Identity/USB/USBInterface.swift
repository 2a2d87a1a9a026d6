/// One interface of a USB device, as its descriptors tell it: what the catalogue decides by, and
/// what a driver reads the layout of its reports from.
public struct USBInterface: Sendable, Equatable {
    /// `idVendor` of the device.
    public var vendorID: UInt16
    /// `idProduct` of the device.
    public var productID: UInt16
    /// `bcdDevice`: the device's release, in binary-coded decimals.
    public var deviceRelease: UInt16
    /// The maker's name as the device says it; nil where it says none.
    public var manufacturer: String?
    /// The product's name as the device says it; nil where it says none.
    public var product: String?
    /// The serial number; nil where the device has none.
    public var serialNumber: String?
    /// Where it is plugged in: bus and ports, such as `1-1.2`.
    public var portPath: String
    /// `bInterfaceNumber`.
    public var number: UInt8
    /// `bInterfaceClass`.
    public var interfaceClass: USBClass
    /// `bInterfaceSubClass`.
    public var interfaceSubclass: UInt8
    /// `bInterfaceProtocol`.
    public var interfaceProtocol: UInt8
    /// All endpoints but the control endpoint.
    public var endpoints: [USBEndpoint]
    /// The report descriptor of a HID interface; empty for others, and where it could not be read.
    public var reportDescriptor: [UInt8]
    /// The class descriptor of a smart-card reader's interface, 54 bytes; empty for others.
    public var classDescriptor: [UInt8]

    public init(
        vendorID: UInt16, productID: UInt16, deviceRelease: UInt16 = 0,
        manufacturer: String? = nil, product: String? = nil, serialNumber: String? = nil,
        portPath: String = "", number: UInt8 = 0, interfaceClass: USBClass = .hid,
        interfaceSubclass: UInt8 = 0, interfaceProtocol: UInt8 = 0,
        endpoints: [USBEndpoint] = [], reportDescriptor: [UInt8] = [],
        classDescriptor: [UInt8] = []
    ) {
        self.vendorID = vendorID
        self.productID = productID
        self.deviceRelease = deviceRelease
        self.manufacturer = manufacturer
        self.product = product
        self.serialNumber = serialNumber
        self.portPath = portPath
        self.number = number
        self.interfaceClass = interfaceClass
        self.interfaceSubclass = interfaceSubclass
        self.interfaceProtocol = interfaceProtocol
        self.endpoints = endpoints
        self.reportDescriptor = reportDescriptor
        self.classDescriptor = classDescriptor
    }

    /// The model as everybody writes it: `0801:0002`.
    public var model: String {
        "\(vendorID.hexadecimal):\(productID.hexadecimal)"
    }

    /// The endpoint on which a HID interface's input reports come; nil when it has none.
    public var interruptIn: USBEndpoint? {
        endpoints.first { $0.kind == .interrupt && $0.isIn }
    }

    public var bulkIn: USBEndpoint? { endpoints.first { $0.kind == .bulk && $0.isIn } }

    public var bulkOut: USBEndpoint? { endpoints.first { $0.kind == .bulk && !$0.isIn } }

    /// The endpoint of a HID interface's output reports; nil if it takes control transfers.
    public var interruptOut: USBEndpoint? {
        endpoints.first { $0.kind == .interrupt && !$0.isIn }
    }
}

/// An endpoint of an interface.
public struct USBEndpoint: Sendable, Equatable {
    /// How an endpoint transfers; the raw value is that of `bmAttributes`.
    public enum Kind: UInt8, Sendable {
        case control = 0
        case isochronous, bulk, interrupt
    }

    /// `bEndpointAddress`: the number, and bit 7 for one that goes to the host.
    public var address: UInt8
    public var kind: Kind
    /// `wMaxPacketSize`, in bytes.
    public var maxPacketSize: Int
    /// `bInterval`, in the units of the device's speed.
    public var interval: UInt8

    public init(address: UInt8, kind: Kind, maxPacketSize: Int, interval: UInt8 = 0) {
        self.address = address
        self.kind = kind
        self.maxPacketSize = maxPacketSize
        self.interval = interval
    }

    /// Whether data goes to the host.
    public var isIn: Bool { address & 0x80 != 0 }
}

/// A USB class code (`bInterfaceClass`).
public struct USBClass: RawRepresentable, Sendable, Hashable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let audio = USBClass(rawValue: 0x01)
    /// The control interface of a modem or serial adapter (CDC).
    public static let communications = USBClass(rawValue: 0x02)
    public static let hid = USBClass(rawValue: 0x03)
    public static let printer = USBClass(rawValue: 0x07)
    public static let massStorage = USBClass(rawValue: 0x08)
    public static let hub = USBClass(rawValue: 0x09)
    /// The data interface of a modem or serial adapter (CDC).
    public static let communicationsData = USBClass(rawValue: 0x0A)
    public static let smartCard = USBClass(rawValue: 0x0B)
    public static let video = USBClass(rawValue: 0x0E)
    public static let vendorSpecific = USBClass(rawValue: 0xFF)
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All its hexadecimal digits, small: `0801` of a 16-bit value.
    public var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}
