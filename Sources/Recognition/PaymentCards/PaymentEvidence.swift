/// Why a reading was taken for a payment card: the rule that spoke, and no digit of the card.
public enum PaymentEvidence: String, Sendable, CaseIterable {
    /// Track 1 in bank form: format code B, a number of 12 to 19 digits, `^` (ISO/IEC 7813).
    case bankTrack1
    /// Track 2 in bank form: 12 to 19 digits, `=`, expiry and service code (ISO/IEC 7813).
    case bankTrack2
    /// Track 3 in bank form: format code, number, `=`, and at least seven digits (ISO 4909).
    case bankTrack3
    /// A number in a payment brand's range that satisfies the Luhn formula.
    case cardNumber
    /// A number in a payment brand's range, in front of an expiry date.
    case cardNumberAndExpiry
    /// A number with its middle replaced by `*`, or by zeros on a stripe.
    case maskedNumber
    /// The reader sent a track encrypted.
    case encryptedByReader
    /// The reader sent a track masked.
    case maskedByReader
    /// Number, name, month and year with tabulators between: a card reader's typed output.
    case numberNameDate
    /// An EMV payment code shown by a customer's telephone (EMVCo QR, consumer-presented mode).
    case emvConsumerCode
    /// An EMV payment code of a merchant (EMVCo QR, merchant-presented mode).
    case emvMerchantCode
    /// A WeChat Pay payment code: 18 digits starting with 10 to 15.
    case weChatCode
    /// An Alipay payment code: 16 to 24 digits starting with 25 to 30.
    case alipayCode
    /// A chip card or telephone with a payment application (EMV).
    case paymentApplication

    /// A sentence for a technician.
    public var sentence: String {
        switch self {
        case .bankTrack1: "track 1 has the form of a bank card: format code B and a card number"
        case .bankTrack2:
            "track 2 has the form of a bank card: a card number, expiry and service code"
        case .bankTrack3: "track 3 has the form of a bank card"
        case .cardNumber: "a number of a payment brand whose check digit is right"
        case .cardNumberAndExpiry: "a number of a payment brand in front of an expiry date"
        case .maskedNumber: "a card number with its middle masked"
        case .encryptedByReader: "the reader sent it encrypted, which it does for payment cards"
        case .maskedByReader: "the reader sent it masked, which it does for payment cards"
        case .numberNameDate: "a card number, a name and an expiry date, as card readers type them"
        case .emvConsumerCode: "an EMV payment code from a customer's telephone"
        case .emvMerchantCode: "an EMV payment code of a merchant"
        case .weChatCode: "a number of the form of WeChat payment codes"
        case .paymentApplication:
            "the card has a payment application; it was asked for nothing else"
        case .alipayCode: "a number of the form of Alipay payment codes"
        }
    }
}
