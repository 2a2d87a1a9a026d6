import Decoding
import Identity

/// Smart-card readers: one of each exchange level, and those that differ in how they are built.
/// Vendor, product, level and features are those of the reader that the summary names.
extension USBModel {
    static let cardReaders: [USBModel] = [
        .cardReader, .tpduCardReader, .extendedCardReader, .dualCardReader, .threeSlotCardReader,
        .polledCardReader, .vendorCardReader,
    ]

    /// A reader that takes short APDUs.
    public static let cardReader = cardReader(
        name: "ccid-reader", summary: "smart-card reader (CCID, short APDU): OMNIKEY 3021",
        id: (0x076B, 0x3021), product: "Smart Card Reader USB", [(.shortAPDU, 0x07B2)])

    /// A reader that leaves voltage, parameters, PPS and IFSD to the host.
    public static let tpduCardReader = cardReader(
        name: "ccid-reader-tpdu", summary: "smart-card reader (CCID, TPDU): GemPC Twin",
        id: (0x08E6, 0x3437), product: "USB SmartCard Reader", [(.tpdu, 0x0230)])

    /// A reader that takes APDUs of any length.
    public static let extendedCardReader = cardReader(
        name: "ccid-reader-extended",
        summary: "contactless reader (CCID, extended APDU): OMNIKEY 5022",
        id: (0x076B, 0x5022), product: "OMNIKEY 5022 CL", [(.extendedAPDU, 0x04BA)])

    /// Two readers in one: for contactless cards and for a security module.
    public static let dualCardReader = cardReader(
        name: "ccid-reader-dual",
        summary: "contactless reader with a second interface (CCID): ACS ACR1252",
        id: (0x072F, 0x223B), product: "ACR1252 Dual Reader",
        [(.extendedAPDU, 0x0040), (.shortAPDU, 0x04BA)])

    /// A reader with three slots at one interface.
    public static let threeSlotCardReader = cardReader(
        name: "ccid-reader-slots",
        summary: "smart-card reader with three slots (CCID): ACS ACR1281U",
        id: (0x072F, 0x2224), product: "ACR1281U", [(.extendedAPDU, 0x04BA)], slots: 3)

    /// A reader that announces nothing.
    public static let polledCardReader = cardReader(
        name: "ccid-reader-polled",
        summary: "smart-card reader without interrupt endpoint (CCID): Gnuk",
        id: (0x234B, 0x0000), product: "FSIJ USB Token", [(.extendedAPDU, 0x0042)],
        hasStatus: false)

    /// A reader of its maker's class, with its descriptor behind its last endpoint.
    public static let vendorCardReader = cardReader(
        name: "ccid-reader-vendor",
        summary: "smart-card reader of its maker's class (CCID): SCM SDI011",
        id: (0x04E6, 0x512B), product: "SDI011 Contactless Reader", [(.tpdu, 0x00BA)], slots: 2,
        isVendorSpecific: true)

    /// - Parameter levels: The exchange level and the features of each interface.
    private static func cardReader(
        name: String, summary: String, id: (vendor: UInt16, product: UInt16), product: String,
        _ levels: [(level: CCIDDescriptor.ExchangeLevel, features: UInt32)], slots: Int = 1,
        hasStatus: Bool = true, isVendorSpecific: Bool = false
    ) -> USBModel {
        let interfaces = levels.enumerated().map { number, row in
            let first = UInt8(3 * number)
            var endpoints = [
                USBEndpoint(address: 0x81 + first, kind: .bulk, maxPacketSize: 64),
                USBEndpoint(address: 0x02 + first, kind: .bulk, maxPacketSize: 64),
            ]
            if hasStatus {
                endpoints.append(
                    USBEndpoint(
                        address: 0x83 + first, kind: .interrupt, maxPacketSize: 8, interval: 16))
            }
            let descriptor = classDescriptor(row.level, row.features, slots: slots)
            return Interface(
                kind: isVendorSpecific ? .vendorSpecific : .smartCard, endpoints: endpoints,
                classDescriptors: isVendorSpecific ? [] : descriptor,
                trailingDescriptors: isVendorSpecific ? descriptor : [])
        }
        let readers = levels.map {
            VirtualCardReader(level: $0.level, slots: slots, hasStatus: hasStatus)
        }
        return USBModel(
            name: name, summary: summary, driver: "ccid-reader", vendorID: id.vendor,
            productID: id.product, manufacturer: "Virtual", product: product,
            interfaces: interfaces, habits: CardReaderHabits(interfaces, readers),
            typed: { _ throws(TypingError) in throw .isCardReader })
    }

    /// The 54 bytes by which the class knows a reader (CCID 1.10, 5.1): cards of 5, 3 and 1.8 V,
    /// T=0 and T=1, 4 MHz, 10,752 to 344,086 bits per second, messages of 271 bytes.
    private static func classDescriptor(
        _ level: CCIDDescriptor.ExchangeLevel, _ features: UInt32, slots: Int
    ) -> [UInt8] {
        let levelBits: UInt32 =
            switch level {
            case .character: 0
            case .tpdu: 0x10000
            case .shortAPDU: 0x20000
            case .extendedAPDU: 0x40000
            }
        let head: [UInt8] = [0x36, 0x21, 0x10, 0x01, UInt8(slots - 1), 0x07]
        // Protocols, clock and its limit, how many clocks.
        let card = number(3) + number(4000) + number(4000) + [0]
        // Rate and its limit, how many rates, IFSD, synchronous protocols, mechanics.
        let line = number(10_752) + number(344_086) + [0] + number(254) + number(0) + number(0)
        let host = number(levelBits | features) + number(271)
        return head + card + line + host + [0xFF, 0xFF, 0, 0, 0, 1]
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
