import Decoding
import Identity

extension Driver {
    /// Zebra and Symbol scanners set to the SSI host, which wants every packet acknowledged.
    static let ssiScanner = Driver(
        name: "ssi-scanner",
        kind: .barcode,
        summary: "Zebra (Symbol) scanner, Simple Serial Interface packets",
        options: DriverOption.labels,
        attachment: .serial(SerialLine(baud: 9600)) { options in
            SSIDecoder(
                preamble: options.text(.preamble), postamble: options.text(.postamble),
                options: options.labels)
        })
}
