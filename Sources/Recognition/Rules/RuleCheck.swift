import Identity

/// Checks one rule of settings and keeps every problem it finds.
struct RuleCheck {
    private(set) var problems: [RuleProblem] = []
    private let description: RuleDescription

    init(_ description: RuleDescription) {
        self.description = description
    }

    /// The rule; nil when there are problems.
    mutating func rule() -> Rule? {
        let kinds = kinds()
        let pattern = pattern()
        let symbology: Symbology? = word("symbology", description.symbology)
        let part: CardPart? = word("part", description.part)
        let application = application()
        let transcoding: Transcoding? = word("transcode", description.transcode)
        let product = product()
        checkKinds(kinds)
        checkPositions()
        if product == .coupon { checkCoupon(kinds) }
        guard problems.isEmpty, let pattern, let product else { return nil }
        return Rule(
            product: product, kinds: kinds, pattern: pattern,
            symbology: symbology, track: description.track, part: part, application: application,
            first: description.from,
            last: description.to, transcoding: transcoding)
    }

    private mutating func word<Words: RawRepresentable & CaseIterable>(
        _ key: String, _ word: String?
    ) -> Words? where Words.RawValue == String {
        guard let word else { return nil }
        if let value = Words(rawValue: word) { return value }
        let known = Words.allCases.map(\.rawValue)
        problems.append(.unknownWord(key: key, word: word, known: known))
        return nil
    }

    private mutating func kinds() -> ReadingKinds {
        var kinds: ReadingKinds = []
        for entry in description.kinds ?? [] {
            if let kind: ReadingKind = word("kinds", entry) { kinds.insert(ReadingKinds(kind)) }
        }
        // A track, a symbology and a coupon name the kind as well.
        if kinds.isEmpty, (description.kinds ?? []).isEmpty {
            if description.part != nil || description.application != nil {
                kinds = [ReadingKinds(.smartCard), ReadingKinds(.contactless)]
            } else if description.track != nil {
                kinds = ReadingKinds(.magstripe)
            } else if description.symbology != nil || description.produces == "coupon" {
                kinds = ReadingKinds(.barcode)
            }
        }
        return kinds
    }

    private mutating func product() -> RuleProduct? {
        guard let word = description.produces else {
            problems.append(.noProduct)
            return nil
        }
        if let product = RuleProduct(word: word) { return product }
        problems.append(.unknownWord(key: "produces", word: word, known: RuleProduct.words))
        return nil
    }

    private mutating func checkKinds(_ kinds: ReadingKinds) {
        if let track = description.track, !(1...3).contains(track) {
            problems.append(.outside(key: "track", value: track, limits: 1...3))
        }
        if description.part != nil || description.application != nil,
            !kinds.contains(.smartCard), !kinds.contains(.contactless)
        {
            problems.append(.kindHasNone(key: "part", kind: "smartCard"))
        }
        if description.track != nil, description.symbology != nil {
            problems.append(.contradict(key: "track", other: "symbology"))
            return
        }
        if description.track != nil, !kinds.contains(.magstripe) {
            problems.append(.kindHasNone(key: "track", kind: "magstripe"))
        }
        if description.symbology != nil, !kinds.contains(.barcode) {
            problems.append(.kindHasNone(key: "symbology", kind: "barcode"))
        }
    }

    private mutating func application() -> Bytes<32> {
        guard let name = description.application else { return Bytes() }
        let application = Bytes<32>(name)
        if application.isEmpty { problems.append(.matchesEverything(key: "application")) }
        if application.overflowed { problems.append(.tooLong(key: "application", limit: 32)) }
        if let part = description.part, part != CardPart.application.rawValue {
            problems.append(.contradict(key: "application", other: "part: \"\(part)\""))
        }
        return application
    }

    private mutating func checkPositions() {
        let limits = 1...Reading.capacity
        for (key, value) in [("from", description.from), ("to", description.to)] {
            if let value, !limits.contains(value) {
                problems.append(.outside(key: key, value: value, limits: limits))
            }
        }
        if let from = description.from, let to = description.to, from > to {
            problems.append(.positionsReversed(from: from, to: to))
        }
    }

