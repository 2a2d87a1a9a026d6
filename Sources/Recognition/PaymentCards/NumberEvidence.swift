import Decoding
import Identity

extension PaymentCardGuard {
    /// The evidence that some number in the text is a payment card's.
    func numberEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        var runs = NumberRuns()
        while let run = runs.next(in: text) {
            guard run.symbols.count >= 12 else { continue }
            if run.isNumber {
                if let evidence = evidence(of: run, in: text, on: carrier) { return evidence }
                if hidesCardNumber(run, in: text, on: carrier),
                    !NumberContext(of: run, in: text, on: carrier).isDiscretionary
                {
                    return .cardNumber
                }
            }
            if hidesCardAndDate(run, in: text, on: carrier) { return .cardNumberAndExpiry }
        }
        return nil
    }

    /// The evidence that this number of the text is a payment card's: the form around it first, the
    /// number itself last.
    private func evidence(
        of run: NumberRun, in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> PaymentEvidence? {
        let context = NumberContext(of: run, in: text, on: carrier)
        if run.symbols.count > 19 {
            return context.isBankTrack3(on: carrier) && !allowsBankFormat(run, on: carrier)
                ? .bankTrack3 : nil
        }
        if let form = context.bankForm, !allowsBankFormat(run, on: carrier) { return form }
        if run.isMasked, run.longestMask >= 4 { return .maskedNumber }
        if context.isFollowedByNameAndDate { return .numberNameDate }
        return evidence(ofNumber: run, context, in: text, on: carrier)
    }

    /// The evidence of the number itself: a brand's range, supported by the Luhn formula or by what
    /// stands after it.
    private func evidence(
        ofNumber run: NumberRun, _ context: NumberContext, in text: borrowing Span<UInt8>,
        on carrier: Carrier
    ) -> PaymentEvidence? {
        let number = run.symbols
        guard IssuerRange.covers(number.span), !context.isDiscretionary,
            !isOtherNumber(run, in: text, on: carrier), !allows(number.span, on: carrier)
        else { return nil }
        if CheckDigit.isValidLuhn(number.span) { return .cardNumber }
        if context.isFollowedByExpiry { return .cardNumberAndExpiry }
        return carrier.track != nil && number.span.hasZerosForItsMiddle ? .maskedNumber : nil
    }

    /// Whether the number is something else by its carrier: a trade number, or a telephone number.
    ///
    /// An unlabelled number of 12 or 13 digits that ends in its GS1 check digit is a product, and
    /// so is one inside a web address: one EAN in ten that starts with 4 satisfies Luhn, while card
    /// numbers of 13 digits are extinct and those of 12 were hardly ever printed as barcodes. The
    /// same goes for 14 digits that the reader calls an ITF-14, for any 12 digits from a scanner
    /// that says no symbology, because it may have dropped an EAN's check digit, and for a product
    /// number that is no issuer's.
    private func isOtherNumber(
        _ run: NumberRun, in text: borrowing Span<UInt8>, on carrier: Carrier
    ) -> Bool {
        let number = run.symbols
        if carrier.isCall { return number.count <= 15 }
        if carrier.isKeyed, run.isTelephone(in: text) { return true }
        guard carrier.kind == nil || carrier.kind == .barcode else { return false }
        let isWhole = run.start == 0 && run.end == text.count
        switch number.count {
        case 12 where carrier.isScan && carrier.symbology == nil && isWhole: return true
        case 12, 13:
            let canBe = carrier.symbology == nil || !isWhole
            if canBe, CheckDigit.isValidGS1(number.span) { return true }
        case 18 where text.starts(with: "/8018/", at: run.start - 6):
            // The number of a GS1 Digital Link, whose key says what it is.
            return CheckDigit.isValidGS1(number.span)
        case 14 where carrier.symbology == .itf14: return CheckDigit.isValidGS1(number.span)
        default: break
        }
        // In one piece: no scanner sends a product's digits in groups.
        guard isWhole, text.count == number.count,
            number.span.productLength(on: carrier) != nil
        else { return false }
        return number.span.isFrenchPress
            || !(IssuerRange.issues(number.span) && CheckDigit.isValidLuhn(number.span))
    }

    /// The evidence in the elements of a GS1 label that companies use as they like (identifiers 90
    /// to 99), and in what stands behind the last sound element. The other elements are no card,
    /// because their identifiers say what they are: one such number in ten satisfies Luhn.
    /// - Parameter trusts: Whether identifiers say so: of a label that a reader read.
    func elementEvidence(
        in text: borrowing Span<UInt8>, on carrier: Carrier, trusts: Bool = true
    ) -> PaymentEvidence? {
        var carrier = carrier
        carrier.isGS1 = false
        var elements = GS1ElementString()
        var end = 0
        while let element = try? elements.next(in: text.extracting(0..<text.count)) {
            end = element.value.upperBound
            guard !trusts || (90...99).contains(element.identifier) else { continue }
            let value = text.extracting(element.value)
            if let evidence = numberEvidence(in: value, on: carrier) { return evidence }
        }
        return numberEvidence(in: text.extracting(end..<text.count), on: carrier)
    }

    private func allowsBankFormat(_ run: NumberRun, on carrier: Carrier) -> Bool {
        let number = run.symbols
        guard !IssuerRange.covers(number.span) else { return false }
        for entry in allowed where entry.bankFormat && entry.covers(number.span, on: carrier) {
            return true
        }
        return false
    }

    /// Whether settings say that this number on this carrier is no payment card.
    func allows(_ number: borrowing Span<UInt8>, on carrier: Carrier) -> Bool {
        let entries = allowed.span
        for index in entries.indices where entries[index].covers(number, on: carrier) {
            return true
        }
        return false
    }
}

extension Span where Element == UInt8 {
    /// How many of the code's digits are a product's number: all of a GTIN-14, or a GTIN-8, 12 or
    /// 13 before its add-on of two or five digits; nil where they are none. The reader names no
    /// symbology, or Interleaved 2 of 5, in which a GTIN-14 is printed.
    func productLength(on carrier: Carrier) -> Int? {
        guard carrier.isScan else { return nil }
        if carrier.symbology == .interleaved2of5 { return count == 14 ? checked(14) : nil }
        guard carrier.symbology == nil else { return nil }
        return switch count {
        case 13: checked(8)
        case 14: checked(14) ?? checked(12)
        case 15, 18: checked(13)
        case 17: checked(12)
        default: nil
        }
    }

    /// `length` where the first digits, so many, end in their GS1 check digit.
    private func checked(_ length: Int) -> Int? {
        length <= count && CheckDigit.isValidGS1(extracting(first: length)) ? length : nil
    }

    /// Whether a product's number with an add-on of two digits is a French newspaper's: France
    /// gives 378 and 379 to the press, which is sold by the million, and whose numbers begin and
    /// are as long as those of American Express.
    ///
    /// A card's 12th to 14th digits count the cards of its account, so that the 13th is 0 but for
    /// an account of ten cards and more. For a newspaper it is the check digit: one in ten is 0,
    /// and of these one in ten satisfies Luhn and is taken for a card (docs/benchmarks.md).
    fileprivate var isFrenchPress: Bool {
        count == 15 && (starts(with: "378") || starts(with: "379")) && self[12] != UInt8(ascii: "0")
    }

    /// Whether all but the first four and the last five digits are zeros: the mask of readers that
    /// write `0` and adjust the last masked digit so that the check digit stays right.
    fileprivate var hasZerosForItsMiddle: Bool {
        guard count >= 15 else { return false }
        for index in 4..<(count - 5) where self[index] != UInt8(ascii: "0") { return false }
        return true
    }
}
