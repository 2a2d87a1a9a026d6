import Identity

extension PaymentCardGuard {
    /// The evidence that a barcode's text is a payment code of a telephone or of a merchant.
    func codeEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        if EMVPayload.isConsumerCode(text) { return .emvConsumerCode }
        if EMVPayload.isMerchantCode(text) { return .emvMerchantCode }
        return carrier.isGS1 ? nil : digitCodeEvidence(in: text, on: carrier)
    }

    /// WeChat Pay and Alipay codes are digits of a certain length and start, spaces between them
    /// aside.
    private func digitCodeEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        var digits = Bytes<24>()
        for index in text.indices where text[index] != UInt8(ascii: " ") {
            guard text[index].isASCIIDigit, digits.count < 24 else { return nil }
            digits.append(text[index])
        }
        guard digits.count >= 16 else { return nil }
        let start = Int(digits[0] - 0x30) * 10 + Int(digits[1] - 0x30)
        let evidence: PaymentEvidence? =
            switch (digits.count, start) {
            case (18, 10...15): .weChatCode
            case (16...24, 25...30): .alipayCode
            default: nil
            }
        return evidence == nil || allows(digits.span, on: carrier) ? nil : evidence
    }
}
