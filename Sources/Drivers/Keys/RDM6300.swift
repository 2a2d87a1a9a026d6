import Decoding
import Identity

extension Driver {
    /// Modules that read 125 kHz tags (EM4100): RDM6300 and RDM630, which repeat the tag while it
    /// lies there, and ID-12LA and ID-20LA, which say it once.
    static let rdm6300 = Driver(
        name: "rdm6300",
        kind: .contactless,
        summary: "125 kHz tag reader RDM6300, RDM630, ID-12LA or ID-20LA, serial port",
        attachment: .serial(SerialLine(baud: 9600)) { _ in KeyLineDecoder.rdm6300 })
}
