/// What ends a label on a serial line. The raw value is the word in settings.
public enum LabelEnd: String, Sendable, CaseIterable {
    /// CR, LF or CR LF, whichever comes; a label that begins with STX ends with ETX.
    case auto
    case cr, lf, crlf, tab
    /// STX before the label, ETX after it.
    case stxEtx = "stxetx"
}

extension UInt8 {
    /// Whether this is CR or LF.
    var isLineEnd: Bool { self == Control.carriageReturn || self == Control.lineFeed }
}

/// The control characters that frame labels and tracks.
enum Control {
    static let null: UInt8 = 0x00
    static let startOfText: UInt8 = 0x02
    static let endOfText: UInt8 = 0x03
    static let acknowledge: UInt8 = 0x06
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let dataLinkEscape: UInt8 = 0x10
    static let negativeAcknowledge: UInt8 = 0x15
    static let enquiry: UInt8 = 0x05
    /// FNC1 within GS1 data.
    static let groupSeparator: UInt8 = 0x1D
}
