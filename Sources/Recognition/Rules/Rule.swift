import Identity

/// One recognition rule: which readings it claims, what it takes out of them, and what that is.
///
/// It is checked when it is made: a rule that could match everything does not exist.
public struct Rule: Sendable {
    /// What messages and traces call it.
    public let name: String
    /// What it makes of a reading that it matches.
    public let product: RuleProduct
    let kinds: ReadingKinds
    let pattern: RulePattern
    let symbology: Symbology?
    let track: Int?
    /// Positions of the first and the last character to take out, counted from 1; nil for the start and the end.
    let first: Int?
    let last: Int?
    let transcoding: Transcoding?

    /// Checks a rule of settings; throws the first problem. `RuleSet` tells all of them.
    public init(_ description: RuleDescription) throws(RuleError) {
        var check = RuleCheck(description)
        guard let rule = check.rule() else {
            throw RuleError(
                name: description.name ?? "", problem: check.problems.first ?? .noPattern)
        }
        self = rule
    }

    init(
        name: String, product: RuleProduct, kinds: ReadingKinds, pattern: RulePattern,
        symbology: Symbology?, track: Int?, first: Int?, last: Int?, transcoding: Transcoding?
    ) {
        self.name = name
        self.product = product
        self.kinds = kinds
        self.pattern = pattern
        self.symbology = symbology
        self.track = track
        self.first = first
        self.last = last
        self.transcoding = transcoding
    }

    /// Why the rule is not for this reading whatever its text; nil when it is.
    func mismatch(_ reading: borrowing Reading) -> Mismatch? {
        let kind = reading.kind
        guard kinds.isEmpty || kinds.contains(kind) else { return .kind }
        guard let symbology else { return nil }
        guard let label = reading.symbology else { return .unlabelled }
        return Self.matches(label, symbology, reading) ? nil : .symbology
    }

    /// Whether a label is of the symbology that the rule names. A reader that says "EAN or UPC" may mean either: a
    /// leading zero makes it a UPC-A number, and the rule `eanupc` takes every make.
    private static func matches(
        _ label: Symbology, _ wanted: Symbology, _ reading: borrowing Reading
    ) -> Bool {
        if label == wanted { return true }
        if wanted == .eanUPC { return label.isEANUPC }
        guard label == .eanUPC, reading.text.count == 13 else { return false }
        return wanted == (reading.text[0] == UInt8(ascii: "0") ? .upcA : .ean13)
    }

    /// What the rule makes of one spelling of the reading.
    func attempt(_ text: borrowing Span<UInt8>, form: SpellingForm) -> Attempt {
        if product == .coupon, form == .asRead, text.isAllDigits, text.count < 13 {
            return .mismatch(.couponForm)
        }
        if let mismatch = pattern.mismatch(text, form: form) { return .mismatch(mismatch) }
        if product == .read || product == .ignore { return .match(Bytes()) }
        let start = (first ?? 1) - 1
        let end = last ?? text.count
        guard start < end, end <= text.count else { return .mismatch(.positions) }
        let part = text.extracting(start..<end)
        guard let transcoding else { return .match(Bytes(part)) }
        guard let value = transcoding.apply(part) else { return .mismatch(.transcoding) }
        return .match(value)
    }

    /// What came of trying a rule on a spelling. The value is marked as overflowed when it is longer than an
    /// identifier can be.
    enum Attempt {
        case match(Bytes<128>)
        case mismatch(Mismatch)
    }
}

/// A set of kinds of reading.
struct ReadingKinds: OptionSet, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ kind: ReadingKind) {
        rawValue =
            switch kind {
            case .barcode: 1
            case .magstripe: 2
            case .smartCard: 4
            case .contactless: 8
            case .electronicKey: 16
            case .phone: 32
            }
    }

    func contains(_ kind: ReadingKind) -> Bool { contains(ReadingKinds(kind)) }
}
