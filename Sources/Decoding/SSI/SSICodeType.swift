import Identity

/// What an SSI code type (72E-40451, table of DECODE_DATA) says of the text after it.
struct SSICodeType: Sendable {
    let symbology: Symbology
    let isGS1: Bool

    /// Nil for a type that is not in the table. EAN and UPC types have 0x40 added for an add-on of
    /// two digits and 0x80 for one of five: the text's length tells as much.
    init?(_ type: UInt8) {
        switch type {
        case 0x01, 0x13: self.init(.code39)
        case 0x02, 0x18: self.init(.codabar)
        case 0x03: self.init(.code128)
        case 0x04: self.init(.discrete2of5)
        case 0x05: self.init(.straight2of5)
        case 0x06: self.init(.interleaved2of5)
        case 0x07: self.init(.code93)
        case 0x08, 0x48, 0x88: self.init(.upcA)
        case 0x09, 0x49, 0x89, 0x10, 0x50, 0x90: self.init(.upcE)
        case 0x0A, 0x4A, 0x8A: self.init(.ean8)
        case 0x0B, 0x4B, 0x8B: self.init(.ean13)
        case 0x0C: self.init(.code11)
        case 0x0D: self.init(.code49)
        case 0x0E: self.init(.msi)
        case 0x0F: self.init(.gs1128, isGS1: true)
        case 0x11, 0x28: self.init(.pdf417)
        case 0x12: self.init(.code16K)
        case 0x15: self.init(.trioptic)
        case 0x16: self.init(.other)
        case 0x19, 0x21: self.init(.isbt128)
        case 0x1A, 0x9A: self.init(.microPDF417)
        case 0x1B: self.init(.dataMatrix)
        case 0x1C, 0x29: self.init(.qr)
        case 0x1E, 0x1F, 0x22, 0x23, 0x24, 0x26, 0x27, 0x34, 0x35: self.init(.postal)
        case 0x20: self.init(.code32)
        case 0x25: self.init(.maxiCode)
        case 0x2C: self.init(.microQR)
        case 0x2D, 0x2E: self.init(.aztec)
        case 0x30: self.init(.dataBar, isGS1: true)
        case 0x31: self.init(.dataBarLimited, isGS1: true)
        case 0x32: self.init(.dataBarExpanded, isGS1: true)
        case 0x39: self.init(.matrix2of5)
        case 0xB7: self.init(.hanXin)
        case 0xC1: self.init(.gs1DataMatrix, isGS1: true)
        case 0xC2: self.init(.gs1QR, isGS1: true)
        default: return nil
        }
    }

    private init(_ symbology: Symbology, isGS1: Bool = false) {
        self.symbology = symbology
        self.isGS1 = isGS1
    }
}
