public import Identity

/// The beginning of a driving licence's PDF417 (AAMVA card design standard, annex D): `@`, LF, RS,
/// CR, `ANSI `, issuer, version, jurisdiction's version (from version 2), number of subfiles, and
/// for each its type, offset and length. Early issuers leave control characters out, add some, or
/// write `AAMVA`.
public struct LicenceHeader: Sendable {
    /// Six digits.
    public let issuer: Bytes<6>
    /// The standard's version; nil where no two digits stand.
    public let version: Int?
    /// How many bytes the whole text has at least, as its subfiles' offsets and lengths say; nil
    /// where they do not.
    public let length: Int?

    /// Nil when the text does not begin so.
    public init?(_ text: Span<UInt8>) {
        guard text.first == UInt8(ascii: "@") else { return nil }
        var index = 1
        while index < text.count, index < 8, text[index] < 0x20 { index += 1 }
        guard text.starts(with: "ANSI", at: index) || text.starts(with: "AAMVA", at: index) else {
            return nil
        }
        index += text.starts(with: "ANSI", at: index) ? 4 : 5
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        guard text.number(at: index, digits: 6) != nil else { return nil }
        issuer = Bytes(text.extracting(index..<index + 6))
        version = text.number(at: index + 6, digits: 2)
        let count = index + (version ?? 0 < 2 ? 8 : 10)
        length = Self.length(of: text, subfilesAt: count)
    }

    private static func length(of text: Span<UInt8>, subfilesAt start: Int) -> Int? {
        guard let subfiles = text.number(at: start, digits: 2), subfiles > 0 else { return nil }
        var length = 0
        for subfile in 0..<subfiles {
            let entry = start + 2 + subfile * 10
            guard let offset = text.number(at: entry + 2, digits: 4),
                let size = text.number(at: entry + 6, digits: 4)
            else { return nil }
            length = max(length, offset + size)
        }
        return length
    }
}

extension Span where Element == UInt8 {
    /// Whether the text is, up to a line end, what a licence's PDF417 begins with: after a preamble
    /// of so many bytes and perhaps a label identifier an `@`, then nothing but control characters.
    func opensLicence(after preamble: Int) -> Bool {
        guard let start = licenceStart(after: preamble) else { return false }
        for index in start + 1..<count where self[index] >= 0x20 { return false }
        return true
    }

    /// Where the `@` of a licence stands: behind the preamble, or behind a PDF417's identifier
    /// there.
    func licenceStart(after preamble: Int) -> Int? {
        var index = preamble
        if starts(with: "S08", at: index) { index += 3 }
        if starts(with: "]L", at: index) {
            index += 3
        } else if starts(with: "P", at: index) || starts(with: "X", at: index)
            || starts(with: "r", at: index)
        {
            index += 1
        }
        return starts(with: "@", at: index) ? index : nil
    }

    /// The number that so many digits at `index` make; nil where others stand.
    fileprivate func number(at index: Int, digits: Int) -> Int? {
        guard index + digits <= count else { return nil }
        var number = 0
        for position in index..<index + digits {
            guard self[position].isASCIIDigit else { return nil }
            number = number * 10 + Int(self[position] - 0x30)
        }
        return number
    }
}
