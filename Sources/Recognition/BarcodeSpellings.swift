import Decoding
import Identity

extension SpellingList {
    /// The spellings of a reading that is not a swipe.
    ///
    /// A label that the reader calls EAN or UPC is its 13-digit form without the check digit and
    /// nothing else; any other label is exactly what was read. About a number without label nothing
    /// is assumed: it is tried as it stands, filled with zeros, and, where its last digit checks,
    /// without it.
    init(of reading: borrowing ReadingView) throws(Fault) {
        self.init()
        let whole = 0..<reading.text.count
        guard reading.kind == .barcode else {
            append(.asRead, whole)
            if reading.isKey { appendKey(reading) }
            return
        }
        if let number = try Self.memberNumber(in: reading) {
            append(memberNumber: number, whole: reading.text)
            return
        }
        if let symbology = reading.symbology {
            if symbology == .eanUPC, reading.text.count == 12 {
                appendAlternatives(reading.text)
                return
            }
            if symbology.isEANUPC {
                append(.labelled, try Self.labelledNumber(reading.text, symbology))
                return
            }
            append(.asRead, whole)
            appendTrimmed(reading.text, reading.symbology)
            return
        }
        append(.asRead, whole)
        let part = appendTrimmed(reading.text, nil) ?? whole
        appendNumber(reading.text.extracting(part))
    }

    /// Adds the text without what does not belong to it, where there is such a thing.
    @discardableResult
    private mutating func appendTrimmed(
        _ text: borrowing Span<UInt8>, _ symbology: Symbology?
    ) -> Range<Int>? {
        let part = text.trimmed(symbology)
        guard !part.isEmpty, part.count < text.count else { return nil }
        append(.trimmed, part)
        return part
    }

    /// The GS1 service relation number (application identifier 8018) of an element string or a
    /// Digital Link.
    ///
    /// A broken element string is malformed, because the reader vouched for it. A web address is
    /// only held to the standard where it carries the 18 digits: others may have a page called
    /// 8018.
    private static func memberNumber(in reading: borrowing ReadingView) throws(Fault) -> Bytes<18>?
    {
        let text = reading.text
        if reading.symbology == nil, !text.isEmpty, text[0] == .groupSeparator {
            // FNC1 in first position, from a scanner that names no symbology.
            return try? ServiceRelation.recipient(in: text, isGS1: true)
        }
        if reading.isGS1 {
            do throws(Fault) {
                return try ServiceRelation.recipient(in: text, isGS1: true)
            } catch .unknownLabel {
                return nil
            }
        }
        guard text.starts(with: "http") || text.starts(with: "HTTP") else { return nil }
        do throws(Fault) {
            return try ServiceRelation.recipient(in: text, isGS1: false)
        } catch .badCheckDigit {
            throw .badCheckDigit
        } catch {
            return nil
        }
    }

    /// The number with its identifier, which is its canonical text, the bare 18 digits, and what
    /// was read.
    private mutating func append(memberNumber number: Bytes<18>, whole text: borrowing Span<UInt8>)
    {
        var canonical = Bytes<24>("8018")
        canonical.append(contentsOf: number.span)
        append(.gs1, canonical)
        append(.gs1Number, Bytes<24>(number.span))
        if !text.equals(canonical.span) { append(.asRead, 0..<text.count) }
    }

    private mutating func appendNumber(_ text: borrowing Span<UInt8>) {
        guard text.count <= 13, text.isAllDigits else { return }
        if text.count < 13 { append(.zeroFilled, Bytes<24>(filledTo13: text)) }
        guard [8, 12, 13].contains(text.count), CheckDigit.isValidGS1(text) else { return }
        append(.withoutCheckDigit, Bytes<24>(filledTo13: text.extracting(first: text.count - 1)))
    }

    /// The two numbers that 12 digits may be of which the reader says EAN or UPC: a UPC-A with its
    /// check digit, or an EAN-13 without.
    private mutating func appendAlternatives(_ text: borrowing Span<UInt8>) {
        append(.labelled, Bytes<24>(filledTo13: text.extracting(first: 11)))
        append(.labelled, Bytes<24>(filledTo13: text))
        areAlternatives = true
    }

    /// The 13 digits without check digit of a label whose text is the full printed number.
    private static func labelledNumber(
        _ text: borrowing Span<UInt8>, _ symbology: Symbology
    ) throws(Fault) -> Bytes<24> {
        guard text.isAllDigits else { throw .badCharacter }
        let hasRightLength =
            switch symbology {
            case .ean8: text.count == 8
            case .upcA, .upcE: text.count == 12 || text.count == 13 && text[0] == UInt8(ascii: "0")
            default: text.count == 13
            }
        guard hasRightLength else { throw .badLength }
        guard CheckDigit.isValidGS1(text) else { throw .badCheckDigit }
        return Bytes<24>(filledTo13: text.extracting(first: text.count - 1))
    }
}

extension Spellings {
    /// What to look up, by the kind of the reading. A member number by GS1 is looked up as such and
    /// not as the text that carried it.
    init(_ spellings: SpellingList, of reading: borrowing ReadingView) {
        let kind = reading.kind.identifierKind
        if spellings.count > 0, case .part(let range) = spellings[0].text {
            self.init(kind: kind, asRead: reading.text.extracting(range))
        } else {
            self.init(kind: kind)
        }
        // Of a key more spellings are looked up than can stand here.
        if reading.isKey { key = Key(kind: reading.kind, isCanonical: reading.isCanonical) }
        areAlternatives = spellings.areAlternatives
        for index in 0..<spellings.count {
            switch spellings[index].text {
            case .own(let text): append(text)
            case .part(let range): if index > 0 { append(range) }
            }
        }
    }
}

extension UInt8 {
    /// FNC1 within a text.
    fileprivate static let groupSeparator: UInt8 = 0x1D
}

extension Span where Element == UInt8 {
    /// Where the text stands between blanks, control characters and, where the reader says such a
    /// symbology or none, the start and stop characters of Codabar or Code 39.
    fileprivate func trimmed(_ symbology: Symbology?) -> Range<Int> {
        var (start, end) = (0, count)
        while start < end, self[start] <= 0x20 { start += 1 }
        while end > start, self[end - 1] <= 0x20 { end -= 1 }
        guard let inner = extracting(start..<end).insideStartAndStop(symbology) else {
            return start..<end
        }
        return start + inner.lowerBound..<start + inner.upperBound
    }
}
