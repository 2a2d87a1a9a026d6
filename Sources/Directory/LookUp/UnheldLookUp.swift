import Identity
import SQLite

/// What becomes of an identifier that no row names: a mask may stand for it, a short spelling may
/// be a longer tag's, or somebody with it may be waiting to become a customer.
extension OpenDirectory {
    func holder(
        ofUnheld identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder {
        if let holder = try holder(ofRespelled: identifier, today: today) { return holder }
        if let holder = try holder(ofMaskFor: identifier, today: today) { return holder }
        if let holder = try holder(ofShortSpelling: identifier, today: today) { return holder }
        return try isPending(identifier) ? .pending : .nobody
    }

    /// A card that is written down with other zeros or with its check digit, and a tag or key whose
    /// letters are written in the other case.
    private func holder(
        ofRespelled identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        let value: Bytes<128>
        switch identifier.kind {
        case .barcodeCard:
            guard let spelling = CardSpelling(identifier.value.span),
                let card = try queries.further.card(respelling: spelling)
            else { return nil }
            guard card.isOnly else {
                return .refused(Refusal(reason: .ambiguous, level: .identifier))
            }
            // Both may be meant: the spelling without it is tried for itself.
            if let shorter = spelling.withoutCheckDigit, try isThere(shorter) { return nil }
            value = card.value
        case .contactlessTag, .electronicKey:
            guard let other = identifier.value.hexInOtherCase else { return nil }
            value = other
        default: return nil
        }
        let found = try queries.holder(
            of: Identifier(kind: identifier.kind, value: value), today: today)
        if case .nobody? = found { return nil }
        return found
    }

    /// Whether a barcode card of 13 digits has this number.
    private func isThere(_ number: Int64) throws(DatabaseError) -> Bool {
        let digits = CardSpelling.thirteen(number)
        let card = Identifier(kind: .barcodeCard, value: Bytes(digits.span))
        switch try queries.holder(of: card, today: CalendarDate(daysSinceEpoch: 0)) {
        case nil, .nobody?: return false
        default: return true
        }
    }

    /// Who holds a key or tag that is found in this way only.
    func holder(
        ofKey identifier: Identifier, by match: KeyMatch, today: CalendarDate
    ) throws(DatabaseError) -> Holder {
        switch match {
        case .exact: return try queries.holder(of: identifier, today: today) ?? .nobody
        case .lastBits: return try holder(ofShortSpelling: identifier, today: today) ?? .nobody
        case .unheld:
            if let holder = try holder(ofMaskFor: identifier, today: today) { return holder }
            return try isPending(identifier) ? .pending : .nobody
        }
    }

    private func isPending(_ identifier: Identifier) throws(DatabaseError) -> Bool {
        guard try unheldTable().hasPending else { return false }
        return try queries.further.isPending(identifier)
    }

    private func holder(
        ofMaskFor identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        guard let mask = try unheldTable().mask(for: identifier) else { return nil }
        let pattern = Identifier(kind: identifier.kind, value: mask.pattern)
        return try queries.holder(ofMask: pattern, today: today)
    }

    /// Readers of 24 or 32 of a tag's 40 bits: they identify when exactly one enrolled tag fits, or
    /// several of one holder do.
    private func holder(
        ofShortSpelling identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        guard identifier.kind == .contactlessTag || identifier.kind == .electronicKey,
            let digits = TagSpelling.lowBits(of: identifier.value.span)
        else { return nil }
        var found: Holder?
        for value in try queries.further.tags(endingIn: digits, kind: identifier.kind)
        where value != identifier.value {
            let tag = Identifier(kind: identifier.kind, value: value)
            guard let holder = try queries.holder(of: tag, today: today), !holder.isNobody else {
                continue
            }
            guard let other = found else {
                found = holder
                continue
            }
            if !other.isSame(as: holder) {
                return .refused(Refusal(reason: .ambiguous, level: .identifier))
            }
        }
        return found
    }
}

/// The shorter ways in which readers write a tag of 40 bits.
enum TagSpelling {
    /// The last 24 or 32 bits as 6 or 8 hexadecimal digits in capitals, of: these digits
    /// themselves; ten decimal digits (32 bits); three and five decimal digits with `,` or `.`
    /// between (24 bits). Nil for anything else.
    static func lowBits(of text: borrowing Span<UInt8>) -> Bytes<8>? {
        var bits: UInt64?
        var digits = 6
        switch text.count {
        case 6, 8:
            bits = text.hexadecimalValue
            digits = text.count
        case 9:
            guard text[3] == UInt8(ascii: ",") || text[3] == UInt8(ascii: "."),
                let high = text.extracting(0..<3).decimalValue, high < 1 << 8,
                let low = text.extracting(4..<9).decimalValue, low < 1 << 16
            else { return nil }
            bits = high << 16 | low
        case 10:
            bits = text.decimalValue
            digits = 8
        default: return nil
        }
        guard let bits, bits < 1 << 32 else { return nil }
        var result = Bytes<8>()
        result.append(hexadecimal: bits, digits: digits)
        return result
    }

    /// The ways in which the index of tags has these last bits (6 or 8 hexadecimal digits): the key
    /// of 24 bits, and the pattern of all.
    static func keys(of digits: Bytes<8>) -> [(key: Bytes<16>, pattern: Bytes<24>)] {
        guard let bits = digits.span.hexadecimalValue else { return [] }
        let count = digits.count
        let turned = bits.turned(bytes: count / 2)
        var plain = Bytes<24>("%")
        plain.append(contentsOf: digits.span)
        var turnedPattern = Bytes<24>("%")
        turnedPattern.append(hexadecimal: turned, digits: count)
        var turnedKey = Bytes<16>("T")
        turnedKey.append(contentsOf: turnedPattern.span.extracting(last: 6))
        var halves = Bytes<24>("%")
        for place in (0..<count).reversed() {
            halves.append(decimal: turned >> UInt64(place * 4) & 0xF, digits: 2)
        }
        var halvesKey = Bytes<16>("Z")
        halvesKey.append(contentsOf: halves.span.extracting(last: 12))
        return [
            (Bytes(digits.span.extracting(last: 6)), plain), (turnedKey, turnedPattern),
            (halvesKey, halves),
        ]
    }
}
