import Identity
import SQLite

/// What becomes of an identifier that no row names: a mask may stand for it, a short spelling may
/// be a longer tag's, or somebody with it may be waiting to become a customer.
extension OpenDirectory {
    func holder(
        ofUnheld identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder {
        if let holder = try holder(ofRespelled: identifier, today: today) { return holder }
        let table = try unheldTable()
        if let mask = table.mask(for: identifier) {
            let pattern = Identifier(kind: identifier.kind, value: mask.pattern)
            if let holder = try queries.holder(ofMask: pattern, today: today) { return holder }
        }
        if let holder = try holder(ofShortSpelling: identifier, today: today) { return holder }
        if table.hasPending, try queries.further.isPending(identifier) { return .pending }
        return .nobody
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

    /// Readers of 24 or 32 of a tag's 40 bits: they identify when exactly one enrolled tag fits.
    private func holder(
        ofShortSpelling identifier: Identifier, today: CalendarDate
    ) throws(DatabaseError) -> Holder? {
        guard identifier.kind == .contactlessTag || identifier.kind == .electronicKey,
            let digits = TagSpelling.lowBits(of: identifier.value.span),
            let tag = try queries.further.tag(endingIn: digits, kind: identifier.kind)
        else { return nil }
        guard tag.isOnly else { return .refused(Refusal(reason: .ambiguous, level: .identifier)) }
        return try queries.holder(
            of: Identifier(kind: identifier.kind, value: tag.value), today: today)
    }
}

/// The shorter ways in which readers write a tag of 40 bits.
enum TagSpelling {
    /// The last 24 or 32 bits as 6 or 8 hexadecimal digits in capitals, of: these digits
    /// themselves; ten decimal digits (32 bits); three and five decimal digits with `,` or `.`
    /// between (24 bits). Nil for anything else.
    static func lowBits(of text: borrowing Span<UInt8>) -> Bytes<8>? {
        switch text.count {
        case 6, 8:
            var digits = Bytes<8>()
            for index in text.indices {
                guard let digit = capital(text[index]) else { return nil }
                digits.append(digit)
            }
            return digits
        case 9:
            guard text[3] == UInt8(ascii: ",") || text[3] == UInt8(ascii: "."),
                let high = decimal(text.extracting(0..<3)), high < 1 << 8,
                let low = decimal(text.extracting(4..<9)), low < 1 << 16
            else { return nil }
            return hexadecimal(high << 16 | low, digits: 6)
        case 10:
            guard let value = decimal(text), value < 1 << 32 else { return nil }
            return hexadecimal(value, digits: 8)
        default: return nil
        }
    }

    private static func capital(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39, 0x41...0x46: byte
        case 0x61...0x66: byte - 0x20
        default: nil
        }
    }

    /// The value of at most ten digits.
    private static func decimal(_ text: borrowing Span<UInt8>) -> UInt64? {
        guard text.isAllDigits else { return nil }
        var value: UInt64 = 0
        for index in text.indices { value = value * 10 + UInt64(text[index] - 0x30) }
        return value
    }

    private static func hexadecimal(_ value: UInt64, digits count: Int) -> Bytes<8> {
        var digits = Bytes<8>()
        for place in (0..<count).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 0x0F
            digits.append(digit < 10 ? 0x30 + digit : 0x37 + digit)
        }
        return digits
    }
}
