import Decoding
import Identity

extension Driver {
    /// Any scanner on a serial port that ends a label with a terminator.
    static let serialScanner = Driver(
        name: "serial-scanner",
        kind: .barcode,
        summary: "Barcode scanner on a serial port: text and CR, LF, TAB or STX/ETX",
        matches: Maker.scannerPorts,
        options: [.ends, .codes] + DriverOption.labels,
        attachment: .serial(SerialLine(baud: 9600)) { options in
            LineDecoder(
                ends: options.word(.ends) ?? .auto, preamble: options.text(.preamble),
                postamble: options.text(.postamble), codes: options.word(.codes) ?? .aim,
                options: options.labels)
        })
}
