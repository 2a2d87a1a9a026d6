import Decoding
import Identity

extension Driver {
    /// Any scanner on a serial port that ends a label with a terminator.
    static let serialScanner = Driver(
        name: "serial-scanner",
        kind: .barcode,
        summary: "Barcode scanner on a serial port: text and CR, LF, TAB or STX/ETX",
        link: .serial(SerialLine(baud: 9600)),
        matches: Maker.scannerPorts,
        makeDecoder: { options in
            LineDecoder(
                ends: options.ends ?? .auto, preamble: options.preamble,
                postamble: options.postamble, codes: options.codes ?? .aim)
        })
}
