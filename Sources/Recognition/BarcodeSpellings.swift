import Identity

extension SpellingList {
    /// The spellings of a reading that is not a swipe.
    ///
    /// A label that the reader calls EAN or UPC is its 13-digit form without the check digit and nothing else; any
    /// other label is exactly what was read. About a number without label nothing is assumed: it is tried as it
    /// stands, filled with zeros, and, where its last digit checks, without it.
    init(of reading: borrowing Reading) throws(Fault) {
        self.init()
        let whole = 0..<reading.text.count
        guard reading.kind == .barcode else {
            append(.asRead, whole)
            return
        }
        if let symbology = reading.symbology {
            if symbology.isEANUPC {
                append(.labelled, try Self.labelledNumber(reading.text.span, symbology))
                return
            }
            append(.asRead, whole)
            return
        }
        append(.asRead, whole)
        appendNumber(reading.text.span)
    }

    private mutating func appendNumber(_ text: borrowing Span<UInt8>) {
        guard text.count <= 13, text.isAllDigits else { return }
        if text.count < 13 { append(.zeroFilled, Bytes<24>(filledTo13: text)) }
        guard [8, 12, 13].contains(text.count), text.endsInGS1CheckDigit else { return }
        append(.withoutCheckDigit, Bytes<24>(filledTo13: text.extracting(first: text.count - 1)))
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
        guard text.endsInGS1CheckDigit else { throw .badCheckDigit }
        return Bytes<24>(filledTo13: text.extracting(first: text.count - 1))
    }
}

extension Spellings {
    /// What to look up, by the kind of the reading.
    init(_ spellings: SpellingList, of reading: borrowing Reading) {
        self.init(kind: reading.kind.identifierKind)
        for index in 0..<spellings.count {
            switch spellings[index].text {
            case .part(let range): append(Bytes(reading.text.span.extracting(range)))
            case .own(let text): append(Bytes(text.span))
            }
        }
    }
}
