import Identity

/// Makes a reading of what a reader in keyboard mode typed: a swipe where the text looks like one, else what the reader
/// reads.
struct TypedText: Sendable {
    /// What the reader reads when it types no tracks.
    let kind: ReadingKind
    let labels: LabelText
    let lrc: TrackLRC

    /// Nil for an answer to a command.
    func reading(of text: borrowing Span<UInt8>) throws(Fault) -> Reading? {
        if MagneSafeText.matches(text) { return try MagneSafeText.reading(of: text) }
        if let reading = try secureReading(of: text) { return reading }
        if Self.looksLikeSwipe(text) || Self.looksLikePrintedCard(text) || kind == .magstripe {
            return try StripeText(lrc: lrc).reading(of: text)
        }
        guard kind == .contactless else { return try labels.reading(of: text) }
        guard text.count <= Reading.capacity else { throw .tooLong }
        for index in text.indices where !text[index].isPrintableASCII { throw .badCharacter }
        return Reading(kind: .contactless, entryMode: .rfid, text: text)
    }

    /// `%…?` or `;…?`, or the same from a reader that holds Shift the wrong way round: then no digit is left, for they
    /// are typed with Shift.
    private static func looksLikeSwipe(_ text: borrowing Span<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: "%"), UInt8(ascii: ";"):
            return text.firstIndex(of: UInt8(ascii: "?")) != nil
        case UInt8(ascii: "5"), UInt8(ascii: ":"):
            for index in 1..<text.count where text[index].isASCIIDigit { return false }
            return text.count > 2 && text.firstIndex(of: UInt8(ascii: "/")) != nil
        default: return false
        }
    }

    /// A card printed without sentinels, its number, name, month and year with tabs between.
    private static func looksLikePrintedCard(_ text: borrowing Span<UInt8>) -> Bool {
        guard let end = text.firstIndex(of: Control.tab) else { return false }
        return (12...19).contains(end) && text.extracting(first: end).isAllDigits
    }

    /// ID TECH's secure output format, typed as hexadecimal digits; nil where the text is not that.
    private func secureReading(of text: borrowing Span<UInt8>) throws(Fault) -> Reading? {
        guard text.count >= 2 * IDTechFrame.overhead, text.count % 2 == 0,
            text.starts(with: "02"), text.starts(with: "03", at: text.count - 2)
        else { return nil }
        var frame = Bytes<1056>()
        defer { frame.removeAll() }
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let byte = text.hexadecimalByte(at: index) else { return nil }
            frame.append(byte)
        }
        guard IDTechFrame.length(frame.span) == frame.count else { return nil }
        return try IDTechFrame.reading(of: frame.span)
    }
}
