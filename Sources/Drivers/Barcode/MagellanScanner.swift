import Decoding
import Identity

extension Driver {
    /// Datalogic Magellan scanner-scales on the RS-232 single cable.
    static let magellanScanner = Driver(
        name: "magellan-scanner",
        kind: .barcode,
        summary: "Datalogic Magellan scanner or scanner-scale, RS-232 single cable",
        options: [.ends, .codes] + DriverOption.labels,
        attachment: .serial(
            SerialLine(baud: 9600, framing: .sevenOddOne, flow: .hardware)
        ) { options in
            MagellanDecoder(
                ends: options.word(.ends) ?? .auto, preamble: options.text(.preamble),
                postamble: options.text(.postamble), codes: options.word(.codes) ?? .usa,
                options: options.labels)
        })
}
