package import Identity

/// Takes payment cards' numbers and licences out of a line before a request is made of it, so that
/// no digit of them is copied: a string becomes a mark (`WithheldText`), digits outside strings
/// become ones. The `id` stays as it is, because whoever sent it gets it back and nobody else does.
///
///     RequestScreen.screen(&line) { text in isCard(text) ? .paymentCard : nil }
package struct RequestScreen {
    /// How many braces and brackets are open.
    private var depth = 0
    /// Whether the last string was the key `id` of the request itself.
    private var isBehindID = false

    /// Screens a line, its LF not included. `judge` says what a text is withheld as.
    package static func screen(
        _ line: inout [UInt8], _ judge: (borrowing Span<UInt8>) -> WithheldText?
    ) {
        var screen = RequestScreen()
        var start = 0
        while let quote = line[start...].firstIndex(of: UInt8(ascii: "\"")) {
            let isID = screen.passBare(start..<quote, &line, judge)
            let end = endOfString(from: quote + 1, in: line)
            let text = quote + 1..<end
            if !isID, let withheld = judgeString(text, line, judge) {
                put(withheld, in: text, of: &line)
            }
            screen.isBehindID = screen.depth == 1 && line[text].elementsEqual("id".utf8)
            start = min(end + 1, line.count)
        }
        _ = screen.passBare(start..<line.count, &line, judge)
    }

    /// Where the string ends: at its quote, or with the line.
    private static func endOfString(from start: Int, in line: [UInt8]) -> Int {
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") {
            end += line[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(end, line.count)
    }

    /// Screens what stands between two strings.
    /// - Returns: Whether the string that follows is the request's `id`.
    private mutating func passBare(
        _ range: Range<Int>, _ line: inout [UInt8],
        _ judge: (borrowing Span<UInt8>) -> WithheldText?
    ) -> Bool {
        var screened = range
        var isID = false
        if isBehindID, let colon = line[range].first(where: { $0 > 0x20 }),
            colon == UInt8(ascii: ":")
        {
            isID = true
            let comma = line[range].firstIndex(of: UInt8(ascii: ",")) ?? range.upperBound
            screened = comma..<range.upperBound
            if screened.lowerBound < range.upperBound { isID = false }
        }
        for index in range {
            switch line[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        if judge(line.span.extracting(screened)) != nil {
            for index in screened where line[index].isASCIIDigit { line[index] = UInt8(ascii: "1") }
            for index in screened where line[index] >= 0x80 { line[index] = UInt8(ascii: " ") }
        }
        return isID
    }

    private static func judgeString(
        _ range: Range<Int>, _ line: [UInt8], _ judge: (borrowing Span<UInt8>) -> WithheldText?
    ) -> WithheldText? {
        // No text is shorter than the mark that would take its place.
        guard range.count > 3 else { return nil }
        let text = line.span.extracting(range)
        guard line[range].contains(UInt8(ascii: "\\")) else { return judge(text) }
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        defer { for index in plain.indices { plain[index] = 0 } }
        unescape(text, into: &plain)
        return judge(plain.span)
    }

    /// The mark, and blanks behind the string for what was longer than that.
    private static func put(
        _ withheld: WithheldText, in range: Range<Int>, of line: inout [UInt8]
    ) {
        var index = range.lowerBound
        for byte in withheld.mark {
            line[index] = byte
            index += 1
        }
        let isClosed = range.upperBound < line.count
        if isClosed { line[index] = UInt8(ascii: "\"") } else { line[index] = 0x20 }
        for rest in index + 1..<min(range.upperBound + 1, line.count) { line[rest] = 0x20 }
    }

    /// A JSON string's text (RFC 8259, section 7). Half of a surrogate pair is left out.
    private static func unescape(_ text: borrowing Span<UInt8>, into plain: inout [UInt8]) {
        var index = 0
        var high: UInt32?
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
                plain.append(text[index])
                index += 1
                continue
            }
            index += 2
            switch text[index - 1] {
            case UInt8(ascii: "u"):
                var unit: UInt32 = 0
                for offset in 0..<4 where index + offset < text.count {
                    unit = unit << 4 | digit(text[index + offset])
                }
                index += 4
                if (0xD800..<0xDC00).contains(unit) {
                    high = unit
                    continue
                }
                if let first = high, (0xDC00..<0xE000).contains(unit) {
                    unit = 0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00)
                }
                high = nil
                guard let character = Unicode.Scalar(unit) else { continue }
                for byte in UTF8.encode(character) ?? .init() { plain.append(byte) }
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
                UInt8(ascii: "f"):
                plain.append(0x20)
            case let other: plain.append(other)
            }
        }
    }

    private static func digit(_ byte: UInt8) -> UInt32 {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt32.init) ?? 0
    }
}
