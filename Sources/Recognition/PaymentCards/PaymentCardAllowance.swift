import Identity

/// A number range of settings that has a payment card's shape and is not one: a closed-loop store
/// card, a loyalty programme inside a brand's range. The fields are the keys of an entry of
/// `paymentCards.allow`.
public struct PaymentCardAllowanceDescription: Sendable, Equatable {
    /// The first digits, at least six: an issuer identification number.
    public var prefix: String?
    /// The exact number of digits.
    public var length: Int?
    /// The kind of reading (a `ReadingKind` word); `magstripe` when `track` is given.
    public var kind: String?
    /// The track, 1 to 3; any when absent.
    public var track: Int?
    /// Whether the card has the bank's form (format code B, or expiry and service code).
    public var bankFormat: Bool?

    public init(
        prefix: String? = nil, length: Int? = nil, kind: String? = nil, track: Int? = nil,
        bankFormat: Bool? = nil
    ) {
        self.prefix = prefix
        self.length = length
        self.kind = kind
        self.track = track
        self.bankFormat = bankFormat
    }
}

/// A checked entry of the payment-card guard's allow-list: a prefix, an exact length, and the
/// carrier it is for.
///
/// It overrides the tests by number and by digit shape. It overrides the bank's forms only outside
/// every payment brand's range and only when it says so; it never overrides what the reader says, a
/// masked number or an EMV code.
public struct PaymentCardAllowance: Sendable, Equatable {
    let prefix: Bytes<24>
    let length: Int
    let kind: ReadingKind
    let track: Int?
    let bankFormat: Bool

    /// Checks an entry of settings.
    public init(_ description: PaymentCardAllowanceDescription) throws(PaymentCardAllowanceError) {
        guard let prefix = description.prefix else { throw .missing(key: "prefix") }
        guard let length = description.length else { throw .missing(key: "length") }
        let bytes = Bytes<24>(prefix)
        guard bytes.count >= 6, bytes.span.isAllDigits else { throw .prefixTooShort }
        guard (10...24).contains(length), bytes.count <= length, !bytes.overflowed else {
            throw .badLength(length)
        }
        if let track = description.track, !(1...3).contains(track) { throw .badTrack(track) }
        kind = try Self.kind(description)
        self.prefix = bytes
        self.length = length
        track = description.track
        bankFormat = description.bankFormat ?? false
        if bankFormat, IssuerRange.contains(prefix: bytes.span) { throw .brandInBankFormat }
    }

    private static func kind(
        _ description: PaymentCardAllowanceDescription
    ) throws(PaymentCardAllowanceError) -> ReadingKind {
        guard let word = description.kind else {
            guard description.track != nil else { throw .missing(key: "kind") }
            return .magstripe
        }
        guard let kind = ReadingKind(rawValue: word) else { throw .unknownKind(word) }
        guard description.track == nil || kind == .magstripe else { throw .trackWithoutStripe }
        return kind
    }
}

/// Why an entry of the payment-card allow-list is refused.
public enum PaymentCardAllowanceError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(key: String)
    case prefixTooShort
    case badLength(Int)
    case badTrack(Int)
    case unknownKind(String)
    case trackWithoutStripe
    case brandInBankFormat

    public var description: String {
        switch self {
        case .missing("kind"):
            "an allowed card needs a track or a kind of reading: add track: 1, 2 or 3, or a kind"
        case .missing(let key): "an allowed card needs a \(key)"
        case .prefixTooShort:
            "the prefix of an allowed card must be at least 6 digits: a shorter one would let a bank's cards through"
        case .badLength(let length):
            "the length of an allowed card must be 10 to 24 and no shorter than its prefix, not \(length)"
        case .badTrack(let track): "a card has the tracks 1, 2 and 3, not \(track)"
        case .unknownKind(let word):
            "\"\(word)\" is no kind of reading: use one of "
                + ReadingKind.allCases.map(\.rawValue).joined(separator: ", ")
        case .trackWithoutStripe: "an allowed card with a track must be of kind magstripe"
        case .brandInBankFormat:
            "the prefix belongs to a payment brand: such a card in bank form is never allowed"
        }
    }
}
