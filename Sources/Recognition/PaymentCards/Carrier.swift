import Identity

/// What a text came on, as far as the payment-card guard cares.
struct Carrier {
    /// Nil for raw bytes of which nothing is known.
    var kind: ReadingKind?
    /// The track, for one track's data.
    var track: Int?
    /// The symbology, where the reader said it.
    var symbology: Symbology?
    /// Whether the network gave the number: some E.164 numbers pass every test for a card.
    var isCall = false
    /// Whether a scanner read it.
    var isScan = false
    /// Whether somebody typed it.
    var isKeyed = false
    /// Whether FNC1 stood in first position, which no payment code has.
    var isGS1 = false

    init(of reading: borrowing ReadingView) {
        kind = reading.kind
        symbology = reading.symbology
        isCall = (reading.kind, reading.entryMode) == (.phone, .incomingCall)
        isScan = reading.entryMode == .scanned
        isKeyed = reading.entryMode == .keyed
        isGS1 = reading.isGS1
    }

    /// Raw bytes.
    init() {}

    /// The carrier of a text that had to be rewritten, as no product's number has to be.
    var typed: Carrier {
        var carrier = self
        carrier.isScan = false
        return carrier
    }

    /// The carrier of one track's data.
    func track(_ number: Int) -> Carrier {
        var carrier = self
        carrier.track = number
        return carrier
    }
}

extension PaymentCardAllowance {
    /// Whether the entry is for this number on this carrier. Raw bytes have no carrier: there the
    /// number decides.
    func covers(_ number: borrowing Span<UInt8>, on carrier: Carrier) -> Bool {
        guard number.count == length, number.starts(with: prefix.span), number.isAllDigits else {
            return false
        }
        guard let kind = carrier.kind else { return true }
        guard kind == self.kind else { return false }
        return track == nil || carrier.track == nil || track == carrier.track
    }
}
