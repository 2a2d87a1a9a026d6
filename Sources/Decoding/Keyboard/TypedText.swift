import Identity

/// Makes a reading of what a reader in keyboard mode typed: a swipe where the text looks like one,
/// else what the reader reads.
struct TypedText: Sendable {
    /// What the reader reads when it types no tracks.
    let kind: ReadingKind
    let labels: LabelText
    let lrc: TrackLRC
    /// How it writes the number of a key or tag, where that is all it types.
    let number: KeyForm?

    /// Emits the reading; none for an answer to a command.
    func read(
        _ text: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        if MagneSafeText.matches(text) { return try MagneSafeText.read(text, into: &output) }
        if try readSecure(text, into: &output) { return }
        if Self.isTail(text) { throw .truncated }
        if Self.looksLikeSwipe(text) || Self.looksLikePrintedCard(text) || kind == .magstripe {
            return try StripeText(lrc: lrc).read(text, into: &output)
        }
        if let number { return output.emit(try number.reading(text)) }
        guard kind == .contactless else { return try labels.read(text, into: &output) }
        guard text.count <= Reading.capacity else { throw .tooLong }
        for index in text.indices where !text[index].isPrintableASCII { throw .badCharacter }
        output.emit(Reading(kind: .contactless, entryMode: .rfid, text: text))
    }

    /// What a text that does not check was meant to be: a stripe where it begins like one.
    func kind(of text: borrowing Span<UInt8>) -> ReadingKind {
        guard let first = text.first else { return kind }
        let isStripe =
            first == UInt8(ascii: "%") || first == UInt8(ascii: ";") || Self.looksLikeSwipe(text)
            || Self.looksLikePrintedCard(text) || MagneSafeText.matches(text)
            || text.isTrackTail
        return isStripe ? .magstripe : kind
    }

    /// `%…?` or `;…?`, or a track 3 alone (`+…?`, `#…?`, `!…?`), or a swipe from a reader that
    /// holds Shift the wrong way round: then no digit is left, for they are typed with Shift.
    private static func looksLikeSwipe(_ text: borrowing Span<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: "%"), UInt8(ascii: ";"):
            return text.firstIndex(of: UInt8(ascii: "?")) != nil
        case UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "!"):
            return text[text.count - 1] == UInt8(ascii: "?")
        case UInt8(ascii: "5"), UInt8(ascii: ":"):
            for index in 1..<text.count where text[index].isASCIIDigit { return false }
            return text.count > 2 && text.firstIndex(of: UInt8(ascii: "/")) != nil
        default: return false
        }
    }

    /// The rest of a track that is no card's number: one that may be is for the payment-card guard.
    private static func isTail(_ text: borrowing Span<UInt8>) -> Bool {
        text.leadingDigits < 12 && text.isTrackTail
    }

    /// A card printed without sentinels, its number, name, month and year with tabs between.
    private static func looksLikePrintedCard(_ text: borrowing Span<UInt8>) -> Bool {
        guard let end = text.firstIndex(of: Control.tab) else { return false }
        return (12...19).contains(end) && text.extracting(first: end).isAllDigits
    }

    /// ID TECH's secure output format, typed as hexadecimal digits; false where the text is not
    /// that.
    private func readSecure(
        _ text: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) -> Bool {
        guard text.count >= 2 * IDTechFrame.overhead, text.count % 2 == 0,
            text.starts(with: "02"), text.starts(with: "03", at: text.count - 2)
        else { return false }
        var frame = Bytes<1056>()
        defer { frame.removeAll() }
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let byte = text.hexadecimalByte(at: index) else { return false }
            frame.append(byte)
        }
        guard IDTechFrame.length(frame.span) == frame.count else { return false }
        try IDTechFrame.read(frame.span, into: &output)
        return true
    }
}
