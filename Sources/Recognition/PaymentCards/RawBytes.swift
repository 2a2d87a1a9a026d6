import Decoding
import Identity

extension PaymentCardGuard {
    /// Whether raw bytes of a device may hold a payment card or a licence, in whatever framing:
    /// what is recorded or captured must pass this first. It errs on the side of withholding.
    public func isSuspect(_ bytes: borrowing Span<UInt8>) -> Bool {
        if holdsOtherDigits(bytes) { return true }
        var window = Bytes<4096>()
        defer { window.removeAll() }
        for index in bytes.indices {
            // A port set to eight bits shows a parity bit on top of each character.
            window.append(bytes[index] & 0x7F)
            guard window.count == 4096 else { continue }
            if isSuspect(window) { return true }
            // Half of it again, so that nothing is hidden by the cut.
            window = Bytes(window.span.extracting(2048..<4096))
        }
        return isSuspect(window)
    }

    /// Whether a card's number stands there in other digits than ASCII's.
    private func holdsOtherDigits(_ bytes: borrowing Span<UInt8>) -> Bool {
        // Each half twice, so that nothing is hidden by a cut.
        for start in stride(from: 0, to: bytes.count, by: 1024) {
            let part = start..<min(start + 2048, bytes.count)
            if plainEvidence(in: bytes.extracting(part), on: Carrier()) != nil { return true }
        }
        return false
    }

    private func isSuspect(_ window: Bytes<4096>) -> Bool {
        if isSuspectText(window.span) { return true }
        guard ShiftedKeys.holdsNumber(window.span) else { return false }
        var restored = window
        defer { restored.removeAll() }
        for index in 0..<window.count { restored[index] = ShiftedKeys.restored(window[index]) }
        return isSuspectText(restored.span)
    }

    private func isSuspectText(_ text: borrowing Span<UInt8>) -> Bool {
        if LicenceTest.passes(text) || numberEvidence(in: text, on: Carrier()) != nil {
            return true
        }
        for start in text.indices where startsSuspect(text, at: start) { return true }
        return false
    }

    private func startsSuspect(_ text: borrowing Span<UInt8>, at start: Int) -> Bool {
        switch text[start] {
        case UInt8(ascii: "%"), UInt8(ascii: "@"):
            return LicenceTest.begins(text.extracting(start..<text.count))
        case UInt8(ascii: "h"): return text.starts(with: EMVPayload.consumerCodeStart, at: start)
        case let byte where byte.isASCIIDigit:
            if EMVPayload.isMerchantCode(text.extracting(start..<text.count)) { return true }
            let isFirst = start == 0 || !text[start - 1].isASCIIDigit
            return isFirst && isSuspectNumber(text, from: start)
        default: return false
        }
    }

    /// A label's digits, which may stand behind the digits of a label identifier such as `B3`,
    /// `P00` or `]Q1`.
    private func isSuspectNumber(_ text: borrowing Span<UInt8>, from start: Int) -> Bool {
        var end = start
        while end < text.count, text[end].isASCIIDigit { end += 1 }
        if start >= 2, text[start - 2] == UInt8(ascii: "]") {
            let identifier = try? AIMIdentifier(text.extracting((start - 2)..<text.count))
            if case .symbology(let symbology) = identifier?.meaning, symbology.isEANUPC {
                return false
            }
            var carrier = Carrier()
            carrier.isGS1 = identifier?.isGS1 ?? false
            return isSuspectLabel(text.extracting((start + 1)..<end), on: carrier)
        }
        let isBehindLetter = start > 0 && text[start - 1].isASCIILetter
        for skipped in 0...(isBehindLetter ? 2 : 0) where end - start - skipped >= 13 {
            if isSuspectLabel(text.extracting((start + skipped)..<end), on: Carrier()) {
                return true
            }
        }
        return false
    }

    private func isSuspectLabel(_ digits: borrowing Span<UInt8>, on carrier: Carrier) -> Bool {
        codeEvidence(in: digits, on: carrier) != nil
            || numberEvidence(in: digits, on: carrier) != nil
    }
}
