import Decoding
import Identity

extension PaymentCardGuard {
    /// Whether a card's number stands in the run behind what does not belong to it: the stars that
    /// Code 39 begins and ends with, track 3's format code, the last digit of a symbology
    /// identifier that nobody took off, or zeros. Settings may allow the whole of it.
    func hidesCardNumber(
        _ run: NumberRun, in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> Bool {
        let symbols = run.symbols
        guard !allows(symbols.span, on: carrier) else { return false }
        let star = UInt8(ascii: "*")
        if symbols[0] == star || symbols[symbols.count - 1] == star {
            var (start, end) = (0, symbols.count)
            while start < end, symbols[start] == star { start += 1 }
            while end > start, symbols[end - 1] == star { end -= 1 }
            return isCard(symbols.span.extracting(start..<end), on: carrier)
        }
        if run.isTrack3(in: text, on: carrier), run.end < text.count,
            text[run.end] == UInt8(ascii: "=")
        {
            return isCard(symbols.span.extracting(2..<symbols.count), on: carrier)
        }
        if run.isBehindIdentifier(in: text) {
            return isCard(symbols.span.extracting(1..<symbols.count), on: carrier)
        }
        // In one piece: tags are typed as "0004567890 069,12345".
        return symbols[0] == UInt8(ascii: "0") && run.end - run.start == symbols.count
            && isZeroFilledCard(symbols.span, on: carrier)
    }

    /// A card of 15 or 16 digits in a longer field. Not so the 18 digits of a GSRN or SSCC, whose
    /// check digit is right.
    private func isZeroFilledCard(
        _ number: borrowing Span<UInt8>, on carrier: Carrier
    ) -> Bool {
        var start = 0
        while start < number.count, number[start] == UInt8(ascii: "0") { start += 1 }
        guard (15...16).contains(number.count - start), !carrier.isCall,
            number.count != 18 || !CheckDigit.isValidGS1(number)
        else { return false }
        return isCard(number.extracting(start..<number.count), on: carrier)
    }

    private func isCard(_ number: borrowing Span<UInt8>, on carrier: Carrier) -> Bool {
        IssuerRange.covers(number) && CheckDigit.isValidLuhn(number)
            && !(number.count <= 13 && CheckDigit.isValidGS1(number))
            && !allows(number, on: carrier)
    }
}

extension NumberRun {
    /// Whether it stands on track 3, by the carrier or by the start sentinel before it.
    func isTrack3(in text: borrowing Span<UInt8>, on carrier: Carrier) -> Bool {
        carrier.track == 3 || start > 0 && text[start - 1] == UInt8(ascii: "+")
    }

    /// Whether its first digit is the modifier of a symbology identifier such as `]Q1`.
    func isBehindIdentifier(in text: borrowing Span<UInt8>) -> Bool {
        // "]E0" of EAN and UPC stands before no card.
        start > 1 && text[start - 2] == UInt8(ascii: "]") && text[start - 1].isASCIILetter
            && text[start - 1] != UInt8(ascii: "E")
    }
}
