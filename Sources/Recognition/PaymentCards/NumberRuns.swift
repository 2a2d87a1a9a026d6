import Identity

/// A number found in a text: digits and mask characters, what separates its groups left out.
struct NumberRun {
    /// The most digits of a card's number and the two of track 3's format code before it.
    static let longestNumber = IssuerRange.longestNumber + 2

    /// Where it stands in the text.
    var start: Int
    var end: Int
    /// Its digits and mask characters (`*`); of a longer run the first 40, a card's number with all
    /// of its track 2.
    var symbols: Bytes<40>

    /// Whether its last group is one that no card is printed with: only a date can be run on.
    var isUnlikeCard = false

    /// Whether it may be a card's number as a whole, and not only begin with one.
    var isNumber: Bool { symbols.count <= Self.longestNumber && !isUnlikeCard }

    /// Whether any of them is a mask character.
    var isMasked: Bool { symbols.span.firstIndex(of: UInt8(ascii: "*")) != nil }

    /// The longest run of mask characters.
    var longestMask: Int {
        var longest = 0
        var current = 0
        for index in 0..<symbols.count {
            current = symbols[index] == UInt8(ascii: "*") ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}

/// Walks the numbers of a text.
///
/// A number printed in groups (`4111 1111 1111 1111`, `3795-808324-31161`) is given group by group
/// from each group's start, so that a date in front of it does not hide it.
struct NumberRuns {
    /// The shortest group that another may follow: dates and times have shorter ones.
    private static let shortestGroup = 3
    /// The longest group that no card is printed with: a longer one is another number.
    private static let longestGroup = 6

    private var run = NumberRun(start: 0, end: 0, symbols: Bytes())
    private var nextGroup = 0
    private var lastGroup = 0
    /// Whether each group of the run is a single digit.
    private var isSpelled = false

    /// The next number in the text; nil at its end.
    mutating func next(in text: borrowing Span<UInt8>) -> NumberRun? {
        if lastGroup > 0, extend(in: text) { return run }
        if let start = firstSymbol(in: text, from: nextGroup) {
            run = NumberRun(start: start, end: start, symbols: Bytes())
            appendGroup(in: text)
            isSpelled = lastGroup == 1
            nextGroup = run.end
            return run
        }
        return nil
    }

    private mutating func extend(in text: borrowing Span<UInt8>) -> Bool {
        guard !run.symbols.overflowed, !run.isUnlikeCard,
            isSpelled || lastGroup >= Self.shortestGroup,
            let next = followingGroup(in: text)
        else { return false }
        let former = lastGroup
        run.end = next.start
        appendGroup(in: text)
        isSpelled = isSpelled && lastGroup == 1
        run.isUnlikeCard = !next.isPrinted && max(former, lastGroup) > Self.longestGroup
        return true
    }

    /// Where the group after this one starts: behind one space or dash as printed on cards, or
    /// behind up to three of what programs put in their place, which is anything but letters and
    /// what has a meaning on a track (FNC1 is 0x1D, the no-break space 0xC2 0xA0).
    private func followingGroup(in text: borrowing Span<UInt8>) -> (start: Int, isPrinted: Bool)? {
        var index = run.end
        var isPrinted = true
        for count in 0...3 where index < text.count {
            let byte = text[index]
            if byte.isNumberSymbol { return count > 0 ? (index, isPrinted && count == 1) : nil }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"): index += 1
            case UInt8(ascii: "%") where text.starts(with: "%20", at: index):
                isPrinted = false
                index += 3
            case let byte where byte.separatesGroups:
                isPrinted = false
                index += 1
            default: return nil
            }
        }
        return nil
    }

    private mutating func appendGroup(in text: borrowing Span<UInt8>) {
        let start = run.end
        while run.end < text.count, text[run.end].isNumberSymbol {
            run.symbols.append(text[run.end])
            run.end += 1
        }
        lastGroup = run.end - start
    }

    private func firstSymbol(in text: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if text[index].isNumberSymbol { return index }
            index += 1
        }
        return nil
    }
}

extension UInt8 {
    /// Whether this is a digit or the mask character.
    fileprivate var isNumberSymbol: Bool { isASCIIDigit || self == UInt8(ascii: "*") }

    /// Whether programs may put this between the groups of a number.
    fileprivate var separatesGroups: Bool {
        switch self {
        case UInt8(ascii: "="), UInt8(ascii: "^"), UInt8(ascii: "?"), UInt8(ascii: "%"): false
        case 0x00...0x7F: !isASCIILetter && !isASCIIDigit
        default: self == 0xC2 || self == 0xA0
        }
    }
}
