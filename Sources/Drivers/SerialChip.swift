import Identity

/// The chips of USB serial adapters that are not of the communications class. What is behind such
/// an adapter it cannot say: it may be a reader, a scale or a printer.
enum SerialChip: String, Sendable, CaseIterable {
    case ftdi = "FTDI"
    case prolific = "Prolific PL2303"
    case silabs = "Silicon Labs CP210x"
    case qinheng = "QinHeng CH340"
    /// Zebra's scanners in "Simple COM Port Emulation": a scanner, not an adapter.
    case symbol = "Zebra Simple COM"

    init?(of interface: USBInterface) {
        switch (interface.vendorID, interface.productID) {
        case (0x0403, 0x6001), (0x0403, 0x6010), (0x0403, 0x6011), (0x0403, 0x6014),
            (0x0403, 0x6015):
            self = .ftdi
        case (0x067B, 0x2303), (0x067B, 0x23A3), (0x067B, 0x23B3), (0x067B, 0x23C3),
            (0x067B, 0x23D3):
            self = .prolific
        case (0x10C4, 0xEA60), (0x10C4, 0xEA70), (0x10C4, 0xEA71): self = .silabs
        case (0x1A86, 0x7523), (0x1A86, 0x5523), (0x1A86, 0x55D4): self = .qinheng
        case (0x05E0, 0x0600): self = .symbol
        default: return nil
        }
    }
}
