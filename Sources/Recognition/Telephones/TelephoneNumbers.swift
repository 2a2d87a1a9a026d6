/// Makes telephone numbers international (E.164, `+16125550142`), as the store's region writes
/// them.
///
/// Never by guess: a number that lacks its area, that is cut, that has an extension or an
/// impossible length has no international form. Such a number is kept as it was given and
/// identifies nobody.
public struct TelephoneNumbers: Sendable, Equatable {
    /// What it was made of; nil for a store without region.
    public let region: String?
    public let areaCode: String?
    private let plan: NumberingPlan?
    /// The area of numbers that are given without one, without trunk prefix.
    private let area: [UInt8]

    /// For a store without region: only numbers that begin with `+` have an international form.
    public init() {
        region = nil
        areaCode = nil
        plan = nil
        area = []
    }

    /// - Parameters:
    ///   - region: The store's region, two capital letters as in ISO 3166.
    ///   - areaCode: The area of numbers that are given without one; with or without its trunk
    ///     prefix.
    /// - Returns: Nil for a region whose numbers are not known.
    public init?(region: String, areaCode: String? = nil) {
        guard let plan = NumberingPlan.of(region: region) else { return nil }
        self.region = region
        self.areaCode = areaCode
        self.plan = plan
        let area = Array((areaCode ?? "").utf8)
        self.area = area.starts(with: plan.trunk) ? Array(area.dropFirst(plan.trunk.count)) : area
    }

    /// The international form of a number as it was typed, read or imported; nil where it has none.
    public func international(_ given: String) -> String? {
        guard let typed = Typed(given), !Self.placeholders.contains(typed.digits) else {
            return nil
        }
        guard let number = typed.isForeign ? foreign(typed.digits) : national(typed.digits),
            !Self.placeholders.contains(Array(number.dropFirst())),
            // A number of one repeated digit belongs to nobody.
            Set(number.suffix(7)).count > 1
        else { return nil }
        return String(decoding: number, as: UTF8.self)
    }

    /// Placeholders that exchanges and services send when there is no number.
    private static let placeholders: Set<[UInt8]> = Set(
        ["266696687", "7378742883", "2562533", "8566696", "86282452253", "1234567890"]
            .map { Array($0.utf8) })

    /// Digits with their country code.
    private func foreign(_ digits: [UInt8]) -> [UInt8]? {
        let plans = NumberingPlan.of(codeIn: digits)
        guard let code = plans.first?.code else { return nil }
        let rest = digits.dropFirst(code.count)
        if plans.contains(where: { $0.fits(rest) && !$0.startsWithTrunk(rest) }) {
            return Self.plus + digits
        }
        // +44 0 20…: the trunk prefix has no place there, but many write it.
        for plan in plans where plan.startsWithTrunk(rest) {
            let number = rest.dropFirst(plan.trunk.count)
            if plan.fits(number) { return Self.plus + code + number }
        }
        return nil
    }

    /// Digits as one dials them in the store's region.
    private func national(_ digits: [UInt8]) -> [UInt8]? {
        guard let plan else { return nil }
        for prefix in plan.foreign where digits.starts(with: prefix) {
            return foreign(Array(digits.dropFirst(prefix.count)))
        }
        if plan.startsWithTrunk(digits) {
            let number = digits.dropFirst(plan.trunk.count)
            return plan.fits(number) ? Self.plus + plan.code + number : nil
        }
        let number = area + digits
        let local = !area.isEmpty && plan.fits(number) ? Self.plus + plan.code + number : nil
        // A spreadsheet drops the 0 before a number: one that is whole without it is that number.
        // No number within an area has ten digits.
        if plan.isWhole(digits), local == nil || digits.count >= 10 {
            return Self.plus + plan.code + digits
        }
        if let found = withCode(digits, plan) { return found }
        // Where national numbers begin with 0, one without is a local one.
        let isLocal =
            plan.trunk.first == UInt8(ascii: "0")
            || plan.localLengths.contains { $0.contains(digits.count) }
        if isLocal { return local }
        return plan.fits(digits) ? Self.plus + plan.code + digits : nil
    }

    /// Digits that begin with the region's own country code, as many write it without the plus.
    private func withCode(_ digits: [UInt8], _ plan: NumberingPlan) -> [UInt8]? {
        guard digits.starts(with: plan.code) else { return nil }
        var rest = digits.dropFirst(plan.code.count)
        if plan.startsWithTrunk(rest) { rest = rest.dropFirst(plan.trunk.count) }
        return plan.isWhole(rest) ? Self.plus + plan.code + rest : nil
    }

    private static let plus = [UInt8(ascii: "+")]
}

/// The digits of a number as people write it.
private struct Typed {
    private(set) var digits: [UInt8] = []
    /// Whether it began with a plus.
    private(set) var isForeign = false

    /// Nil for what is no whole number: letters, an extension, a second number, a dash at the end.
    init?(_ text: String) {
        var isInBrackets = false
        var note = ""
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars where scalar != " " && !Self.blanks.contains(scalar) {
            last = scalar
            switch scalar {
            case "(" where !isInBrackets: (isInBrackets, note) = (true, "")
            case ")" where isInBrackets:
                isInBrackets = false
                // (home) is a note, (0) after a plus the trunk prefix; anything else belongs to the
                // number.
                if note.utf8.allSatisfy(Self.isDigit) {
                    if !(isForeign && note == "0") { digits += note.utf8 }
                } else if digits.isEmpty
                    || !note.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
                {
                    return nil
                }
            case _ where isInBrackets: note.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty && !isForeign: isForeign = true
            case "0"..."9": digits.append(UInt8(truncatingIfNeeded: scalar.value))
            case "-", ".", "/", "\u{2010}", "\u{2011}", "\u{2013}":
                if digits.isEmpty { return nil }
            default: return nil
            }
        }
        guard !isInBrackets, (4...20).contains(digits.count), let last, last != "-", last != "/"
        else { return nil }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Blanks and marks of direction, which a number copied from elsewhere may have in it.
    private static let blanks: Set<Unicode.Scalar> = [
        "\t", "\u{A0}", "\u{2007}", "\u{2009}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202C}",
        "\u{202F}", "\u{FEFF}",
    ]
}
