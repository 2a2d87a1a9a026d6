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
        while index < text.count, index < 10, !text.namesLicence(at: index) { index += 1 }
        guard text.namesLicence(at: index) else { return nil }
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

/// The elements of a driving licence's PDF417, one a line: an identifier of three letters and a
/// value.
public enum LicenceElements {
    /// Those that name a person or a number, one of which is the first of nearly every licence.
    private static let first: [String] = [
        "DAQ", "DCS", "DAA", "DAC", "DCT", "DBB", "DBA", "DCA", "DAG", "DLD", "IDD",
    ]

    /// Whether the text is a licence's first line without the header.
    static func open(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
        for identifier in first where text.starts(with: identifier, at: index) {
            return begins(text, at: index)
        }
        return false
    }

    /// Whether a line begins with an element of which licences have many; `DL` or `ID` stands
    /// before a subfile's first.
    public static func begins(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
        let isFirst = text.starts(with: "DLD", at: index) || text.starts(with: "IDD", at: index)
        let start = isFirst ? index + 2 : index
        guard start + 3 < text.count, text[start] == UInt8(ascii: "D"),
            (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(text[start + 1])
        else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(text[start + 2])
    }

    /// Whether the text holds a licence's header or at least two lines with elements.
    public static func stand(in text: borrowing Span<UInt8>) -> Bool {
        var elements = 0
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "A") where text.namesLicence(at: index): return true
            case UInt8(ascii: "D"), UInt8(ascii: "I"):
                let isLineStart =
                    index == 0 || text[index - 1] < 0x20 || text[index - 1] == UInt8(ascii: "|")
                if isLineStart, begins(text, at: index) { elements += 1 }
            default: break
            }
        }
        return elements >= 2
    }
}

extension Span where Element == UInt8 {
    /// Whether `ANSI ` or `AAMVA` and an issuer's number stand at `index`.
    func namesLicence(at index: Int) -> Bool {
        guard starts(with: "ANSI", at: index) || starts(with: "AAMVA", at: index) else {
            return false
        }
        var start = index + (starts(with: "ANSI", at: index) ? 4 : 5)
        while start < count, self[start] == UInt8(ascii: " ") { start += 1 }
        return number(at: start, digits: 6) != nil
    }

    /// Whether the text is the first line of several that belong together: a driving licence's, a
    /// contact card's, JSON's, or track 1 of a swipe whose other tracks follow, or track 2 of a
    /// licence.
    ///
    /// A licence's begins, after a preamble of so many bytes and perhaps a label identifier, with
    /// `@` and at most three characters, with `ANSI`, or with an element.
    func opensLines(after preamble: Int) -> Bool {
        if let start = licenceStart(after: preamble), count - start <= 4 { return true }
        var index = preamble
        if starts(with: "S08", at: index) { index += 3 }
        if starts(with: "]", at: index) { index += 3 }
        guard index < count else { return false }
        switch self[index] {
        case UInt8(ascii: "%"):
            return self[count - 1] == UInt8(ascii: "?")
                && firstIndex(of: UInt8(ascii: "?")) == count - 1
        case UInt8(ascii: ";"):
            // Track 2 of a licence whose track 1 is blank: track 3 has the address.
            return self[count - 1] == UInt8(ascii: "?")
                && firstIndex(of: UInt8(ascii: "?")) == count - 1
                && ["6360", "6044", "0636021"].contains { starts(with: $0, at: index + 1) }
        case UInt8(ascii: "{"):
            return index + 1 == count || self[index + 1] == UInt8(ascii: "\"")
                || self[index + 1] == UInt8(ascii: " ")
        case UInt8(ascii: "B"): return starts(with: "BEGIN:", at: index)
        case UInt8(ascii: "D"), UInt8(ascii: "I"):
            if LicenceElements.open(self, at: index) { return true }
        default: break
        }
        for place in index..<Swift.min(index + 10, count) where namesLicence(at: place) {
            return true
        }
        return false
    }

    /// Whether a line that begins with `byte` belongs to something else than these lines: behind a
    /// swipe's track 1 only other tracks do.
    func endsLines(before byte: UInt8, after preamble: Int) -> Bool {
        guard !isEmpty, self[count - 1].isLineEnd, !byte.isLineEnd,
            starts(with: "%", at: preamble)
        else { return false }
        return byte == UInt8(ascii: "%") || TrackStart(byte, after: 1) == nil
    }

    /// Whether what began as the first of several lines is one reading: one line, a swipe, or a
    /// licence, which is refused by its name. Parts of anything else are nobody's.
    func areLinesOfOne(after preamble: Int) -> Bool {
        for index in indices where self[index].isLineEnd {
            return starts(with: "%", at: preamble) || starts(with: ";", at: preamble)
                || LicenceElements.stand(in: extracting(0..<count))
        }
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
