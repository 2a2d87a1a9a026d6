import Identity

extension Span where Element == UInt8 {
    /// Whether the text is the rest of a track whose beginning was lost, because the reader or the
    /// program started in the middle of a swipe: `11111111=30121010000?`, `DOE/J^30121010000?`.
    ///
    /// A whole track begins with a start sentinel. A reader that is set to send no sentinels sends
    /// whole numbers of track 2, so without an end sentinel only a bank card's layout behind fewer
    /// digits than its number has is a rest.
    public var isTrackTail: Bool {
        guard !isEmpty, TrackStart(self[0], after: 0) == nil else { return false }
        guard let end = endSentinel else { return isNumberTail }
        let body = extracting(first: end)
        if body.isEmpty || body.isAllDigits { return true }
        // The rest of track 1 with track 2 whole behind it.
        for index in 1..<count where self[index - 1] == UInt8(ascii: "?") {
            if self[index] == UInt8(ascii: ";") { return true }
        }
        if let separator = body.firstIndex(of: UInt8(ascii: "=")) {
            return body.areDigits(0..<separator) && body.areDigits(separator + 1..<body.count)
        }
        guard body.firstIndex(of: UInt8(ascii: "^")) != nil else { return false }
        for index in body.indices where !TrackCode.sevenBit.contains(body[index].capital) {
            return false
        }
        return true
    }

    /// How many digits the text begins with.
    var leadingDigits: Int {
        var end = 0
        while end < count, self[end].isASCIIDigit { end += 1 }
        return end
    }

    /// Where the end sentinel stands that is the last character, or the last but its LRC.
    private var endSentinel: Int? {
        for place in [count - 1, count - 2] where place >= 0 && self[place] == UInt8(ascii: "?") {
            return place
        }
        return nil
    }

    /// Whether these are fewer digits than a card's number has, a separator, and the expiry and
    /// service code of a bank card (ISO/IEC 7813).
    private var isNumberTail: Bool {
        let number = leadingDigits
        guard number < 16, number + 8 <= count, self[number] == UInt8(ascii: "="),
            areDigits(number + 1..<count)
        else { return false }
        let month = Int(self[number + 3] - 0x30) * 10 + Int(self[number + 4] - 0x30)
        return (1...12).contains(month) && (0x31...0x34).contains(self[number + 1])
    }

    private func areDigits(_ range: Range<Int>) -> Bool {
        for index in range where !self[index].isASCIIDigit { return false }
        return true
    }
}
