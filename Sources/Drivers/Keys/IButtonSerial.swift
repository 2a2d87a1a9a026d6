import Decoding
import Identity

extension Driver {
    /// iButton probes at a DS2480B adapter: DS9097U, and what calls itself "iButton USB" and is a
    /// serial chip with one behind it.
    static let iButtonSerial = Driver(
        name: "ibutton-serial",
        kind: .electronicKey,
        summary: "iButton (1-Wire key) probe at a DS2480B serial adapter (DS9097U)",
        options: [speed],
        attachment: .serial(SerialLine(baud: 9600)) { options in
            IButtonDecoder(speed: options.word(speed) ?? .slow)
        })

    private static let speed = DriverOption.word(
        "speed", of: IButtonSpeed.self, "how fast the adapter is spoken to; `9600` unless set",
        setsLine: true)
}
