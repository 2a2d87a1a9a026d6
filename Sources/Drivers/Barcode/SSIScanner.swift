import Decoding
import Identity

extension Driver {
    /// Zebra and Symbol scanners set to the SSI host, which wants every packet acknowledged.
    static let ssiScanner = Driver(
        name: "ssi-scanner",
        kind: .barcode,
        summary: "Zebra (Symbol) scanner, Simple Serial Interface packets",
        link: .serial(SerialLine(baud: 9600)),
        feedback: Feedback(
            accept: SSIPacket.beep(.oneShortHigh), reject: SSIPacket.beep(.oneLongLow)),
        makeDecoder: { options in
            SSIDecoder(preamble: options.preamble, postamble: options.postamble)
        })
}
