import Identity

/// What a HID control or collection is for: a usage page and a usage id on it (HID 1.11, 5.5; HID
/// Usage Tables).
public struct HIDUsage: Sendable, Hashable {
    public var page: UInt16
    public var id: UInt16

    public init(page: UInt16, id: UInt16) {
        self.page = page
        self.id = id
    }

    /// The usage with page and id in one number, as the tables write it: the page in the upper
    /// half.
    public init(_ value: UInt32) {
        page = UInt16(truncatingIfNeeded: value >> 16)
        id = UInt16(truncatingIfNeeded: value)
    }
}

extension HIDUsage: CustomStringConvertible {
    /// Page and id in hexadecimal: `008C:0002`.
    public var description: String {
        "\(page.hexadecimal):\(id.hexadecimal)".uppercased()
    }
}

/// Usage pages (HID Usage Tables 1.5, table 3.1, and the makers' own).
public enum HIDPage {
    public static let genericDesktop: UInt16 = 0x01
    public static let keyboard: UInt16 = 0x07
    public static let led: UInt16 = 0x08
    public static let barcodeScanner: UInt16 = 0x8C
    public static let scale: UInt16 = 0x8D
    public static let magneticStripe: UInt16 = 0x8E
    /// The first page that is each maker's own.
    public static let vendorDefined: UInt16 = 0xFF00
}
