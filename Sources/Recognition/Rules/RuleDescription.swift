/// A rule as settings write one: the fields are the keys of an entry of `rules`, all of them
/// optional.
///
/// Words and numbers are taken as they stand; `Rule(_:)` checks them.
public struct RuleDescription: Sendable, Equatable {
    /// What messages and traces call the rule.
    public var name: String?
    /// Kinds of reading (`ReadingKind` words) that it is for; all when absent or empty.
    public var kinds: [String]?
    /// A pattern: what the text starts with.
    public var prefix: String?
    /// With `prefix`: the exact length of the text as it was read, in bytes.
    public var length: Int?
    /// With `prefix`: the text is this many digits and nothing else. 13 reaches the check-less form
    /// of UPC and EAN.
    public var digits: Int?
    /// A pattern: `?` is any character, `*` at the end any tail, everything else itself.
    public var mask: String?
    /// A pattern: the first and the last number of a range, of the same length.
    public var range: [String]?
    /// The symbology (a `Symbology` word) that the reader must have said.
    public var symbology: String?
    /// The track, 1 to 3, of a magnetic stripe.
    public var track: Int?
    /// The part (a `CardPart` word) of a chip card or contactless card.
    public var part: String?
    /// The application of `cards` in settings.
    public var application: String?
    /// Position of the first character to take out of the text; the first character is 1.
    public var from: Int?
    /// Position of the last character to take out, itself included.
    public var to: Int?
    /// How to rewrite what was taken out: a `Transcoding` word.
    public var transcode: String?
    /// What it is: an `IdentifierKind` word, or `coupon`, `staff`, `bearer`, `read`, `ignore`.
    public var produces: String?

    public init(
        name: String? = nil, kinds: [String]? = nil, prefix: String? = nil, length: Int? = nil,
        digits: Int? = nil, mask: String? = nil, range: [String]? = nil, symbology: String? = nil,
        track: Int? = nil, part: String? = nil, application: String? = nil, from: Int? = nil,
        to: Int? = nil, transcode: String? = nil,
        produces: String? = nil
    ) {
        self.name = name
        self.kinds = kinds
        self.prefix = prefix
        self.length = length
        self.digits = digits
        self.mask = mask
        self.range = range
        self.symbology = symbology
        self.track = track
        self.part = part
        self.application = application
        self.from = from
        self.to = to
        self.transcode = transcode
        self.produces = produces
    }
}
