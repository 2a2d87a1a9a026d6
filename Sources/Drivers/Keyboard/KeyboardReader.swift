import Decoding
import Identity

extension Driver {
    /// Any scanner or swipe reader in keyboard mode. Without settings only makers who make readers and no keyboards are
    /// taken, and two models of tag readers.
    static let keyboardReader = Driver(
        name: "keyboard-reader",
        kind: .barcode,
        summary: "Scanner, swipe reader or tag reader in keyboard mode",
        matches: Maker.keyboards + [
            .keyboard(vendor: 0x08FF, product: 0x0009),
            .keyboard(vendor: 0xFFFF, product: 0x0035, name: "Reader"),
        ],
        makeReportDecoder: { options, interface throws(HIDError) in
            try KeyboardDecoder(
                try ReportDescriptor(of: interface), layout: options.layout ?? .us,
                ends: options.keyboardEnds ?? .auto, reads: interface.readsByKeyboard,
                preamble: options.preamble, postamble: options.postamble,
                codes: options.codes ?? .aim, lrc: options.lrc ?? .auto)
        })
}

extension USBInterface {
    /// What a reader of this model types when it types no tracks: the two models of tag readers type a tag's number.
    fileprivate var readsByKeyboard: ReadingKind {
        isModel(0x08FF, 0x0009) || isModel(0xFFFF, 0x0035) ? .contactless : .barcode
    }
}
