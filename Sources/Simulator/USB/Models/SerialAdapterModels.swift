import Identity
import Transport

/// Scanners at serial ports that the kernel makes of a maker's own protocol; the requests are what
/// the kernel's drivers `pl2303`, `cp210x` and `symbolserial` ask.
extension USBModel {
    /// A scanner behind a PL2303, of the kind TA: USB 2.0, release 3.00.
    public static let prolificAdapter = adapter(
        name: "pl2303-adapter", summary: "barcode scanner behind a Prolific PL2303 adapter",
        id: (0x067B, 0x2303), product: "PL2303 Adapter",
        endpoints: [
            USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: 10, interval: 1),
            USBEndpoint(address: 0x02, kind: .bulk, maxPacketSize: 64),
            USBEndpoint(address: 0x83, kind: .bulk, maxPacketSize: 64),
        ],
        habits: ProlificHabits())

    /// A scanner behind a CP2102.
    public static let silabsAdapter = adapter(
        name: "cp210x-adapter", summary: "barcode scanner behind a Silicon Labs CP2102 adapter",
        id: (0x10C4, 0xEA60), product: "CP2102 Adapter",
        endpoints: [
            USBEndpoint(address: 0x82, kind: .bulk, maxPacketSize: 64),
            USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: 64),
        ],
        habits: SilabsHabits())

    /// A Zebra scanner set to "Simple COM Port Emulation": each packet is a byte that says how many
    /// follow, and those.
    public static let simpleCOMScanner = USBModel(
        name: "simple-com-scanner", summary: "Zebra scanner as Simple COM port emulation",
        driver: "serial-scanner", vendorID: 0x05E0, productID: 0x0600, manufacturer: "Virtual",
        product: "Simple COM Scanner", serialNumber: "V0600",
        interfaces: [
            Interface(
                kind: .vendorSpecific,
                endpoints: [
                    USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: 64, interval: 10)
                ])
        ],
        typed: { line throws(TypingError) in
            if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
            let bytes = try Typing.bytes(for: line, driver: "serial-scanner")
            return stride(from: 0, to: bytes.count, by: 62).map { start in
                let part = bytes[start..<min(start + 62, bytes.count)]
                return [UInt8(part.count)] + part
            }
        })

    private static func adapter(
        name: String, summary: String, id: (vendor: UInt16, product: UInt16), product: String,
        endpoints: [USBEndpoint], habits: any USBHabits
    ) -> USBModel {
        USBModel(
            name: name, summary: summary, driver: "serial-scanner", vendorID: id.vendor,
            productID: id.product, release: 0x0300, manufacturer: "Virtual", product: product,
            serialNumber: "V\(id.product.hexadecimal)", isBareAdapter: true,
            interfaces: [Interface(kind: .vendorSpecific, endpoints: endpoints)], habits: habits,
            typed: { line throws(TypingError) in
                [try Typing.bytes(for: line, driver: "serial-scanner")]
            })
    }
}

/// Registers that are written and read with one request, and mean nothing here.
private struct ProlificHabits: USBHabits {
    var feature: [UInt8]? { nil }
    var isSending: Bool { true }

    mutating func take(_ report: HostReport) -> [DeviceMessage] { [] }

    mutating func answer(to request: UInt8, value: UInt16, length: Int) -> [UInt8]? {
        request == 1 ? [UInt8](repeating: 0, count: length) : nil
    }
}

/// What the host asks back is what it has set, where the kernel's driver relies on that; the rest
/// is zeros.
private struct SilabsHabits: USBHabits {
    /// Data bits, parity and stop bits, as the chip has them in a number: 8N1.
    private var lineControl: UInt16 = 0x0800
    var feature: [UInt8]? { nil }
    var isSending: Bool { true }

    mutating func take(_ report: HostReport) -> [DeviceMessage] { [] }

    mutating func answer(to request: UInt8, value: UInt16, length: Int) -> [UInt8]? {
        switch (request, value) {
        case (0x03, _): lineControl = value
        case (0x04, _): return lineControl.littleEndianBytes
        // The part's number: a CP2102.
        case (0xFF, 0x370B): return [2]
        default: break
        }
        return [UInt8](repeating: 0, count: length)
    }
}
