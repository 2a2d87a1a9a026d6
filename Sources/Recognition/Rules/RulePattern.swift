import Identity

/// What a rule compares a text with.
struct RulePattern: Sendable {
    /// How the text is compared.
    enum Shape: Sendable {
        /// It starts with `text`. With `length`, what was read has exactly that many bytes; with
        /// `digits`, it is exactly that many digits.
        case prefix(length: Int?, digits: Int?)
        /// It has the form of `text`, `?` being any one byte; open-ended, anything may follow.
        case mask(isOpenEnded: Bool)
        /// It is as long as `text` and `last` and lies between them, themselves included. Where
        /// they have a digit, so has it; elsewhere all three have the same character.
        case range
    }

    let shape: Shape
    let text: Bytes<128>
    /// The end of a range.
    let last: Bytes<64>

    init(_ shape: Shape, _ text: Bytes<128>, last: Bytes<64> = Bytes()) {
        self.shape = shape
        self.text = text
        self.last = last
    }

    /// Whether only one text matches. Such a rule goes before all others.
    var isExact: Bool {
        switch shape {
        case .prefix: false
        case .mask(let isOpenEnded):
            !isOpenEnded && text.span.firstIndex(of: UInt8(ascii: "?")) == nil
        case .range: text.span.equals(last.span)
        }
    }

    /// Why a text does not match; nil when it does.
    func mismatch(_ found: borrowing Span<UInt8>, form: SpellingForm) -> Mismatch? {
        switch shape {
        case .prefix(let length, let digits):
            if let length, found.count != length || form.isMadeUp { return .length }
            if let digits, found.count != digits || !found.isAllDigits { return .length }
            return found.starts(with: text.span) ? nil : .pattern
        case .mask(let isOpenEnded): return hasForm(found, isOpenEnded) ? nil : .pattern
        case .range: return isInRange(found) ? nil : .pattern
        }
    }

    private func hasForm(_ found: borrowing Span<UInt8>, _ isOpenEnded: Bool) -> Bool {
        let mask = text.span
        guard found.count == mask.count || isOpenEnded && found.count > mask.count else {
            return false
        }
        for index in mask.indices
        where mask[index] != UInt8(ascii: "?") && mask[index] != found[index] {
            return false
        }
        return true
    }

    private func isInRange(_ found: borrowing Span<UInt8>) -> Bool {
        let first = text.span
        let last = last.span
        guard found.count == first.count, first.count == last.count else { return false }
        var isAboveFirst = false
        var isBelowLast = false
        for index in found.indices {
            let byte = found[index]
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
