import Decoding
import Identity

extension Driver {
    /// Scanners of the HID point-of-sale class: the descriptor says that they are, and where each
    /// report has what.
    static let hidScanner = Driver(
        name: "hid-scanner",
        kind: .barcode,
        summary: "Bar code scanner in USB HID POS mode",
        matches: [.page(HIDPage.barcodeScanner)],
        options: DriverOption.labels,
        attachment: .usb(.hid) { options, interface throws(ClaimError) in
            try HIDScannerDecoder(
                try ReportDescriptor(of: interface), vendor: interface.vendorID,
                preamble: options.text(.preamble), postamble: options.text(.postamble),
                options: options.labels)
        })
}

extension ReportDescriptor {
    /// The report descriptor of an interface, read.
    init(of interface: USBInterface) throws(ClaimError) {
        do throws(ReportDescriptorError) {
            try self.init(interface.reportDescriptor.span)
        } catch {
            throw .descriptor(error)
        }
    }
}
