import Decoding
import Identity

extension Driver {
    /// Any stripe reader on a serial port that sends the tracks as text.
    static let serialSwipe = Driver(
        name: "serial-swipe",
        kind: .magstripe,
        summary:
            "Magnetic stripe reader on a serial port: tracks as text (also UIC, 363B, MSE-630)",
        link: .serial(SerialLine(baud: 9600)),
        makeDecoder: { options in
            StripeDecoder(
                ends: options.ends ?? .auto, preamble: options.preamble,
                postamble: options.postamble, lrc: options.lrc ?? .auto)
        })
}
