import Identity

/// What a rule compares a text with.
enum RulePattern: Sendable {
    /// The text starts so; with `length`, the text as it was read has exactly that many bytes; with `digits`, the
    /// text is exactly that many digits.
    case prefix(Bytes<128>, length: Int?, digits: Int?)
    /// The text has this form, `?` being any one byte; open-ended, anything may follow.
    case mask(Bytes<128>, isOpenEnded: Bool)
    /// The text is as long as both ends and lies between them, themselves included. Where the ends have a digit, so
    /// has the text; elsewhere the ends and the text have the same character.
    case range(Bytes<64>, Bytes<64>)

    /// Whether only one text matches. Such a rule goes before all others.
    var isExact: Bool {
        switch self {
        case .prefix: false
        case .mask(let mask, let isOpenEnded):
            !isOpenEnded && mask.span.firstIndex(of: UInt8(ascii: "?")) == nil
        case .range(let first, let last): first == last
        }
    }

    /// Why the text does not match; nil when it does.
    func mismatch(_ text: borrowing Span<UInt8>, form: SpellingForm) -> Mismatch? {
        switch self {
        case .prefix(let prefix, let length, let digits):
            if let length, text.count != length || form.isMadeUp { return .length }
            if let digits, text.count != digits || !text.isAllDigits { return .length }
            return text.starts(with: prefix.span) ? nil : .pattern
        case .mask(let mask, let isOpenEnded):
            return Self.matches(text, mask.span, isOpenEnded: isOpenEnded) ? nil : .pattern
        case .range(let first, let last):
            return Self.lies(text, between: first.span, and: last.span) ? nil : .pattern
        }
    }

    private static func matches(
        _ text: borrowing Span<UInt8>, _ mask: borrowing Span<UInt8>, isOpenEnded: Bool
    ) -> Bool {
        guard text.count == mask.count || isOpenEnded && text.count > mask.count else {
            return false
        }
        for index in mask.indices
        where mask[index] != UInt8(ascii: "?") && mask[index] != text[index] {
            return false
        }
        return true
    }

    private static func lies(
        _ text: borrowing Span<UInt8>, between first: borrowing Span<UInt8>,
        and last: borrowing Span<UInt8>
    ) -> Bool {
        guard text.count == first.count, first.count == last.count else { return false }
        var isAboveFirst = false
        var isBelowLast = false
        for index in text.indices {
            let byte = text[index]
            guard byte.isASCIIDigit == first[index].isASCIIDigit else { return false }
            if !isAboveFirst, byte < first[index] { return false }
            if !isBelowLast, byte > last[index] { return false }
            isAboveFirst = isAboveFirst || byte > first[index]
            isBelowLast = isBelowLast || byte < last[index]
            guard byte.isASCIIDigit || byte == first[index] else { return false }
        }
        return true
    }
}