    private mutating func checkCoupon(_ kinds: ReadingKinds) {
        if kinds != ReadingKinds(.barcode) { problems.append(.couponOnOtherKinds) }
        if description.length != nil { problems.append(.couponForm(key: "length")) }
        if let digits = description.digits, digits != 13 {
            problems.append(.couponForm(key: "digits"))
        }
        if description.from != nil { problems.append(.couponForm(key: "from")) }
        if description.to != nil { problems.append(.couponForm(key: "to")) }
        if description.transcode != nil { problems.append(.couponForm(key: "transcode")) }
    }
}

extension RuleCheck {
    private mutating func pattern() -> RulePattern? {
        var keys: [String] = []
        if description.prefix != nil { keys.append("prefix") }
        if description.mask != nil { keys.append("mask") }
        if description.range != nil { keys.append("range") }
        if keys.count > 1 {
            problems.append(.severalPatterns(keys))
            return nil
        }
        checkLengths()
        if let prefix = description.prefix { return self.prefix(prefix) }
        if let mask = description.mask { return self.mask(mask) }
        if let range = description.range { return self.range(range) }
        problems.append(.noPattern)
        return nil
    }

    private mutating func checkLengths() {
        let limits = 1...Reading.capacity
        for (key, value) in [("length", description.length), ("digits", description.digits)] {
            guard let value else { continue }
            if !limits.contains(value) {
                problems.append(.outside(key: key, value: value, limits: limits))
            }
            if description.prefix == nil { problems.append(.needs(key: key, other: "prefix")) }
        }
        if description.length != nil, description.digits != nil {
            problems.append(.contradict(key: "length", other: "digits"))
        }
    }

    private mutating func prefix(_ text: String) -> RulePattern? {
        let prefix = Bytes<128>(text)
        guard !prefix.isEmpty else {
            problems.append(.matchesEverything(key: "prefix"))
            return nil
        }
        if prefix.overflowed { problems.append(.tooLong(key: "prefix", limit: 128)) }
        if let length = description.length, length < prefix.count {
            problems.append(.shorterThanPrefix(key: "length"))
        }
        if let digits = description.digits {
            if digits < prefix.count { problems.append(.shorterThanPrefix(key: "digits")) }
            if !prefix.span.isAllDigits { problems.append(.prefixNotDigits) }
        }
        return RulePattern(
            .prefix(length: description.length, digits: description.digits), prefix)
    }

    private mutating func mask(_ text: String) -> RulePattern? {
        let isOpenEnded = text.hasSuffix("*")
        let mask = Bytes<128>(isOpenEnded ? String(text.dropLast()) : text)
        if mask.overflowed { problems.append(.tooLong(key: "mask", limit: 128)) }
        if mask.span.firstIndex(of: UInt8(ascii: "*")) != nil { problems.append(.tailNotLast) }
        var hasOwnCharacter = false
        for index in 0..<mask.count
        where mask[index] != UInt8(ascii: "?") && mask[index] != UInt8(ascii: "*") {
            hasOwnCharacter = true
        }
        if !hasOwnCharacter { problems.append(.matchesEverything(key: "mask")) }
        return RulePattern(.mask(isOpenEnded: isOpenEnded), mask)
    }

    private mutating func range(_ ends: [String]) -> RulePattern? {
        guard ends.count == 2, !ends[0].isEmpty, ends[0].utf8.count == ends[1].utf8.count else {
            problems.append(.badRange)
            return nil
        }
        let first = Bytes<128>(ends[0])
        let last = Bytes<64>(ends[1])
        if last.overflowed { problems.append(.tooLong(key: "range", limit: 64)) }
        var isOrdered = false
        for index in 0..<last.count {
            let areDigits = first[index].isASCIIDigit && last[index].isASCIIDigit
            guard areDigits || first[index] == last[index], isOrdered || first[index] <= last[index]
            else {
                problems.append(.badRange)
                return nil
            }
            isOrdered = isOrdered || first[index] < last[index]
        }
        return RulePattern(.range, first, last: last)
    }
}
