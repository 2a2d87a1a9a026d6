import Decoding
import Identity

extension PaymentCardGuard {
    /// Whether the run holds a card's number and its date, alone or behind what `hidesCardNumber`
    /// also looks behind: Code 39's star, zeros, track 3's format code, the digit of a symbology
    /// identifier that nobody took off. A label with FNC1 in first position says what its digits
    /// are.
    func hidesCardAndDate(
        _ run: NumberRun, in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> Bool {
        let symbols = run.symbols.span
        guard symbols.count >= IssuerRange.shortestNumber + 4, !carrier.isGS1,
            !allows(symbols, on: carrier),
            !NumberContext(of: run, in: text, on: carrier).isDiscretionary
        else { return false }
        var start = 0
        while start < symbols.count,
            symbols[start] == UInt8(ascii: "*") || symbols[start] == UInt8(ascii: "0")
        {
            start += 1
        }
        if beginsWithCardAndDate(symbols.extracting(start..<symbols.count), on: carrier) {
            return true
        }
        let hidden: Int
        if run.isTrack3(in: text, on: carrier) {
            hidden = 2
        } else if run.isBehindIdentifier(in: text) {
            hidden = 1
        } else {
            return false
        }
        return beginsWithCardAndDate(symbols.extracting(hidden..<symbols.count), on: carrier)
    }

    /// Whether the digits begin with a card's number and its expiry date with nothing between them,
    /// as readers send that drop or replace the field separators, and as field mode and QR codes
    /// print.
    ///
    /// The number is in a brand's range, as long as that brand's numbers are, and satisfies Luhn.
    /// The date is YYMM as on a track (ISO/IEC 7813) or MMYY as on the card's face. What follows
    /// the date does not matter.
    private func beginsWithCardAndDate(
        _ digits: borrowing Span<UInt8>, on carrier: Carrier
    ) -> Bool {
        guard digits.count >= IssuerRange.shortestNumber + 4 else { return false }
        let longest = min(IssuerRange.longestNumber, digits.count - 4)
        let product = digits.productLength(on: carrier)
        for length in IssuerRange.shortestNumber...longest where digits.hasExpiry(at: length) {
            // The add-on of a product's number may look like a date.
            if product == length { continue }
            let number = digits.extracting(first: length)
            if IssuerRange.issues(number), CheckDigit.isValidLuhn(number),
                !allows(number, on: carrier)
            {
                return true
            }
        }
        return false
    }
}

extension Span where Element == UInt8 {
    /// Whether the four digits at `index` are a month and a year, in either order. The years are
    /// 2010 to 2049: cards long expired are cards, and a card is valid for at most 20 years.
    fileprivate func hasExpiry(at index: Int) -> Bool {
        hasMonth(at: index + 2) && hasCardYear(at: index)
            || hasMonth(at: index) && hasCardYear(at: index + 2)
    }

    private func hasCardYear(at index: Int) -> Bool {
        (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(self[index])
            && self[index + 1].isASCIIDigit
    }
}
