/// A model, or all models of a maker, of which more is known than its descriptor says.
public struct KnownDevice: Sendable {
    /// How sure it is that a device works.
    public enum Tier: Sendable, Equatable {
        /// What such a device sends is a capture under `Fixtures/`, taken from a published recording or from the maker's
        /// own example.
        case proven
        /// Its descriptor, or its maker's manual, says that it works.
        case byDescriptor
        /// It does not work, and why.
        case knownNot(String)
    }

    public let vendor: UInt16
    /// Nil for all models of the maker that have no row of their own.
    public let product: UInt16?
    public let name: String
    public let tier: Tier

    init(_ vendor: UInt16, _ product: UInt16?, _ name: String, _ tier: Tier) {
        self.vendor = vendor
        self.product = product
        self.name = name
        self.tier = tier
    }

    /// Models before the rows of all their maker's models.
    public static let all: [KnownDevice] = [
        KnownDevice(
            0x05E0, 0x1900, "Zebra scanner in SNAPI mode",
            .knownNot("SNAPI is the maker's secret: set it to USB HID POS, SSI or CDC host"))
    ]
}
