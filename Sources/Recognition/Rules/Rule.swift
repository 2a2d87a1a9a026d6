import Identity

/// One recognition rule: which readings it claims, what it takes out of them, and what that is.
///
/// It is checked when it is made: a rule that could match everything does not exist. It has no name
/// of its own and nothing else on the heap, so that going through the rules of a reading counts no
/// references.
public struct Rule: Sendable {
    /// What it makes of a reading that it matches.
    public let product: RuleProduct
    let kinds: ReadingKinds
    let pattern: RulePattern
    let symbology: Symbology?
    let track: Int?
    /// The part of a card that it is for; nil for any.
    let part: CardPart?
    /// The application of settings that it is for; empty for any.
    let application: Bytes<32>
    /// The first and last position to take out, counted from 1; nil for the start and the end.
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
        product: RuleProduct, kinds: ReadingKinds, pattern: RulePattern,
        symbology: Symbology?, track: Int?, part: CardPart?, application: Bytes<32>, first: Int?,
        last: Int?, transcoding: Transcoding?
    ) {
        self.product = product
        self.kinds = kinds
        self.pattern = pattern
        self.symbology = symbology
        self.track = track
        self.part = part
        self.application = application
        self.first = first
        self.last = last
        self.transcoding = transcoding
    }

    /// Why the rule is not for this reading whatever its text; nil when it is.
    func mismatch(_ reading: borrowing ReadingView) -> Mismatch? {
        let kind = reading.kind
        guard kinds.isEmpty || kinds.contains(kind) else { return .kind }
        guard let symbology else { return nil }
        guard let label = reading.symbology else { return .unlabelled }
        return Self.matches(label, symbology, reading) ? nil : .symbology
    }

    /// Whether a label is of the symbology that the rule names. A reader that says "EAN or UPC" may
    /// mean either: a leading zero makes it a UPC-A number, and the rule `eanupc` takes every make.
    private static func matches(
        _ label: Symbology, _ wanted: Symbology, _ reading: borrowing ReadingView
    ) -> Bool {
        if label == wanted { return true }
        if wanted == .eanUPC { return label.isEANUPC }
        guard label == .eanUPC, reading.text.count == 13 else { return false }
        return wanted == (reading.text[0] == UInt8(ascii: "0") ? .upcA : .ean13)
    }

    /// Why the rule does not match one spelling of the reading; nil when it does.
    func mismatch(_ text: borrowing Span<UInt8>, form: SpellingForm) -> Mismatch? {
        if product == .coupon, form == .asRead, text.count < 13, text.isAllDigits {
            return .couponForm
        }
        if let mismatch = pattern.mismatch(text, form: form) { return mismatch }
        guard (first ?? 1) <= (last ?? text.count), (last ?? 0) <= text.count else {
            return .positions
        }
        return nil
    }

    /// What the rule takes out of a spelling that it matches; marked as overflowed when that is
    /// longer than an identifier can be, and nil when it cannot be transcoded.
    func value(of text: borrowing Span<UInt8>) -> Bytes<128>? {
        if product == .read || product == .ignore { return Bytes() }
        let part = text.extracting(((first ?? 1) - 1)..<(last ?? text.count))
        guard let transcoding else { return Bytes(part) }
        return transcoding.apply(part)
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
