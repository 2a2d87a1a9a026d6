import Identity

/// Names as they are searched: small letters without accents, in words.
///
/// A folded text is a row of words with one space before each, so that "begins a word" is "stands
/// after a space". What is neither letter nor digit parts words. An apostrophe joins: `O'Brien` is
/// the word `obrien`, and when it is stored also `brien`, because people search by either.
package enum Folding {
    /// What a name is stored as: each of its words that is not yet in `folded` is added there.
    package static func add(_ name: Span<UInt8>, to folded: inout [UInt8]) {
        var words = Words(name)
        while words.next() {
            add(word: words.joined, to: &folded)
            // Parts after an apostrophe; the part before it begins the joined word anyway.
            for start in words.partStarts where start < words.joined.count {
                add(word: Array(words.joined[start...]), to: &folded)
            }
        }
    }

    /// The words somebody searches for.
    package static func query(_ text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        var words = Words(bytes.span)
        var found: [[UInt8]] = []
        while words.next() {
            if !found.contains(words.joined) { found.append(words.joined) }
        }
        return found
    }

    /// Whether a word of the folded text begins with `start`.
    package static func matches(_ folded: borrowing Span<UInt8>, start: borrowing Span<UInt8>)
        -> Bool
    {
        var index = 0
        let last = folded.count - start.count - 1
        while index <= last {
            if folded[index] == space,
                folded.extracting(index + 1..<index + 1 + start.count).equals(start)
            {
                return true
            }
            index += 1
        }
        return false
    }

    /// The first eight bytes of each word of a folded text, as a number whose order is that of the
    /// bytes.
    package static func forEachStart(_ folded: borrowing Span<UInt8>, _ body: (Int64) -> Void) {
        var index = 0
        while index < folded.count {
            index += 1
            var start: UInt64 = 0
            var count = 0
            while index < folded.count, folded[index] != space {
                if count < 8 { start = start << 8 | UInt64(folded[index]) }
                count += 1
                index += 1
            }
            start <<= UInt64(8 * max(0, 8 - count))
            body(Int64(bitPattern: start))
        }
    }

    /// The numbers that `forEachStart` gives for words that begin with `start`: exact up to eight
    /// bytes.
    package static func starts(of start: [UInt8]) -> ClosedRange<Int64> {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in 0..<8 {
            low = low << 8 | UInt64(index < start.count ? start[index] : 0x00)
            high = high << 8 | UInt64(index < start.count ? start[index] : 0xFF)
        }
        // Both have the same first byte, hence the same sign: they are in order as signed numbers,
        // too.
        return Int64(bitPattern: low)...Int64(bitPattern: high)
    }

    private static let space = UInt8(ascii: " ")

    private static func add(word: [UInt8], to folded: inout [UInt8]) {
        guard !contains(folded.span, word.span) else { return }
        folded.append(space)
        folded.append(contentsOf: word)
    }

    /// Whether the word, whole, is in the folded text.
    private static func contains(
        _ folded: borrowing Span<UInt8>, _ word: borrowing Span<UInt8>
    ) -> Bool {
        var index = 0
        while index + word.count < folded.count {
            let end = index + 1 + word.count
            if folded[index] == space, end == folded.count || folded[end] == space,
                folded.extracting(index + 1..<end).equals(word)
            {
                return true
            }
            index += 1
        }
        return false
    }
}

/// Reads a name word by word.
private struct Words: ~Copyable, ~Escapable {
    /// The current word without its apostrophes.
    private(set) var joined: [UInt8] = []
    /// Where in `joined` an apostrophe stood.
    private(set) var partStarts: [Int] = []
    private let text: Span<UInt8>
    private var index = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        self.text = text
    }

    /// Goes to the next word; false when there is none.
    @_lifetime(self: copy self)
    mutating func next() -> Bool {
        joined.removeAll(keepingCapacity: true)
        partStarts.removeAll(keepingCapacity: true)
        while index < text.count {
            let byte = text[index]
            if byte >= 0x80 {
                if !takeLetter() && !joined.isEmpty { return true }
                continue
            }
            index += 1
            if byte.isASCIILetter {
                joined.append(byte | 0x20)
            } else if byte.isASCIIDigit {
                joined.append(byte)
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
                if !joined.isEmpty { partStarts.append(joined.count) }
            } else if !joined.isEmpty {
                return true
            }
        }
        return !joined.isEmpty
    }

    /// Takes a character beyond ASCII; false when it parts words.
    @_lifetime(self: copy self)
    private mutating func takeLetter() -> Bool {
        guard let scalar = takeScalar() else { return false }
        switch scalar.value {
        case 0x2018, 0x2019, 0x02BC, 0xB4:
            if !joined.isEmpty { partStarts.append(joined.count) }
            return true
        case 0x300...0x36F:
            return true
        default: break
        }
        let properties = scalar.properties
        guard properties.isAlphabetic || properties.numericType != nil else {
            // A mark of another script belongs to its letter.
            return properties.generalCategory == .nonspacingMark
                || properties.generalCategory == .spacingMark
        }
        for small in properties.lowercaseMapping.unicodeScalars {
            if let plain = FoldingTable.plain(small) {
                joined.append(contentsOf: plain.utf8)
            } else if !(0x300...0x36F).contains(small.value) {
                joined.append(contentsOf: UTF8.encode(small) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return true
    }

    /// Decodes one scalar; nil, and one byte passed over, where the bytes are not UTF-8.
    @_lifetime(self: copy self)
    private mutating func takeScalar() -> Unicode.Scalar? {
        let first = text[index]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        index += 1
        guard first >= 0xC2, index + length - 1 <= text.count else { return nil }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for offset in 0..<(length - 1) {
            let next = text[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        index += length - 1
        return Unicode.Scalar(value)
    }
}
