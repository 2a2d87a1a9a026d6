import Decoding
import Identity

extension Driver {
    /// Datalogic Magellan scanner-scales on the RS-232 single cable. `S334` sounds the good-read beep.
    static let magellanScanner = Driver(
        name: "magellan-scanner",
        kind: .barcode,
        summary: "Datalogic Magellan scanner or scanner-scale, RS-232 single cable",
        link: .serial(SerialLine(baud: 9600, framing: .sevenOddOne, flow: .hardware)),
        feedback: Feedback(accept: Bytes("S334\r")),
        makeDecoder: { options in
            MagellanDecoder(
                ends: options.ends ?? .auto, preamble: options.preamble,
                postamble: options.postamble, codes: options.codes ?? .usa)
        })
}
