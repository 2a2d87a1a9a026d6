import Decoding
import Identity

extension Driver {
    /// Swipe readers that say in the standard's words where each track is.
    static let hidSwipe = Driver(
        name: "hid-swipe",
        kind: .magstripe,
        summary: "Magnetic stripe reader of the USB HID class (usage page 8E)",
        matches: [.page(HIDPage.magneticStripe)],
        makeReportDecoder: { _, interface throws(HIDError) in
            try SwipeReportDecoder(try ReportDescriptor(of: interface), form: .standard)
        })
}
