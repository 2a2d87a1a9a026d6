/// How a card is to be spoken to: chosen from what it offers and what the reader can do
/// (ISO/IEC 7816-3, 6.3 and 9).
struct TransmissionParameters: Equatable {
    /// 0 or 1.
    var cardProtocol: UInt8
    /// TA1 for the faster factors; nil for the usual ones.
    var faster: UInt8?
    /// Whether the card must be asked (PPS) before it is spoken to like this.
    var needsPPS: Bool

    /// Nil when card and reader have no protocol in common, or the card wants parameters that
    /// nobody can know.
    init?(_ atr: ATR, _ reader: CCIDDescriptor, maxRate: Int?) {
        let spoken = atr.protocols.filter { $0 == 0 && reader.hasT0 || $0 == 1 && reader.hasT1 }
        let byReader =
            reader.features.contains(.negotiates) || reader.features.contains(.makesPPS)
        if let specific = atr.specificMode {
            // Bit 5: the parameters are not those of TA1.
            guard specific & 0x10 == 0 || byReader, specific & 0x0F <= 1 else { return nil }
            cardProtocol = specific & 0x0F
            faster = atr.fasterFactors
            needsPPS = false
            return
        }
        guard let first = spoken.first else { return nil }
        cardProtocol = first
        guard !byReader else {
            faster = atr.fasterFactors
            needsPPS = false
            return
        }
        faster = Self.isWithin(atr, reader, maxRate: maxRate) ? atr.fasterFactors : nil
        needsPPS = faster != nil || first != atr.protocols.first
    }

    /// Whether the reader is fast enough for the card's factors.
    private static func isWithin(_ atr: ATR, _ reader: CCIDDescriptor, maxRate: Int?) -> Bool {
        let (f, d) = atr.factors
        let rate = reader.defaultClock * 1000 * d / f
        return rate <= min(reader.maxDataRate, maxRate ?? .max)
    }

    /// The request for them (9.2).
    var request: [UInt8] {
        let head = [0xFF, cardProtocol | (faster == nil ? 0 : 0x10)]
        let bytes = head + (faster.map { [$0] } ?? [])
        return bytes + [bytes.reduce(0, ^)]
    }

    /// What the card's answer to the request leaves of them; nil when it refuses (9.3).
    func accepted(by answer: [UInt8]) -> TransmissionParameters? {
        guard answer.count >= 3, answer[0] == 0xFF, answer.reduce(0, ^) == 0,
            answer[1] & 0x0F == cardProtocol
        else { return nil }
        if answer == request { return self }
        guard answer[1] & 0x10 == 0 else { return nil }
        var usual = self
        usual.faster = nil
        return usual
    }

    /// What SetParameters tells the reader (CCID 1.10, 6.1.7).
    func payload(for atr: ATR) -> [UInt8] {
        let factors = faster ?? 0x11
        let convention: UInt8 = atr.isInverse ? 0x02 : 0x00
        if cardProtocol == 0 {
            return [factors, convention, atr.extraGuardTime, atr.waitingInteger, 0]
        }
        return [
            factors, 0x10 | convention | (atr.hasBlockCRC ? 0x01 : 0), atr.extraGuardTime,
            atr.blockWaiting, 0, UInt8(atr.blockLength), 0,
        ]
    }
}
