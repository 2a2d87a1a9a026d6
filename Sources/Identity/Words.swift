// The lane protocol's words for what was read and what came of it. Raw values are fixed.

/// What kind of medium a reading came from.
public enum ReadingKind: String, Sendable, CaseIterable {
    case barcode, magstripe, smartCard, contactless, electronicKey, phone
}

/// How the identifier entered, in the words of the nexo retailer protocol, plus `IncomingCall`.
public enum EntryMode: String, Sendable, CaseIterable {
    case magStripe = "MagStripe"
    case scanned = "Scanned"
    case icc = "ICC"
    /// ISO 14443.
    case contactless = "Contactless"
    /// 125 kHz.
    case rfid = "RFID"
    /// An electronic key.
    case tapped = "Tapped"
    /// Typed by the cashier.
    case keyed = "Keyed"
    case incomingCall = "IncomingCall"
}

/// What stands behind an identification.
public enum Assurance: String, Sendable, CaseIterable {
    /// Somebody said so: a caller's number can be forged.
    case claim
    /// Somebody holds the card, key or barcode.
    case possession
    /// The cashier typed it.
    case `operator`
    /// The card answered a cryptographic challenge; reserved.
    case proof
}

/// Kinds of identifier. Equal digits of different kinds are different identifiers.
public enum IdentifierKind: String, Sendable, CaseIterable {
    case memberNumber, barcodeCard, magneticCard, smartCard, contactlessTag, electronicKey, phone
    case oneTimeCode, room, external
}

/// What came of a reading.
public enum OutcomeKind: String, Sendable, CaseIterable {
    /// One customer, and the shopper where known.
    case identified
    /// Several candidates, in order; the lane answers with `choose`.
    case choose
    /// An identifier of a kind that identifies customers, held by nobody.
    case unknown
    /// Held by someone who may not be served now.
    case refused
    /// An impersonal identifier: a ticket of its own, no customer.
    case bearer
    /// An employee's identifier.
    case staff
    /// A house-coupon barcode.
    case coupon
    /// Claimed by no rule: delivered unchanged.
    case read
    /// A call without a number.
    case noNumber
    /// Something that did not check.
    case malformed
    /// A payment card: no digit of it goes on.
    case suppressed
    /// A key or card taken out.
    case removed
}

/// Why a call has no number.
public enum NumberAbsence: String, Sendable, CaseIterable {
    case withheld, unavailable, payphone, none
}

/// Barcode symbologies, by the names ISO/IEC 15424 and the makers use.
public enum Symbology: String, Sendable, CaseIterable {
    case upcA = "upca"
    case upcE = "upce"
    case ean8, ean13
    case itf14
    case code39, code32, code93, code128, gs1128, code11, code16K, code49, codabar
    case interleaved2of5, standard2of5, straight2of5, matrix2of5, discrete2of5, msi, plessey,
        telepen
    case codablockA, codablockF, codablock, codeOne, channelCode, superCode, posicode, anker,
        trioptic
    case isbt128, ocr, koreaPost, postal
    case dataBar, dataBarLimited, dataBarExpanded, composite
    case pdf417, microPDF417, dataMatrix, gs1DataMatrix, qr, gs1QR, microQR, aztec, maxiCode, hanXin
    case dotCode, gs1DotCode, ultraCode
    /// An EAN/UPC symbol of 13 digits: UPC-A, UPC-E or EAN-13, the identifier does not say which.
    case eanUPC = "eanupc"
    /// A known "other bar code" of the maker (`]X`).
    case other

    /// Whether a label of this symbology is an EAN or UPC number, which ends in a check digit.
    public var isEANUPC: Bool {
        switch self {
        case .upcA, .upcE, .ean8, .ean13, .eanUPC: true
        default: false
        }
    }
}

/// What an event says when a card's account has several shoppers.
public enum ShopperPolicy: String, Sendable, CaseIterable {
    /// The account, and no shopper.
    case account
    /// The account holder.
    case holder
    /// `choose`: the lane answers whom it has before it.
    case ask
}
