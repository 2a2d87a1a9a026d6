/// Why a rule of settings is refused, and which rule.
public struct RuleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule's name; empty when it has none.
    public var name: String
    /// The rule's place in settings, counted from 0; nil when it was checked by itself.
    public var index: Int?
    public var problem: RuleProblem

    public init(name: String, index: Int? = nil, problem: RuleProblem) {
        self.name = name
        self.index = index
        self.problem = problem
    }

    public var description: String {
        let place = index.map { " \($0 + 1)" } ?? ""
        return "rule\(place)\(name.isEmpty ? "" : " \"\(name)\""): \(problem)"
    }
}

/// All that is wrong with the rules of settings.
public struct RuleErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the order of the rules; never empty.
    public var errors: [RuleError]

    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// What is wrong with a rule.
public enum RuleProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Neither `prefix` nor `mask` nor `range`.
    case noPattern
    /// More than one of them.
    case severalPatterns([String])
    /// A pattern that every text of its length, or every text, matches.
    case matchesEverything(key: String)
    /// No `produces`.
    case noProduct
    /// A word that is not in the list.
    case unknownWord(key: String, word: String, known: [String])
    /// A key that only makes sense beside another one.
    case needs(key: String, other: String)
    /// Two keys of which only one may be there.
    case contradict(key: String, other: String)
    /// A number outside its limits.
    case outside(key: String, value: Int, limits: ClosedRange<Int>)
    /// A text longer than an identifier can be.
    case tooLong(key: String, limit: Int)
    /// `length` or `digits` smaller than the prefix.
    case shorterThanPrefix(key: String)
    /// `digits` with a prefix that is not digits.
    case prefixNotDigits
    /// `*` elsewhere than at the end of a mask.
    case tailNotLast
    /// A `range` that is not two texts of the same length and form, the smaller first.
    case badRange
    /// `to` before `from`.
    case positionsReversed(from: Int, to: Int)
    /// `track` or `symbology` on kinds that have none.
    case kindHasNone(key: String, kind: String)
    /// A coupon rule whose value would not be the 13-digit form.
    case couponForm(key: String)
    /// A coupon on something other than barcodes.
    case couponOnOtherKinds
    /// A name that another rule has.
    case nameTaken(by: Int)

    public var description: String {
        switch self {
        case .noPattern, .severalPatterns, .matchesEverything, .tailNotLast, .badRange,
            .prefixNotDigits, .shorterThanPrefix:
            patternDescription
        case .noProduct:
            "says nothing about what it produces: add produces, one of "
                + RuleProduct.words.joined(separator: ", ")
        case .unknownWord(let key, let word, let known):
            "\(key) is \"\(word)\", which is not one of \(known.joined(separator: ", "))"
        case .needs(let key, let other): "\(key) only makes sense beside \(other)"
        case .contradict(let key, let other): "has both \(key) and \(other): keep one of them"
        case .outside(let key, let value, let limits):
            "\(key) is \(value) and must be \(limits.lowerBound) to \(limits.upperBound)"
        case .tooLong(let key, let limit): "\(key) is longer than \(limit) characters"
        case .positionsReversed(let from, let to):
            "takes out positions \(from) to \(to), which is nothing: from must not be after to"
        case .kindHasNone(let key, let kind):
            "has a \(key), so it can only be for \(kind): add \"\(kind)\" to kinds, or leave kinds out"
        case .couponForm(let key):
            "produces a coupon, whose value is its 13-digit form without check digit: \(key) does not apply; "
                + "use prefix with digits: 13"
        case .couponOnOtherKinds:
            "produces a coupon, which only a barcode can be: leave kinds out or make it [\"barcode\"]"
        case .nameTaken(let index): "has the name of rule \(index + 1): give each its own"
        }
    }

    private var patternDescription: String {
        switch self {
        case .noPattern: "would match everything: add a prefix, a mask or a range"
        case .severalPatterns(let keys):
            "has \(keys.joined(separator: " and ")): a rule has one pattern; write two rules"
        case .matchesEverything(let key):
            "would match everything: its \(key) must hold at least one character of its own"
        case .tailNotLast: "has a * in the middle of its mask: * stands for the rest, at the end"
        case .badRange:
            "its range must be two texts of the same length, the smaller first, that differ in digits only"
        case .prefixNotDigits: "asks for digits, but its prefix holds other characters"
        case .shorterThanPrefix(let key): "its \(key) is smaller than its prefix is long"
        default: ""
        }
    }
}
