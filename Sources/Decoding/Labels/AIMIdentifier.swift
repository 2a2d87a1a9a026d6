public import Identity

/// An AIM symbology identifier (ISO/IEC 15424): `]`, a code letter, a modifier.
public struct AIMIdentifier: Sendable, Equatable {
    /// What the identifier says of the data after it.
    public enum Meaning: Sendable, Equatable {
        /// A label of this symbology.
        case symbology(Symbology)
        /// A supplement alone: the two or five digits beside an EAN or UPC symbol.
        case addOn
        /// No bar code: what Honeywell devices answer to a command.
        case reply
    }

    public let meaning: Meaning
    /// Whether the data is a GS1 element string.
    public let isGS1: Bool
    /// Whether the data ends in a check character that was sent along.
    public let isChecked: Bool
    /// How many bytes the identifier takes: 3, more with a system expansion (`]Y`).
    public let length: Int

    /// The identifier that `label` begins with. `unknownLabel` when it is not one of the
    /// standard's, `badLength` when a system expansion is cut short.
    public init(_ label: Span<UInt8>) throws(Fault) {
        guard label.count >= 3, label[0] == UInt8(ascii: "]"),
            let modifier = Self.modifierValue(label[2])
        else { throw .unknownLabel }
        let letter = label[1]
        switch letter {
        case UInt8(ascii: "Y"):
            // The modifier says how many more characters belong to the identifier.
            guard (1...9).contains(modifier) else { throw .unknownLabel }
            guard label.count >= 3 + modifier else { throw .badLength }
            self.init(.symbology(.other), length: 3 + modifier)
        case UInt8(ascii: "Z"):
            self.init(.reply)
        case UInt8(ascii: "E") where modifier == 1 || modifier == 2:
            self.init(.addOn)
        case UInt8(ascii: "X") where Self.isCommandReply(label):
            self.init(.reply)
        default:
            for row in AIMRow.table where row.letter == letter && row.has(modifier) {
                self.init(.symbology(row.symbology), isGS1: row.isGS1, isChecked: row.isChecked)
                return
            }
            throw .unknownLabel
        }
    }

    private init(_ meaning: Meaning, isGS1: Bool = false, isChecked: Bool = false, length: Int = 3)
    {
        self.meaning = meaning
        self.isGS1 = isGS1
        self.isChecked = isChecked
        self.length = length
    }

    /// 0-9, then A-Z as 10-35.
    private static func modifierValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Whether a Honeywell device echoes a command: the answer ends in ENQ, ACK or NAK, then
    /// perhaps the command's own `.` or `!`.
    private static func isCommandReply(_ label: Span<UInt8>) -> Bool {
        var end = label.count
        if label[end - 1] == UInt8(ascii: ".") || label[end - 1] == UInt8(ascii: "!") { end -= 1 }
        guard end > 3 else { return false }
        switch label[end - 1] {
        case Control.enquiry, Control.acknowledge, Control.negativeAcknowledge: return true
        default: return false
        }
    }
}

/// A row of the standard's table: modifiers of a letter that mean the same.
private struct AIMRow: Sendable {
    let letter: UInt8
    /// Bit n is set for modifier value n.
    let modifiers: UInt64
    let symbology: Symbology
    let isGS1: Bool
    let isChecked: Bool

    init(
        _ letter: Unicode.Scalar, _ modifiers: [Int], _ symbology: Symbology, gs1: Bool = false,
        checked: Bool = false
    ) {
        self.letter = UInt8(ascii: letter)
        self.modifiers = modifiers.reduce(0) { $0 | 1 << UInt64($1) }
        self.symbology = symbology
        isGS1 = gs1
        isChecked = checked
    }

    func has(_ modifier: Int) -> Bool {
        modifiers & 1 << UInt64(modifier) != 0
    }

    /// Most frequent letters first, for the table is searched in order.
    static let table: [AIMRow] = [
        AIMRow("E", [0, 3], .eanUPC),
        AIMRow("E", [4], .ean8),
        AIMRow("C", [0, 2], .code128),
        AIMRow("C", [1], .gs1128, gs1: true),
        AIMRow("C", [4], .isbt128),
        AIMRow("Q", [0, 1, 2, 5, 6], .qr),
        AIMRow("Q", [3, 4], .gs1QR, gs1: true),
        AIMRow("d", [0, 1, 3, 4, 6], .dataMatrix),
        AIMRow("d", [2, 5], .gs1DataMatrix, gs1: true),
        AIMRow("A", [0, 3, 4, 5, 7], .code39),
        AIMRow("A", [1], .code39, checked: true),
        AIMRow("B", [0, 1, 2, 4], .telepen),
        AIMRow("D", Array(0...9), .codeOne),
        AIMRow("F", [0, 1, 3, 4], .codabar),
        AIMRow("F", [2], .codabar, checked: true),
        AIMRow("G", [0], .code93),
        AIMRow("H", Array(0...9), .code11),
        AIMRow("I", [0, 3], .interleaved2of5),
        AIMRow("I", [1], .interleaved2of5, checked: true),
        AIMRow("J", [0, 2, 3, 5], .dotCode),
        AIMRow("J", [1, 4], .gs1DotCode, gs1: true),
        AIMRow("K", Array(0...9), .code16K),
        AIMRow("L", [0, 1, 2], .pdf417),
        AIMRow("L", [3, 4, 5], .microPDF417),
        AIMRow("M", Array(0...9), .msi),
        AIMRow("N", Array(0...9), .anker),
        AIMRow("O", [0, 1], .codablock),
        AIMRow("O", [4, 5], .codablockF),
        AIMRow("O", [6], .codablockA),
        AIMRow("P", Array(0...9), .plessey),
        AIMRow("R", [0, 1, 3], .straight2of5),
        AIMRow("S", [0], .straight2of5),
        AIMRow("T", Array(0...9), .code49),
        AIMRow("U", [0, 1, 2, 3], .maxiCode),
        AIMRow("X", Array(0...15), .other),
        AIMRow("c", Array(0...9), .channelCode),
        AIMRow("e", [0], .dataBar, gs1: true),
        AIMRow("e", [1, 2, 3], .composite),
        AIMRow("h", Array(0...9), .hanXin),
        AIMRow("o", Array(0...9), .ocr),
        AIMRow("p", Array(0...9), .posicode),
        AIMRow("s", Array(0...9), .superCode),
        AIMRow("v", Array(0...9), .other),
        AIMRow("z", Array(0...12), .aztec),
    ]
}
