public import Identity

/// What a reading is, before anybody is asked who holds it.
///
/// `rule` is the deciding rule's place in settings, counted from 0. Nothing here prints an
/// identifier's value.
public enum Recognition: Sendable, Equatable {
    /// A payment card; the evidence holds no digit of it.
    case suppressed(PaymentEvidence)
    /// A driving licence: refused under its own name.
    case licence
    /// A card that identifies nobody, whatever rules say.
    case unusable(CardFinding)
    /// It does not check.
    case malformed(Fault)
    /// A rule says that this is nothing: no event.
    case ignored(rule: Int)
    /// A house coupon; numbers in their 13-digit form without check digit.
    case coupon(value: Bytes<128>, rule: Int)
    /// A rule says that this is no identifier: delivered unchanged.
    case plain(rule: Int)
    /// An identifier by a rule: when nobody holds it, the reading is `unknown`.
    case identifier(Identifier, rule: Int)
    /// An employee's identifier.
    case staff(Identifier, rule: Int)
    /// An impersonal identifier.
    case bearer(Identifier, rule: Int)
    /// No rule claims it: look these up in order. Without a holder it is `read` or `unknown`.
    case lookUp(Spellings)
}

extension ReadingKind {
    /// The kind of identifier that such a reading is looked up as when no rule says otherwise.
    public var identifierKind: IdentifierKind {
        switch self {
        case .barcode: .barcodeCard
        case .magstripe: .magneticCard
        case .smartCard: .smartCard
        case .contactless: .contactlessTag
        case .electronicKey: .electronicKey
        case .phone: .phone
        }
    }
}
