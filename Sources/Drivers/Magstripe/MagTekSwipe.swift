import Decoding
import Identity

extension Driver {
    /// MagTek's SureSwipe readers over HID, and those of other makers that send the same report.
    static let magtekSwipe = Driver(
        name: "magtek-swipe",
        kind: .magstripe,
        summary: "MagTek SureSwipe magnetic stripe reader, USB HID",
        matches: [
            .usage(HIDUsage(page: HIDPage.vendorDefined, id: 0x01), vendor: 0x0801),
            .model(vendor: 0x0ACD, product: 0x0510),
        ],
        attachment: .usb(.hid) { _, interface throws(ClaimError) in
            try SwipeReportDecoder(try ReportDescriptor(of: interface), form: .plain)
        })

    /// MagTek's MagneSafe readers over HID: of what they send, the masked tracks are read.
    static let magnesafeSwipe = Driver(
        name: "magnesafe-swipe",
        kind: .magstripe,
        summary: "MagTek MagneSafe magnetic stripe reader, USB HID",
        matches: [.usage(HIDUsage(page: HIDPage.vendorDefined, id: 0x01), vendor: 0x0801)],
        attachment: .usb(.hid) { _, interface throws(ClaimError) in
            try SwipeReportDecoder(try ReportDescriptor(of: interface), form: .masked)
        })
}
