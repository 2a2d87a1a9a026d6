import Decoding
import Identity

extension Driver {
    /// The reader and writer MSR605 or MSR606, used for reading. With `lrc` set to `present` it is
    /// asked for the tracks' bits, and their parity and LRC are verified here.
    static let msr605 = Driver(
        name: "msr605",
        kind: .magstripe,
        summary: "MSR605 or MSR606 magnetic stripe reader and writer",
        options: [.lrc],
        attachment: .serial(SerialLine(baud: 9600)) { options in
            MSRDecoder(readsBits: options.word(.lrc) == TrackLRC.present)
        })
}
