import Identity

/// Text that a device was set to send before and after each label.
struct Affixes: Sendable {
    let preamble: Bytes<16>
    let postamble: Bytes<16>

    /// Where the label stands between them; `badFrame` where one is missing.
    func body(of text: borrowing Span<UInt8>) throws(Fault) -> Range<Int> {
        if preamble.isEmpty, postamble.isEmpty { return 0..<text.count }
        let end = text.count - postamble.count
        guard preamble.count <= end, text.starts(with: preamble.span),
            text.extracting(end..<text.count).equals(postamble.span)
        else { throw .badFrame }
        return preamble.count..<end
    }
}
