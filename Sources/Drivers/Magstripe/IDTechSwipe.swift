import Decoding
import Identity

extension Driver {
    /// ID TECH's MiniMag and SecureMag over HID, and Unitech's MS246, which is the same engine.
    static let idtechSwipe = Driver(
        name: "idtech-swipe",
        kind: .magstripe,
        summary: "ID TECH MiniMag or SecureMag magnetic stripe reader, USB HID",
        matches: [
            .model(vendor: 0x0ACD, product: 0x0500), .model(vendor: 0x0ACD, product: 0x2010),
        ],
        options: [.preamble, .postamble],
        attachment: .usb(.hid) { options, interface throws(ClaimError) in
            try IDTechDecoder(
                try ReportDescriptor(of: interface), preamble: options.text(.preamble),
                postamble: options.text(.postamble))
        })
}
