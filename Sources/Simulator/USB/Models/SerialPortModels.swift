import Identity
import Transport

extension USBModel {
    /// The descriptors are the example of the class's subclass for modems (CDC PSTN 1.2, 5.4),
    /// which the kernel's `cdc-acm` takes for a serial port.
    public static let serialPortScanner = USBModel(
        name: "usb-serial-scanner", summary: "barcode scanner as a USB serial port (CDC-ACM)",
        driver: "serial-scanner", vendorID: 0x05E0, productID: 0x1701, manufacturer: "Virtual",
        product: "Serial Port Scanner", serialNumber: "V0002",
        interfaces: [
            Interface(
                kind: .communications, subclass: 0x02, protocolNumber: 0x01,
                endpoints: [
                    USBEndpoint(address: 0x82, kind: .interrupt, maxPacketSize: 8, interval: 255)
                ],
                classDescriptors: [
                    // Header; call management; abstract control with line coding; the union of both
                    // interfaces.
                    5, 0x24, 0x00, 0x10, 0x01, 5, 0x24, 0x01, 0x00, 1, 4, 0x24, 0x02, 0x02,
                    5, 0x24, 0x06, 0, 1,
                ]),
            Interface(
                kind: .communicationsData,
                endpoints: [
                    USBEndpoint(address: 0x81, kind: .bulk, maxPacketSize: 64),
                    USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: 64),
                ]),
        ],
        typed: { line throws(TypingError) in
            [try Typing.bytes(for: line, driver: "serial-scanner")]
        })
}
