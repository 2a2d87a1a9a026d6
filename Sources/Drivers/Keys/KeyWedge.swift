import Decoding
import Identity

extension Driver {
    /// Readers that send a key's or tag's number as a line of text.
    static let keyWedge = Driver(
        name: "key-wedge",
        kind: .electronicKey,
        summary: "Reader that sends the number of an iButton or tag as a line, serial port",
        options: [.keyForm],
        attachment: .serial(SerialLine(baud: 9600)) { options in
            KeyLineDecoder(
                .number(options.word(.keyForm) ?? .iButton), silence: .seconds(1))
        })
}

extension DriverOption {
    static let keyForm = word(
        "number", of: KeyForm.self,
        "how the reader writes the number of an iButton or tag; of a keyboard nothing is assumed "
            + "unless set, of a serial line `ibutton`")
}
