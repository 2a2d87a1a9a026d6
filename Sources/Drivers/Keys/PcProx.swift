import Decoding
import Identity

extension Driver {
    /// RF IDeas' pcProx readers of 125 kHz cards: asked for the card's bits, without their
    /// keystrokes.
    static let pcProx = Driver(
        name: "pcprox",
        kind: .contactless,
        summary: "RF IDeas pcProx reader of 125 kHz cards, asked by feature reports",
        matches: [.keyboard(vendor: 0x0C27, product: 0x3BFA)],
        options: [.wiegandFormat],
        attachment: .usb(.hid) { options, interface throws(ClaimError) in
            _ = try ReportDescriptor(of: interface)
            return PcProxDecoder(
                interface: interface.number, format: options.word(.wiegandFormat))
        })
}
