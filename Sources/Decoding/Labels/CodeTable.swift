import Identity

/// A maker's code identifiers: one to three characters before a label's data.
struct CodeTable: Sendable {
    struct Row: Sendable {
        let identifier: Bytes<3>
        let symbology: Symbology
        let isGS1: Bool

        init(_ identifier: String, _ symbology: Symbology, gs1: Bool = false) {
            self.identifier = Bytes(identifier)
            self.symbology = symbology
            isGS1 = gs1
        }
    }

    private let rows: [Row]

    /// The longest identifier first, so that `FF` is never taken for `F`.
    private init(_ rows: [Row]) {
        self.rows = rows.sorted { $0.identifier.count > $1.identifier.count }
    }

    /// The row whose identifier `label` begins with; nil when the table has none.
    func row(for label: Span<UInt8>) -> Row? {
        for row in rows where label.starts(with: row.identifier.span) { return row }
        return nil
    }

    /// Zebra (Symbol) code characters. One letter stands for all EAN and UPC symbols.
    static let zebra = CodeTable([
        Row("A", .eanUPC), Row("B", .code39), Row("C", .codabar), Row("D", .code128),
        Row("E", .code93), Row("F", .interleaved2of5), Row("J", .msi),
        Row("K", .gs1128, gs1: true), Row("L", .other), Row("R", .dataBar, gs1: true),
        Row("X", .pdf417), Row("z", .aztec), Row("P00", .dataMatrix), Row("P01", .qr),
        Row("P0G", .gs1DataMatrix, gs1: true), Row("P0Q", .gs1QR, gs1: true),
    ])

    /// Honeywell (Hand Held Products) code characters.
    static let honeywell = CodeTable([
        Row("c", .upcA), Row("d", .ean13), Row("D", .ean8), Row("E", .upcE), Row("j", .code128),
        Row("I", .gs1128, gs1: true), Row("b", .code39), Row("a", .codabar),
        Row("e", .interleaved2of5), Row("i", .code93), Row("y", .dataBar, gs1: true),
        Row("{", .dataBarLimited, gs1: true), Row("}", .dataBarExpanded, gs1: true),
        Row("r", .pdf417), Row("R", .microPDF417), Row("s", .qr), Row("w", .dataMatrix),
        Row("z", .aztec), Row("x", .maxiCode), Row("H", .hanXin), Row("<", .code32),
        Row("g", .msi), Row("h", .code11), Row("t", .telepen), Row("V", .codablockA),
        Row("q", .codablockF), Row("?", .koreaPost),
    ])

    /// Metrologic's "NCR" prefixes.
    static let metrologic = CodeTable([
        Row("A", .upcA), Row("E0", .upcE), Row("FF", .ean8), Row("F", .ean13),
    ])

    /// NCR 7870 and 7890: unique identifiers, and the default ones of other codes than EAN and UPC.
    static let ncr = CodeTable([
        Row("A", .upcA), Row("E", .upcE), Row("F", .ean8), Row("G", .ean13), Row("1", .code39),
        Row("2", .interleaved2of5), Row("3", .code128), Row("B1", .code39),
        Row("B2", .interleaved2of5), Row("B3", .code128),
    ])

    /// Datalogic, USA set, with the single-cable protocol's own identifiers.
    static let usa = CodeTable([
        Row("A", .upcA), Row("E", .upcE), Row("FF", .ean8), Row("F", .ean13),
        // NCR's letter for it: the scanners speak the same protocol.
        Row("G", .ean13),
        Row("*", .code39), Row("B1", .code39), Row("i", .interleaved2of5),
        Row("B2", .interleaved2of5), Row("#", .code128), Row("B3", .code128),
        Row("%", .codabar), Row("&", .code93), Row("R4", .dataBar, gs1: true),
        Row("RL", .dataBarLimited, gs1: true), Row("RX", .dataBarExpanded, gs1: true),
        Row("QR", .qr), Row("QG", .gs1QR, gs1: true), Row("Dm", .dataMatrix),
        Row("Dg", .gs1DataMatrix, gs1: true), Row("P", .pdf417), Row("mP", .microPDF417),
        Row("Az", .aztec), Row("@", .msi),
    ])

    /// Datalogic, EU set.
    static let eu = CodeTable([
        Row("C", .upcA), Row("D", .upcE), Row("A", .ean8), Row("B", .ean13), Row("V", .code39),
        Row("N", .interleaved2of5), Row("T", .code128), Row("k", .gs1128, gs1: true),
        Row("R", .codabar), Row("U", .code93), Row("u", .dataBar, gs1: true),
        Row("v", .dataBarLimited, gs1: true), Row("t", .dataBarExpanded, gs1: true),
        Row("y", .qr), Row("$q", .gs1QR, gs1: true), Row("w", .dataMatrix),
        Row("$w", .gs1DataMatrix, gs1: true), Row("r", .pdf417), Row("8", .microPDF417),
        Row("!", .aztec), Row("Z", .msi),
    ])
}

extension CodeProfile {
    /// The maker's table; nil where there is none to look in.
    var table: CodeTable? {
        switch self {
        case .none, .aim: nil
        case .zebra: .zebra
        case .honeywell: .honeywell
        case .metrologic: .metrologic
        case .ncr: .ncr
        case .usa: .usa
        case .eu: .eu
        }
    }

    /// Whether the maker's labels have no lengths but the documented ones.
    var isDatalogic: Bool { self == .usa || self == .eu }
}
