import Identity

extension PaymentCardGuard {
    /// Whether raw bytes of a device may hold a payment card or a licence, in whatever framing: what is recorded or
    /// captured must pass this first. It errs on the side of withholding.
    public func isSuspect(_ bytes: borrowing Span<UInt8>) -> Bool {
        var window = Bytes<4096>()
        defer { window.removeAll() }
        var index = 0
        while index < bytes.count {
            // A port set to eight bits shows a parity bit on top of each character.
            window.append(bytes[index] & 0x7F)
            index += 1
            if window.count == 4096 {
                if isSuspectText(window.span) { return true }
                window = Bytes(window.span.extracting(2048..<4096))
            }
        }
        return isSuspectText(window.span)
    }

    private func isSuspectText(_ text: borrowing Span<UInt8>) -> Bool {
        let carrier = Carrier()
        if LicenceTest.passes(text) || numberEvidence(in: text, on: carrier) != nil { return true }
        for start in text.indices {
            if text.starts(with: EMVPayload.consumerCodeStart, at: start)
                || EMVPayload.isMerchantCode(text.extracting(start..<text.count))
            {
                return true
            }
            if text[start] == UInt8(ascii: "%") || text[start] == UInt8(ascii: "@"),
                LicenceTest.begins(text.extracting(start..<text.count))
            {
                return true
            }
            guard text[start].isASCIIDigit, start == 0 || !text[start - 1].isASCIIDigit else {
                continue
            }
            if isSuspectNumber(text, from: start) { return true }
        }
        return false
    }

    /// A label's digits, also behind one or two digits of a label identifier such as `B3` or `]Q1`.
    private func isSuspectNumber(_ text: borrowing Span<UInt8>, from start: Int) -> Bool {
        var end = start
        while end < text.count, text[end].isASCIIDigit { end += 1 }
        let isBehindLetter = start > 0 && text[start - 1].isASCIILetter
        for skipped in 0...(isBehindLetter ? 2 : 0) where end - start - skipped >= 13 {
            let label = text.extracting((start + skipped)..<end)
            let carrier = Carrier()
            if codeEvidence(in: label, on: carrier) != nil { return true }
            if skipped > 0, numberEvidence(in: label, on: carrier) != nil { return true }
        }
        return false
    }
}
