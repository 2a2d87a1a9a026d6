import Identity

/// What single models do otherwise than the standard, by vendor, product and release.
struct CCIDQuirks: OptionSet, Sendable {
    let rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The request for longer blocks (IFS) confuses it.
    static let takesNoIFS = CCIDQuirks(rawValue: 1)
    /// A card must be powered off before it is powered on.
    static let powersOffFirst = CCIDQuirks(rawValue: 2)
    /// It hangs when an answer fills its last packet, so blocks stay below 48 bytes.
    static let shortBlocks = CCIDQuirks(rawValue: 4)
    /// It loses characters above some 200,000 bits per second.
    static let slow = CCIDQuirks(rawValue: 8)

    /// The fastest card that it reads, in bits per second; nil where its descriptor says it.
    var maxRate: Int? { contains(.slow) ? 200_000 : nil }

    private struct Entry {
        var vendor: UInt16
        var product: UInt16
        /// The releases (`bcdDevice`) below this one.
        var below: UInt16 = .max
        var quirks: CCIDQuirks
    }

    private static let table: [Entry] = [
        // SafeNet eToken 5110
        Entry(vendor: 0x0529, product: 0x0620, quirks: .takesNoIFS),
        // Kobil IDToken
        Entry(vendor: 0x0D46, product: 0x301D, quirks: .powersOffFirst),
        // SCM SCR331, SCR331-DI, SCR335, SPR532, SCR3320
        Entry(vendor: 0x04E6, product: 0xE001, below: 0x0516, quirks: .shortBlocks),
        Entry(vendor: 0x04E6, product: 0x5111, below: 0x0620, quirks: .shortBlocks),
        Entry(vendor: 0x04E6, product: 0x5115, below: 0x0514, quirks: .shortBlocks),
        Entry(vendor: 0x04E6, product: 0xE003, below: 0x0504, quirks: .shortBlocks),
        Entry(vendor: 0x04E6, product: 0x5117, below: 0x0522, quirks: .shortBlocks),
        // Alcor AU9540
        Entry(vendor: 0x058F, product: 0x9540, quirks: .slow),
    ]

    /// What is known of a model.
    static func of(_ interface: USBInterface) -> CCIDQuirks {
        table.filter {
            $0.vendor == interface.vendorID && $0.product == interface.productID
                && interface.deviceRelease < $0.below
        }.reduce([]) { $0.union($1.quirks) }
    }
}
