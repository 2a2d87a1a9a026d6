/// Which part of a chip card or contactless card a reading is.
public enum CardPart: String, Sendable, CaseIterable {
    /// What an application of settings gave.
    case application
    /// The text of an NFC tag.
    case ndef
    /// The card's own number.
    case uid
    /// The answer to reset, where a reader writes the number of another card into it.
    case atr
}

/// Why a card identifies nobody, whatever else it holds.
public enum CardFinding: String, Sendable, CaseIterable {
    /// It has a payment application; it was asked for nothing else.
    case paymentApplication
    /// A passport or identity card.
    case identityDocument
    /// A driving licence.
    case licence
    /// Its number is another each time, as that of a telephone.
    case randomUID
    /// The reader gives only the beginning of its number.
    case truncatedUID
    /// It has neither a number nor anything that settings ask for.
    case noIdentifier
}

/// Where a card's reading comes from.
public struct CardSource: Sendable, Equatable {
    /// Nil for what is no card's.
    public var part: CardPart?
    /// The name of the application in settings.
    public var application: Bytes<32>
    /// The card's own number in the order of the air, 4 to 10 bytes; empty where it has none that
    /// identifies, and where the text is not the card's.
    public var uid: Bytes<10>
    public var finding: CardFinding?

    public init(
        part: CardPart? = nil, application: Bytes<32> = Bytes(), uid: Bytes<10> = Bytes(),
        finding: CardFinding? = nil
    ) {
        self.part = part
        self.application = application
        self.uid = uid
        self.finding = finding
    }
}
