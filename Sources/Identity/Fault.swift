/// What was wrong with what a device sent. Raw values are wire words (`fault` of `malformed`).
public enum Fault: String, Error, Sendable, CaseIterable {
    /// Longer than the decoder takes; the whole message was dropped.
    case tooLong
    /// Ended, or fell silent, before its end.
    case truncated
    /// A character whose parity bit is wrong, or that has a bit the medium does not carry.
    case badParity
    case badLRC
    /// A block check character (XOR or sum) that does not match.
    case badChecksum
    case badCheckDigit
    /// A shortened spelling that the standard does not allow (UPC-E).
    case notCanonical
    /// A character that this message may not hold.
    case badCharacter
    /// A length that this kind of message never has.
    case badLength
    /// Bytes that do not follow the protocol's grammar.
    case badFrame
    /// A label or symbology identifier that is not in the device's table.
    case unknownLabel
    /// The reader says that a track could not be decoded.
    case badTrack
    /// The reader says that nothing was on the card.
    case noData
    /// Two tracks of one swipe yield two different identifiers.
    case tracksDisagree
    /// A GS1 element string or Digital Link that breaks the GS1 General Specifications.
    case badElementString
    /// The reader sent an error report.
    case readError
    /// A chip card that does not answer.
    case cardMute
    /// A chip card whose answer to reset cannot be read.
    case badATR
    /// A chip card that breaks its protocol.
    case cardProtocol
    /// A chip card that was taken out before it was read.
    case cardRemoved

    /// A sentence for a technician.
    public var sentence: String {
        switch self {
        case .tooLong: "longer than this reader can send; the whole message was dropped"
        case .truncated: "the message ended before its end"
        case .badParity: "a character with wrong parity: check the port's framing (7O1, 7E1, 8N1)"
        case .badLRC: "the track's longitudinal check (LRC) is wrong"
        case .badChecksum: "the message's checksum is wrong"
        case .badCheckDigit:
            "the check digit is wrong: of a reader that is set to send none, settings say checkDigit dropped"
        case .notCanonical: "a UPC-E number that no UPC-A number shortens to"
        case .badCharacter: "a character that does not belong there"
        case .badLength:
            "a length that this kind of label never has: checkDigit in settings says whether check digits are sent"
        case .badFrame: "bytes that do not follow the reader's protocol"
        case .unknownLabel:
            "a label identifier that is not in this reader's table: check its code-identifier setting"
        case .badTrack: "the reader could not decode the track: swipe again"
        case .noData: "nothing on the card's track"
        case .tracksDisagree: "the tracks of this card name two different identifiers"
        case .badElementString: "not a valid GS1 element string"
        case .readError: "the reader reported an error"
        case .cardMute: "the card does not answer: is it the right way round, and clean?"
        case .badATR: "the card's answer to reset cannot be read: clean its contacts"
        case .cardProtocol: "the card breaks its protocol"
        case .cardRemoved: "the card was taken away before it was read: hold it longer"
        }
    }
}
