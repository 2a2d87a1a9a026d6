import Identity

extension Symbology {
    /// Whether a symbol holds bytes rather than characters, so that more than ASCII is lawful.
    private var holdsBytes: Bool {
        switch self {
        case .pdf417, .microPDF417, .dataMatrix, .gs1DataMatrix, .qr, .gs1QR, .microQR, .aztec,
            .maxiCode, .hanXin, .dotCode, .gs1DotCode, .ultraCode, .codeOne, .superCode,
            .code128, .codablock, .codablockA, .codablockF, .code16K, .other:
            true
        default: false
        }
    }

    /// Checks that `data` holds only what a symbol of this kind can: `badParity` for a byte over
    /// 0x7F in a symbology without any, `badCharacter` otherwise.
    func verifyCharacters(of data: Span<UInt8>) throws(Fault) {
        switch self {
        case .interleaved2of5, .standard2of5, .straight2of5, .matrix2of5, .discrete2of5, .msi,
            .itf14, .code32:
            try Self.verify(data) { $0.isASCIIDigit || self == .code32 && $0.isASCIILetter }
        case .codabar:
            try Self.verify(data) { Self.isCodabar($0) }
        default:
            guard !holdsBytes else {
                guard data.isUTF8 || data.isLatin1 else { throw .badCharacter }
                return
            }
            try Self.verify(data) { _ in true }
        }
    }

    /// Checks the check character at the end of `data`, where this symbology defines one:
    /// `badCheckDigit`.
    func verifyCheck(of data: Span<UInt8>) throws(Fault) {
        let isValid =
            switch self {
            case .code39: CheckDigit.isValidCode39(data)
            case .interleaved2of5: CheckDigit.isValidGS1(data)
            // Without its start and stop characters the check cannot be made.
            case .codabar: !data[0].isASCIILetter || CheckDigit.isValidCodabar(data)
            default: true
            }
        guard isValid else { throw .badCheckDigit }
    }

    private static func verify(
        _ data: Span<UInt8>, where allows: (UInt8) -> Bool
    ) throws(Fault) {
        for index in data.indices {
            guard data[index] < 0x80 else { throw .badParity }
            guard allows(data[index]) else { throw .badCharacter }
        }
    }

    /// Digits, `-$:/.+` and the start and stop characters, which are A-D, or T, N, `*`, E in the
    /// older notation.
    private static func isCodabar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "$"), UInt8(ascii: ":"), UInt8(ascii: "/"),
            UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "*"):
            return true
        default:
            let letter = byte & 0xDF
            return byte.isASCIIDigit || (0x41...0x45).contains(letter) || letter == 0x54
                || letter == 0x4E
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7).
    var isUTF8: Bool {
        var index = 0
        while index < count {
            let length = sequenceLength(at: index)
            guard length > 0 else { return false }
            index += length
        }
        return true
    }

    /// Whether the bytes are characters of ISO/IEC 8859-1, which 2D codes hold by default: all but
    /// the control characters behind ASCII.
    fileprivate var isLatin1: Bool {
        for index in indices where (0x80...0x9F).contains(self[index]) { return false }
        return true
    }

    /// How many bytes the character at `index` takes; 0 when they are not well formed.
    private func sequenceLength(at index: Int) -> Int {
        let first = self[index]
        if first < 0x80 { return 1 }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard index + length <= count, second.contains(self[index + 1]) else { return 0 }
        for offset in 2..<Swift.max(2, length) where self[index + offset] & 0xC0 != 0x80 {
            return 0
        }
        return length
    }
}

extension Bytes {
    /// Removes the extended-channel escapes that a scanner sends (`\` and six digits) and undoubles
    /// its backslashes; for a text that begins with such an escape, which shows that the scanner
    /// follows the protocol (AIM ECI).
    mutating func removeExtendedChannels() {
        var result = Bytes()
        var index = 0
        while index < count {
            if span.isChannelEscape(at: index) {
                index += 7
                continue
            }
            let doubled = self[index] == UInt8(ascii: "\\") && span.starts(with: "\\\\", at: index)
            result.append(self[index])
            index += doubled ? 2 : 1
        }
        self = result
    }
}

extension Span where Element == UInt8 {
    /// Whether an extended-channel escape, `\` and six digits, stands at `index`.
    func isChannelEscape(at index: Int) -> Bool {
        guard index + 7 <= count, self[index] == UInt8(ascii: "\\") else { return false }
        return extracting(index + 1..<index + 7).isAllDigits
    }
}
