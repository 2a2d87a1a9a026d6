import Decoding
import Identity

extension Driver {
    /// Swipe readers that say in the standard's words where each track is.
    static let hidSwipe = Driver(
        name: "hid-swipe",
        kind: .magstripe,
        summary: "Magnetic stripe reader of the USB HID class (usage page 8E)",
        matches: [.page(HIDPage.magneticStripe)],
        attachment: .usb(.hid) { _, interface throws(ClaimError) in
            try SwipeReportDecoder(try ReportDescriptor(of: interface), form: .standard)
        })
}
