import Identity

/// A maker of readers, by the vendor id of its devices.
struct Maker: Sendable {
    let vendor: UInt16
    let name: String
    /// Whether a serial port of its devices is a scanner.
    let makesScanners: Bool

    /// Makers who make readers and neither keyboards nor serial adapters.
    static let all = [
        Maker(vendor: 0x05E0, name: "Zebra (Symbol)", makesScanners: true),
        Maker(vendor: 0x05F9, name: "Datalogic", makesScanners: true),
        Maker(vendor: 0x0536, name: "Honeywell (Hand Held Products)", makesScanners: true),
        Maker(vendor: 0x065A, name: "Opticon", makesScanners: true),
        Maker(vendor: 0x067E, name: "Honeywell (Intermec)", makesScanners: true),
        Maker(vendor: 0x0801, name: "MagTek", makesScanners: false),
        Maker(vendor: 0x0ACD, name: "ID TECH", makesScanners: false),
        Maker(vendor: 0x0C2E, name: "Honeywell (Metrologic)", makesScanners: true),
        Maker(vendor: 0x0DB5, name: "Access-IS", makesScanners: true),
        Maker(vendor: 0x1EAB, name: "Newland", makesScanners: true),
        Maker(vendor: 0x23D0, name: "Honeywell (Youjie)", makesScanners: true),
    ]

    /// The keyboards of all makers.
    static let keyboards = all.map { USBMatch.keyboard(vendor: $0.vendor) }
    /// The serial ports of all makers of scanners.
    static let scannerPorts = all.filter(\.makesScanners).map {
        USBMatch.serialPort(vendor: $0.vendor)
    }

    static func of(_ vendor: UInt16) -> Maker? {
        all.first { $0.vendor == vendor }
    }
}
