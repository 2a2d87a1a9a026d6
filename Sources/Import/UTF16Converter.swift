/// Makes UTF-8 of UTF-16, piece by piece. Half a pair becomes U+FFFD.
struct UTF16Converter {
    private let isBigEndian: Bool
    /// The first byte of a unit whose second is in the next piece.
    private var odd: UInt8?
    /// The first unit of a pair whose second is still to come.
    private var high: UInt16?

    /// Nil for text that does not begin with a mark of UTF-16.
    init?(mark bytes: ArraySlice<UInt8>) {
        switch Array(bytes.prefix(2)) {
        case [0xFF, 0xFE]: isBigEndian = false
        case [0xFE, 0xFF]: isBigEndian = true
        default: return nil
        }
    }

    /// Appends the UTF-8 of a piece.
    mutating func convert(_ piece: ArraySlice<UInt8>, isLast: Bool, into text: inout [UInt8]) {
        for byte in piece {
            guard let first = odd else {
                odd = byte
                continue
            }
            odd = nil
            let (upper, lower) = isBigEndian ? (first, byte) : (byte, first)
            take(UInt16(upper) << 8 | UInt16(lower), into: &text)
        }
        guard isLast, odd != nil || high != nil else { return }
        (odd, high) = (nil, nil)
        text += Self.replacement.utf8
    }

    private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
        if let high {
            self.high = nil
            if UTF16.isTrailSurrogate(unit) {
                let code = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                text += (Unicode.Scalar(code) ?? Self.replacement).utf8
                return
            }
            text += Self.replacement.utf8
        }
        if UTF16.isLeadSurrogate(unit) {
            high = unit
        } else {
            text += (Unicode.Scalar(unit) ?? Self.replacement).utf8
        }
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"
}
