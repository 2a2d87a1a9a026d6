import Decoding
import Identity

extension Driver {
    /// Any stripe reader on a serial port that sends the tracks as text.
    static let serialSwipe = Driver(
        name: "serial-swipe",
        kind: .magstripe,
        summary:
            "Magnetic stripe reader on a serial port: tracks as text (also UIC, 363B, MSE-630)",
        options: [.ends, .preamble, .postamble, .lrc],
        attachment: .serial(SerialLine(baud: 9600)) { options in
            StripeDecoder(
                ends: options.word(.ends) ?? .auto, preamble: options.text(.preamble),
                postamble: options.text(.postamble), lrc: options.word(.lrc) ?? .auto)
        })
}
