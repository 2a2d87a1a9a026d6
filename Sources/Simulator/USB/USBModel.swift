public import Identity
public import Transport

/// A kind of USB device that can be played: what it says of itself, what it does of its own, and
/// how it sends what it reads.
public struct USBModel: Sendable {
    /// The name that `laneid simulate` takes: that of the driver, or of a variant.
    public var name: String
    /// What it is, in a line, and where its descriptors are from.
    public var summary: String
    /// The driver that reads it.
    public var driver: String
    public var vendorID: UInt16
    public var productID: UInt16
    /// `bcdDevice`.
    public var release: UInt16 = 0x0100
    public var manufacturer: String?
    public var product: String?
    /// Nil for models that have none, as many readers.
    public var serialNumber: String?
    public var speed = USBSpeed.full
    /// Whether it is an adapter that does not say what is behind it: the gateway leaves it until
    /// settings name it.
    public var isBareAdapter = false
    public var interfaces: [Interface]
    /// What a device of this model does when the host sends it something.
    public var habits: any USBHabits = NoHabits()
    /// The input reports, or the bytes of a serial device, that it sends for a typed card or label.
    public var typed: @Sendable (String) throws(TypingError) -> [[UInt8]]

    /// The endpoint on which readings go to the host; nil for a bulk endpoint where there is one,
    /// else the first.
    public var inputAddress: UInt8?

    /// An interface and its endpoints.
    public struct Interface: Sendable {
        public var kind: USBClass
        public var subclass: UInt8 = 0
        public var protocolNumber: UInt8 = 0
        public var endpoints: [USBEndpoint]
        /// Of a HID interface.
        public var reportDescriptor: [UInt8] = []
        /// How long its HID descriptor says that the report descriptor is; nil for the truth.
        public var claimedLength: UInt16?
        /// Class descriptors of other interfaces, as they stand.
        public var classDescriptors: [UInt8] = []
        /// The same, behind the last endpoint, where some smart-card readers have them.
        public var trailingDescriptors: [UInt8] = []
    }

    var inputEndpoint: USBEndpoint? {
        if let inputAddress { return endpoint(at: inputAddress) }
        let endpoints = interfaces.lazy.flatMap(\.endpoints).filter(\.isIn)
        return endpoints.first { $0.kind == .bulk } ?? endpoints.first
    }

    func endpoint(at address: UInt8) -> USBEndpoint? {
        interfaces.lazy.flatMap(\.endpoints).first { $0.address == address }
    }
}

/// What a host sends to a device besides asking for descriptors.
public enum HostReport: Sendable, Equatable {
    /// An output report, with its id before it where the device has ids.
    case output([UInt8])
    /// A feature report, likewise.
    case feature([UInt8])
    /// Bytes on a bulk endpoint, such as those of a serial line.
    case bulk([UInt8], endpoint: UInt8)
    /// A class request without data to an interface that is not HID.
    case request(UInt8, value: UInt16, interface: UInt8)
    /// The host has chosen the configuration, as it does after each reset too.
    case configured
}

/// What a device sends by itself.
public struct DeviceMessage: Sendable, Equatable {
    public var bytes: [UInt8]
    /// The endpoint on which it goes; nil for the one on which readings go.
    public var endpoint: UInt8?

    public init(_ bytes: [UInt8], endpoint: UInt8? = nil) {
        self.bytes = bytes
        self.endpoint = endpoint
    }
}

/// What a device does when the host sends it something.
public protocol USBHabits: Sendable {
    /// Takes what the host sent, and gives what the device answers with.
    mutating func take(_ report: HostReport) -> [DeviceMessage]
    /// The feature report that the host asks for; nil where there is none, which the device answers
    /// with a stall.
    var feature: [UInt8]? { get }
    /// Whether it sends what it reads: some readers are silent until the host allows them.
    var isSending: Bool { get }
    /// The answer to a control request of the maker's own, of which the host takes at most `length`
    /// bytes; of one that only tells the device something the answer is not looked at. Nil for a
    /// request that the device does not know, which it answers with a stall.
    mutating func answer(to request: UInt8, value: UInt16, length: Int) -> [UInt8]?
}

extension USBHabits {
    public mutating func answer(to request: UInt8, value: UInt16, length: Int) -> [UInt8]? { nil }
}

/// A device that only sends.
public struct NoHabits: USBHabits {
    public init() {}
    public mutating func take(_ report: HostReport) -> [DeviceMessage] { [] }
    public var feature: [UInt8]? { nil }
    public var isSending: Bool { true }
}
