public import Identity

/// A GS1 Digital Link: a web address that carries a GS1 key in its path (GS1 Digital Link Standard:
/// URI Syntax). It is only taken apart, never opened.
public enum GS1DigitalLink {
    /// The 18 digits of `/8018/…`, alone or followed by `/8019/…`, at the end of the path. Nil when
    /// the text is not a web address or carries no such key.
    ///
    /// `badElementString` where the address breaks the standard, `badCheckDigit`.
    public static func recipient(in text: Span<UInt8>) throws(Fault) -> Bytes<18>? {
        guard let start = pathStart(in: text) else { return nil }
        var end = start
        while end < text.count, !isEndOfPath(text[end]) { end += 1 }
        let path = start..<end
        guard let key = lastKey(in: text, path: path) else { return nil }
        let number = try value(in: text, after: key, path: path)
        if number.end < end {
            let instance = number.end..<number.end + 5
            guard instance.upperBound <= end, text.starts(with: "/8019", at: number.end) else {
                throw .badElementString
            }
            let rest = try value(in: text, after: instance, path: path)
            guard rest.end == end else { throw .badElementString }
            try verify(rest.text, of: 8019)
        }
        try verify(number.text, of: 8018)
        try verifyQuery(of: text, from: end)
        return Bytes(number.text.span)
    }

    /// The offset of the first `/` after the host of an `http` or `https` address; the scheme is
    /// lower or upper case.
    private static func pathStart(in text: Span<UInt8>) -> Int? {
        var offset: Int?
        for scheme in ["http://", "https://", "HTTP://", "HTTPS://"] where text.starts(with: scheme)
        {
            offset = scheme.utf8.count
        }
        guard let host = offset, let slash = text.firstIndex(of: UInt8(ascii: "/"), from: host),
            slash > host
        else { return nil }
        for index in host..<slash {
            let byte = text[index]
            guard
                byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
            else { return nil }
        }
        return slash
    }

    private static func isEndOfPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Where the right-most `/8018` stands that is a whole path segment.
    private static func lastKey(in text: Span<UInt8>, path: Range<Int>) -> Range<Int>? {
        var found: Range<Int>?
        var index = path.lowerBound
        while index + 5 <= path.upperBound {
            let ends = index + 5 == path.upperBound || text[index + 5] == UInt8(ascii: "/")
            if ends, text.starts(with: "/8018", at: index) { found = index..<index + 5 }
            index += 1
        }
        return found
    }

    /// The decoded path segment after `key`, and where it ends.
    private static func value(
        in text: Span<UInt8>, after key: Range<Int>, path: Range<Int>
    ) throws(Fault) -> (text: Bytes<32>, end: Int) {
        guard key.upperBound < path.upperBound else { throw .badElementString }
        var end = key.upperBound + 1
        while end < path.upperBound, text[end] != UInt8(ascii: "/") { end += 1 }
        let decoded = try decoded(text.extracting(key.upperBound + 1..<end))
        return (decoded, end)
    }

    /// Undoes percent-encoding; a `+` is itself.
    private static func decoded(_ text: Span<UInt8>) throws(Fault) -> Bytes<32> {
        var result = Bytes<32>()
        var index = 0
        while index < text.count {
            var byte = text[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 2 <= text.count, let high = hexValue(text[index]),
                    let low = hexValue(text[index + 1])
                else { throw .badElementString }
                byte = high << 4 | low
                index += 2
            }
            result.append(byte)
        }
        guard !result.isEmpty, !result.overflowed else { throw .badElementString }
        return result
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func verify(_ value: Bytes<32>, of identifier: Int) throws(Fault) {
        guard let format = ApplicationIdentifier.format(of: identifier, length: 4) else {
            throw .badElementString
        }
        try format.verify(value.span)
    }

    /// Query keys that are not numbers are the address's own business; a number must be an assigned
    /// identifier with a value, and none that excludes 8018.
    private static func verifyQuery(of text: Span<UInt8>, from start: Int) throws(Fault) {
        guard start < text.count, text[start] == UInt8(ascii: "?") else { return }
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "#") {
            var end = index
            var equals: Int?
            while end < text.count, !isEndOfPair(text[end]) {
                if text[end] == UInt8(ascii: "="), equals == nil { equals = end }
                end += 1
            }
            let key = text.extracting(index..<(equals ?? end))
            if key.isAllDigits {
                let hasValue = equals.map { $0 + 1 < end } ?? false
                guard hasValue, isAttribute(key) else { throw .badElementString }
            }
            guard end < text.count, text[end] != UInt8(ascii: "#") else { return }
            index = end + 1
        }
    }

    private static func isEndOfPair(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "#")
    }

    private static func isAttribute(_ key: Span<UInt8>) -> Bool {
        guard (2...4).contains(key.count) else { return false }
        var number = 0
        for index in key.indices { number = number * 10 + Int(key[index] - 0x30) }
        return number != 8017 && number != 8018
            && ApplicationIdentifier.format(of: number, length: key.count) != nil
    }
}
