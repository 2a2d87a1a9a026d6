public import Identity

/// What recognition did with one reading, step by step, for the person who asks why: which rules
/// were tried, on which spelling, and what each took out. Its description shows at most the last
/// four characters of any value.
public struct Trace: Sendable, CustomStringConvertible {
    /// One rule tried on one spelling, or refused before that because of the reading's kind.
    public struct Step: Sendable {
        /// The rule's place in settings, counted from 0.
        public var rule: Int
        /// What messages call it.
        public var name: String
        /// The spelling; nil when the rule is not for such readings at all.
        public var form: SpellingForm?
        /// The track, for a magnetic stripe.
        public var track: Int?
        /// The spelling's text, or its first 128 bytes.
        public var text: Bytes<128>
        public var result: Result
    }

    /// What came of a step.
    public enum Result: Sendable, Equatable {
        /// The rule matched and took this out; empty when what it produces has no value.
        case matched(Bytes<128>)
        case mismatch(Mismatch)
    }

    /// What the payment-card guard said first. Nothing follows unless it is `clear`.
    public private(set) var judgement: PaymentCardGuard.Judgement?
    /// The rules tried, in order.
    public private(set) var steps: [Step] = []

    /// The spellings to look up, in order; empty where a rule decides.
    public private(set) var lookUps: [SpellingForm] = []

    public init() {}

    mutating func note(_ judgement: PaymentCardGuard.Judgement) {
        self.judgement = judgement
    }

    mutating func note(_ step: Step) {
        steps.append(step)
    }

    mutating func note(_ spellings: borrowing SpellingList) {
        for index in 0..<spellings.count { lookUps.append(spellings[index].form) }
    }

    public var description: String {
        var lines = [judgement.map { "guard: \($0.sentence)" } ?? "guard: not asked yet"]
        for step in steps { lines.append(step.description) }
        if lookUps.contains(.trimmed) {
            let forms = lookUps.map(\.rawValue).joined(separator: ", then ")
            lines.append("look-up: \(forms)")
        }
        return lines.joined(separator: "\n")
    }
}

extension Trace.Step: CustomStringConvertible {
    public var description: String {
        var line = "rule \(rule + 1) \"\(name)\""
        if let form {
            let place = track.map { " of track \($0)" } ?? ""
            line += " on \(form.rawValue)\(place) \(String(text.masked))"
        }
        switch result {
        case .matched(let value):
            line += value.isEmpty ? ": matched" : ": matched, gives \(String(value.masked))"
        case .mismatch(let mismatch): line += ": \(mismatch.sentence)"
        }
        return line
    }
}

/// Why a rule did not match.
public enum Mismatch: String, Sendable, CaseIterable {
    /// The rule is for other kinds of reading.
    case kind
    /// The rule is for another symbology.
    case symbology
    /// The rule asks for a symbology and the reader said none.
    case unlabelled
    /// The card has nothing on the rule's track.
    case noTrack
    /// The rule is for another part of a card, or another application.
    case part
    case length
    case pattern
    /// The positions to take out lie past the end.
    case positions
    /// What was taken out is not of the form that the transcoding takes.
    case transcoding
    /// A coupon's number is tried in its 13-digit form only.
    case couponForm

    /// A sentence for a technician.
    public var sentence: String {
        switch self {
        case .kind: "is for other kinds of reading"
        case .symbology: "is for another symbology"
        case .unlabelled: "asks for a symbology, and the reader did not say one"
        case .noTrack: "the card has nothing on its track"
        case .part: "is for another part of a card"
        case .length: "the length does not match"
        case .pattern: "the pattern does not match"
        case .positions: "the pattern matches, but the positions to take out lie past the end"
        case .transcoding: "the pattern matches, but what it takes out cannot be transcoded"
        case .couponForm: "a coupon's number is tried in its 13-digit form only"
        }
    }
}
