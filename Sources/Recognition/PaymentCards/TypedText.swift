import Decoding
import Identity

/// The guard at the doors by which text enters: requests, commands, settings, imports.
///
///     PaymentCardGuard().judge(typed: "card 4111-1111-1111-1111")
extension PaymentCardGuard {
    /// Judges a text that somebody typed, or that a file or another program's database holds, of
    /// whatever length. What settings allow on a label or on a stripe is clear.
    public func judge(typed text: String) -> Judgement {
        judge(typed: Array(text.utf8).span)
    }

    /// Judges a typed text of which nothing is copied.
    public func judge(typed text: Span<UInt8>) -> Judgement {
        if let withheld = Self.judgement(ofWithheld: text) { return withheld }
        guard Self.mayHoldNumber(text), !Self.isUUID(text) else { return .clear }
        // Each half twice, so that nothing is hidden by a cut.
        var start = 0
        while true {
            let end = min(start + Reading.capacity, text.count)
            let judgement = judge(part: text.extracting(start..<end))
            if judgement != .clear || end == text.count { return judgement }
            start += Reading.capacity / 2
        }
    }

    /// What was made of a text in whose place a mark stands; nil for any other.
    static func judgement(ofWithheld text: borrowing Span<UInt8>) -> Judgement? {
        switch WithheldText(text) {
        case .paymentCard: .paymentCard(.cardNumber)
        case .licence: .licence
        case nil: nil
        }
    }

    private func judge(part text: Span<UInt8>) -> Judgement {
        let judgement = judge(ReadingView(typed: text, kind: .barcode))
        switch judgement {
        case .clear: return judge(labelled: text)
        // Card data in another form, which no stripe has.
        case .paymentCard(.emvConsumerCode), .paymentCard(.emvMerchantCode): return judgement
        default:
            let stripe = ReadingView(typed: text, kind: .magstripe)
            return judge(stripe) == .clear ? .clear : judgement
        }
    }

    /// Judges what stands behind a symbology identifier: each element of a GS1 label by itself. A
    /// typed text is no label, so that no element's identifier speaks for its number.
    private func judge(labelled text: Span<UInt8>) -> Judgement {
        guard let identifier = try? AIMIdentifier(text),
            case .symbology(let symbology) = identifier.meaning, !symbology.isEANUPC
        else { return .clear }
        let rest = text.extracting(identifier.length..<text.count)
        let view = ReadingView(typed: rest, kind: .barcode)
        guard identifier.isGS1 else { return judge(view) }
        let carrier = Carrier(of: view)
        return elementEvidence(in: rest, on: carrier, trusts: false).map { .paymentCard($0) }
            ?? .clear
    }

    /// Whether the text has characters enough that are neither letters nor spaces: digits in any
    /// script or with the wrong Shift. A telephone's payment code is base64 and has fewer, but no
    /// spaces.
    private static func mayHoldNumber(_ text: borrowing Span<UInt8>) -> Bool {
        guard text.count >= IssuerRange.shortestNumber else { return false }
        var count = 0
        for index in text.indices where !text[index].isASCIILetter && text[index] != 0x20 {
            count += 1
            if count >= IssuerRange.shortestNumber { return true }
        }
        return text.count >= 16 && text.firstIndex(of: 0x20) == nil
    }

    /// Whether the text is a UUID, some digit of which is a letter: programs name requests and
    /// redemptions so, and now and then one holds what looks like a card's number.
    private static func isUUID(_ text: borrowing Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        var hasLetter = false
        for index in text.indices {
            switch (index, text[index]) {
            case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")),
                (23, UInt8(ascii: "-")):
                continue
            case (8, _), (13, _), (18, _), (23, _): return false
            case (_, 0x30...0x39): continue
            case (_, 0x41...0x46), (_, 0x61...0x66): hasLetter = true
            default: return false
            }
        }
        return hasLetter
    }
}

extension NumberRun {
    /// Whether it is a telephone number in international form: behind `+`, of a known country, and
    /// as long as that country's are. Cards of 13 digits are extinct, and longer numbers are none
    /// here.
    func isTelephone(in text: borrowing Span<UInt8>) -> Bool {
        guard start > 0, text[start - 1] == UInt8(ascii: "+"), symbols.count <= 13 else {
            return false
        }
        let digits = (0..<symbols.count).map { symbols[$0] }
        let plans = NumberingPlan.of(codeIn: digits)
        guard let code = plans.first?.code else { return false }
        return plans.contains { $0.fits(digits.dropFirst(code.count)) }
    }
}
