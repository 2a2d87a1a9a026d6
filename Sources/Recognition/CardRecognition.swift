import Decoding
import Identity

extension Recogniser {
    /// What a chip card or contactless card is. The text goes through the rules, then the card's
    /// own number does; the rule that stands first decides. A card that no rule claims is looked up
    /// by its text, then by its number.
    func recognise<Sink: TraceSink>(
        card reading: borrowing ReadingView, into sink: inout Sink
    ) -> Recognition {
        guard let part = reading.card.part, !reading.text.isEmpty else {
            return .malformed(.noData)
        }
        let number = reading.card.uid.hexadecimal
        let order = rules.order.span
        for place in order.indices {
            let index = order[place]
            if let mismatch = rules.rules.span[index].mismatch(reading) {
                note(index, mismatch, into: &sink)
                continue
            }
            var isTried = false
            if rules.rules.span[index].isFor(part, of: reading) {
                isTried = true
                var text = SpellingList()
                text.append(.asRead, 0..<reading.text.count)
                if let claim = claim(of: index, text, in: reading, into: &sink) {
                    return claim.recognition(of: reading, rules)
                }
            }
            if part != .uid, !number.isEmpty, rules.rules.span[index].isFor(.uid, of: reading) {
                isTried = true
                var text = SpellingList()
                text.append(.cardNumber, number)
                if let claim = claim(of: index, text, in: reading, into: &sink) {
                    return claim.recognition(of: reading, rules)
                }
            }
            if !isTried { note(index, .part, into: &sink) }
        }
        var spellings = Spellings(kind: reading.kind.identifierKind, asRead: reading.text)
        if !number.isEmpty, !number.span.equals(reading.text) { spellings.append(number) }
        return .lookUp(spellings)
    }
}

extension Rule {
    /// Whether the rule may be for this part of a card.
    fileprivate func isFor(_ other: CardPart, of reading: borrowing ReadingView) -> Bool {
        if let part, part != other { return false }
        guard !application.isEmpty else { return true }
        return other == .application && application == reading.card.application
    }
}

extension Bytes where capacity == 10 {
    /// Two capital hexadecimal digits a byte.
    fileprivate var hexadecimal: Bytes<24> {
        var text = Bytes<24>()
        for index in 0..<count {
            for digit in [self[index] >> 4, self[index] & 0x0F] {
                text.append(digit < 10 ? 0x30 + digit : 0x37 + digit)
            }
        }
        return text
    }
}
