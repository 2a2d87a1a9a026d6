import Decoding
import Identity

extension Driver {
    /// Scanners set to IBM's (OEM) USB interface, hand-held or table-top. Datalogic's beep for the makers' command 04, and
    /// sound an error for 05.
    static let ibmScanner = Driver(
        name: "ibm-scanner",
        kind: .barcode,
        summary: "Bar code scanner in IBM (OEM) USB mode, hand-held or table-top",
        matches: [.page(IBMUsage.tableTopPage), .page(IBMUsage.handHeldPage)]
            + IBMUsage.scanners.map { .usage($0) },
        reportFeedback: { interface in
            guard interface.vendorID == 0x05F9,
                let descriptor = try? ReportDescriptor(interface.reportDescriptor.span)
            else { return ReportFeedback() }
            return ReportFeedback(
                accept: [IBMScannerDecoder.command([0x30, 0x00, 0x04], descriptor)],
                reject: [IBMScannerDecoder.command([0x30, 0x00, 0x05], descriptor)])
        },
        makeReportDecoder: { options, interface throws(HIDError) in
            let descriptor = try ReportDescriptor(of: interface)
            let isTableTop = descriptor.topLevelUsages.contains {
                $0.page == IBMUsage.tableTopPage || $0.id == IBMUsage.tableTop
            }
            return try IBMScannerDecoder(
                descriptor, isTableTop: isTableTop, preamble: options.preamble,
                postamble: options.postamble)
        })
}

/// The usages of IBM's point-of-sale devices. They are written with two bytes: some devices have them as a page and an
/// id on it, others as an id on a page of IBM's own.
private enum IBMUsage {
    static let tableTopPage: UInt16 = 0x4A
    static let handHeldPage: UInt16 = 0x4B
    static let tableTop: UInt16 = 0x4A00
    static let handHeld: UInt16 = 0x4B00
    /// The pages on which 0x4A00 and 0x4B00 are those of scanners.
    static let scanners = [UInt16(0xFF45), 0xFF00].flatMap { page in
        [HIDUsage(page: page, id: tableTop), HIDUsage(page: page, id: handHeld)]
    }
}
