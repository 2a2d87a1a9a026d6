public import Identity

/// The first step of recognition, which cannot be switched off: keeps payment cards and driving
/// licences out of everything that follows.
///
/// It judges by carrier and structure first; the Luhn formula only supports the judgement, because
/// the makers' own sample cards fail it and a tenth of all numbers pass it. Nothing it returns
/// holds a digit of what it saw.
public struct PaymentCardGuard: Sendable {
    let allowed: [PaymentCardAllowance]

    /// A guard with an allow-list for closed-loop cards; empty as a rule.
    public init(allowing allowed: [PaymentCardAllowance] = []) {
        self.allowed = allowed
    }

    /// What the guard makes of a reading.
    public enum Judgement: Sendable, Equatable {
        /// Neither a payment card nor a licence.
        case clear
        /// A driving licence: personal data, not a loyalty card.
        case licence
        case paymentCard(PaymentEvidence)

        /// A sentence for a technician.
        public var sentence: String {
            switch self {
            case .clear: "not a payment card"
            case .licence: "a driving licence: refused, for it is personal data"
            case .paymentCard(let evidence): "a payment card: \(evidence.sentence)"
            }
        }
    }

    /// Judges a reading. A label that the reader calls EAN or UPC is never a payment card.
    public func judge(_ reading: Reading) -> Judgement {
        judge(ReadingView(reading))
    }

    func judge(_ reading: borrowing ReadingView) -> Judgement {
        switch reading.card.finding {
        case .paymentApplication: return .paymentCard(.paymentApplication)
        case .licence: return .licence
        default: break
        }
        if reading.isTradeNumber { return .clear }
        if isLicence(reading) { return .licence }
        if reading.protection.contains(.encrypted) { return .paymentCard(.encryptedByReader) }
        if reading.protection.contains(.masked) { return .paymentCard(.maskedByReader) }
        if let evidence = evidence(in: reading) { return .paymentCard(evidence) }
        return .clear
    }

    private func isLicence(_ reading: borrowing ReadingView) -> Bool {
        let text = reading.text
        if LicenceTest.passes(text) { return true }
        for track in 1...3 {
            if let place = reading.place(ofTrack: track), LicenceTest.passes(text.extracting(place))
            {
                return true
            }
        }
        return false
    }

    private func evidence(in reading: borrowing ReadingView) -> PaymentEvidence? {
        let carrier = Carrier(of: reading)
        let text = reading.text
        if reading.kind == .barcode, let code = codeEvidence(in: text, on: carrier) { return code }
        if reading.isGS1 { return elementEvidence(in: text, on: carrier) }
        // Each track by itself, then what stands between them: a reader may print more than tracks.
        var rest = 0
        for track in 1...3 {
            guard let place = reading.place(ofTrack: track) else { continue }
            if let evidence = numberEvidence(in: text.extracting(place), on: carrier.track(track)) {
                return evidence
            }
            if place.lowerBound > rest,
                let evidence = numberEvidence(
                    in: text.extracting(rest..<place.lowerBound), on: carrier)
            {
                return evidence
            }
            rest = max(rest, place.upperBound)
        }
        if let evidence = numberEvidence(in: text.extracting(rest..<text.count), on: carrier) {
            return evidence
        }
        if let evidence = shiftedEvidence(in: text, on: carrier) { return evidence }
        return plainEvidence(in: text, on: carrier)
    }

    /// What the text says when its keys were pressed with the wrong Shift.
    private func shiftedEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        guard ShiftedKeys.holdsNumber(text) else { return nil }
        var restored = Bytes<2048>()
        for index in text.indices { restored.append(ShiftedKeys.restored(text[index])) }
        defer { restored.removeAll() }
        return numberEvidence(in: restored.span, on: carrier.typed)
    }

    /// What the text says when its digits are written in ASCII.
    func plainEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        guard PlainDigits.canHelp(text) else { return nil }
        var plain = PlainDigits.rewritten(text)
        defer { plain.removeAll() }
        return numberEvidence(in: plain.span, on: carrier.typed)
    }
}
