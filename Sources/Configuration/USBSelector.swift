public import Transport

/// What settings name a USB device by: `match` of a device, or an entry of `ignore`.
public enum USBSelector: Sendable, Hashable, CustomStringConvertible {
    /// Its serial number. Survives unplugging, reboot, and a swap of ports.
    case serial(String)
    /// The port it is plugged into, `1-1.2`. Survives unplugging and reboot.
    case port(String)
    /// Its model, `0801:0002`: the first one that no other entry names.
    case model(vendor: UInt16, product: UInt16)

    /// Reads `0801:0002`; nil for anything else.
    public init?(model text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 4 }),
            let vendor = UInt16(parts[0], radix: 16), let product = UInt16(parts[1], radix: 16)
        else { return nil }
        self = .model(vendor: vendor, product: product)
    }

    /// Whether the device is one of those.
    public func matches(_ device: USBDevice) -> Bool {
        switch self {
        case .serial(let serial): device.serialNumber == serial
        case .port(let port): device.plug.portPath == port
        case .model(let vendor, let product):
            device.vendorID == vendor && device.productID == product
        }
    }

    /// How closely it names a device: a closer entry goes first.
    package var closeness: Int {
        switch self {
        case .serial: 2
        case .port: 1
        case .model: 0
        }
    }

    /// As the rest of "no USB device …".
    public var description: String {
        switch self {
        case .serial(let serial): "with serial number \(serial)"
        case .port(let port): "at port \(port)"
        case .model(let vendor, let product): "\(vendor.fourDigits):\(product.fourDigits)"
        }
    }
}

extension UInt16 {
    fileprivate var fourDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
