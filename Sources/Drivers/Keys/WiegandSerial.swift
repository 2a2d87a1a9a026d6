import Decoding
import Identity

extension Driver {
    /// Adapters that send the frames of a Wiegand reader as lines of text.
    static let wiegandSerial = Driver(
        name: "wiegand-serial",
        kind: .contactless,
        summary:
            "Wiegand adapter on a serial port: lines of bits, hexadecimal, or facility code and card number",
        options: [line, .wiegandFormat],
        attachment: .serial(SerialLine(baud: 9600)) { options in
            KeyLineDecoder(
                .wiegand(options.word(line) ?? .auto, options.word(.wiegandFormat)),
                silence: .seconds(1))
        })

    private static let line = DriverOption.word(
        "line", of: WiegandLine.self,
        "what the adapter sends: all `bits` as 0 and 1, all bits in `hex`, the `data` bits in "
            + "hexadecimal or `decimal`, a `pair` of numbers; `auto` unless set")
}

extension DriverOption {
    static let wiegandFormat = word(
        "format", of: WiegandFormat.self,
        "the cards' Wiegand format; where it is not set, the number of bits decides as far as it "
            + "can")
}
