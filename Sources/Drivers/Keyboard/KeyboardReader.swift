import Decoding
import Identity

extension Driver {
    /// Any scanner or swipe reader in keyboard mode. Without settings only makers who make readers
    /// and no keyboards are taken, and two models of tag readers.
    static let keyboardReader = Driver(
        name: "keyboard-reader",
        kind: .barcode,
        summary: "Scanner, swipe reader or tag reader in keyboard mode",
        matches: Maker.keyboards + [
            .keyboard(vendor: 0x08FF, product: 0x0009),
            .keyboard(vendor: 0xFFFF, product: 0x0035, name: "Reader"),
        ],
        options: [.keyboardEnds, .layout, .codes, .lrc, .keyForm] + DriverOption.labels,
        attachment: .usb(.hid) { options, interface throws(ClaimError) in
            try KeyboardDecoder(
                try ReportDescriptor(of: interface), layout: options.word(.layout) ?? .us,
                ends: options.word(.keyboardEnds) ?? .auto, reads: interface.readsByKeyboard,
                preamble: options.text(.preamble), postamble: options.text(.postamble),
                codes: options.word(.codes) ?? .aim, lrc: options.word(.lrc) ?? .auto,
                options: options.labels, number: options.word(.keyForm))
        })
}

extension USBInterface {
    /// What a reader of this model types when it types no tracks: the two models of tag readers
    /// type a tag's number.
    fileprivate var readsByKeyboard: ReadingKind {
        isModel(0x08FF, 0x0009) || isModel(0xFFFF, 0x0035) ? .contactless : .barcode
    }
}
