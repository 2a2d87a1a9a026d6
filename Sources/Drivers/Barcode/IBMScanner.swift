import Decoding
import Identity

extension Driver {
    /// Scanners set to IBM's (OEM) USB interface, hand-held or table-top. Datalogic's have a
    /// beeper.
    static let ibmScanner = Driver(
        name: "ibm-scanner",
        kind: .barcode,
        summary: "Bar code scanner in IBM (OEM) USB mode, hand-held or table-top",
        matches: [.page(IBMUsage.tableTopPage), .page(IBMUsage.handHeldPage)]
            + IBMUsage.scanners.map { .usage($0) },
        options: DriverOption.labels,
        attachment: .usb(.hid) { options, interface throws(ClaimError) in
            let descriptor = try ReportDescriptor(of: interface)
            let isTableTop = descriptor.topLevelUsages.contains {
                $0.page == IBMUsage.tableTopPage || $0.id == IBMUsage.tableTop
            }
            return try IBMScannerDecoder(
                descriptor, isTableTop: isTableTop, hasBeeper: interface.vendorID == 0x05F9,
                preamble: options.text(.preamble), postamble: options.text(.postamble),
                options: options.labels)
        })
}

/// The usages of IBM's point-of-sale devices. They are written with two bytes: some devices have
/// them as a page and an id on it, others as an id on a page of IBM's own.
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
