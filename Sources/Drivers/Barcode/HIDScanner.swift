import Decoding
import Identity

extension Driver {
    /// Scanners of the HID point-of-sale class: the descriptor says that they are, and where each report has what.
    /// Honeywell's sound their beeper for `SYN BEL CR` in output report 0xFD, with its length before it.
    static let hidScanner = Driver(
        name: "hid-scanner",
        kind: .barcode,
        summary: "Bar code scanner in USB HID POS mode",
        matches: [.page(HIDPage.barcodeScanner)],
        reportFeedback: { interface in
            guard interface.vendorID == HIDScannerDecoder.honeywell,
                let descriptor = try? ReportDescriptor(interface.reportDescriptor.span),
                descriptor.length(of: .output, id: 0xFD) != nil
            else { return ReportFeedback() }
            let beep = HIDCommand.output(id: 0xFD, Bytes([3, 0x16, 0x07, 0x0D].span))
            return ReportFeedback(accept: [beep], reject: [beep, beep, beep])
        },
        makeReportDecoder: { options, interface throws(HIDError) in
            try HIDScannerDecoder(
                try ReportDescriptor(of: interface), vendor: interface.vendorID,
                preamble: options.preamble, postamble: options.postamble)
        })
}

extension ReportDescriptor {
    /// The report descriptor of an interface, read.
    init(of interface: USBInterface) throws(HIDError) {
        do throws(ReportDescriptorError) {
            try self.init(interface.reportDescriptor.span)
        } catch {
            throw .descriptor(error)
        }
    }
}
