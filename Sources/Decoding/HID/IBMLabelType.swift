import Identity

/// The identifier at the end of an IBM (OEM) scanner's label: 1 byte for EAN and UPC, 3 bytes (`xx
/// tt 0B`) for others.
struct IBMLabelType: Sendable, Equatable {
    /// How many bytes it takes.
    let length: Int
    /// Whether the label goes on in the next message.
    let hasMore: Bool
    /// Nil for a label whose identifier says nothing: some scanners send 4 bytes that end in 0.
    let symbology: Symbology?
    let isGS1: Bool

    /// The identifier at the end of a message. `unknownLabel` when it is not in the table,
    /// `badLength` when the message has no room for data before it.
    init(_ message: borrowing Span<UInt8>) throws(Fault) {
        let count = message.count
        guard count > 5 else { throw .badLength }
        let last = message[count - 1]
        switch last {
        case 0x00:
            guard count > 8 else { throw .badLength }
            self.init(4, nil, hasMore: message[count - 4] & 0x10 != 0)
        case 0x0B:
            guard count > 7 else { throw .badLength }
            let first = message[count - 3]
            guard first == 0x00 || first == 0x10,
                let row = Self.extended[message[count - 2]]
            else { throw .unknownLabel }
            self.init(3, row.0, hasMore: first == 0x10, isGS1: row.isGS1)
        case 0x0A: self.init(1, .upcE)
        case 0x0C: self.init(1, .ean8)
        case 0x0D: self.init(1, .upcA)
        case 0x16: self.init(1, .ean13)
        default: throw .unknownLabel
        }
    }

    private init(
        _ length: Int, _ symbology: Symbology?, hasMore: Bool = false, isGS1: Bool = false
    ) {
        self.length = length
        self.symbology = symbology
        self.hasMore = hasMore
        self.isGS1 = isGS1
    }

    /// The middle byte of the 3-byte identifier.
    private static let extended: [UInt8: (Symbology, isGS1: Bool)] = [
        0x0A: (.code39, false), 0x0C: (.standard2of5, false), 0x0D: (.interleaved2of5, false),
        0x0E: (.codabar, false), 0x11: (.upcA, false), 0x12: (.upcE, false),
        0x13: (.ean13, false), 0x14: (.upcE, false), 0x15: (.ean13, false), 0x16: (.upcA, false),
        0x17: (.ean8, false), 0x18: (.code128, false), 0x19: (.code93, false),
        0x1D: (.ean8, false), 0x20: (.composite, false), 0x21: (.composite, false),
        0x22: (.composite, false), 0x23: (.composite, false), 0x25: (.gs1128, true),
        0x2A: (.dataBar, true), 0x2B: (.dataBarExpanded, true), 0x2E: (.pdf417, false),
        0x2F: (.maxiCode, false), 0x32: (.dataMatrix, false), 0x33: (.qr, false),
        0x34: (.aztec, false), 0x35: (.code49, false), 0x36: (.gs1DataMatrix, true),
        0x37: (.gs1QR, true), 0x38: (.microPDF417, false),
    ]
}
