/// What stands for a text that was taken out of a lane's request, because it holds the number of a
/// payment card or is a driving licence. Nobody types these characters, for they are none (Unicode
/// noncharacters).
///
///     {"method":"search","params":{"text":"\uFFFF"}}
public enum WithheldText: Sendable {
    case paymentCard
    case licence

    /// The bytes in place of the text.
    public var mark: [UInt8] {
        switch self {
        case .paymentCard: [0xEF, 0xBF, 0xBF]
        case .licence: [0xEF, 0xBF, 0xBE]
        }
    }

    /// What a text stands for; nil for a text of its own.
    public init?(_ text: borrowing Span<UInt8>) {
        guard text.count == 3, text[0] == 0xEF, text[1] == 0xBF else { return nil }
        switch text[2] {
        case 0xBF: self = .paymentCard
        case 0xBE: self = .licence
        default: return nil
        }
    }
}
