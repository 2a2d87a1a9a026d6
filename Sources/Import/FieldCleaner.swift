/// Removes what spreadsheets and web pages add to fields: an apostrophe before a number and `="…"`,
/// which keep a number text; no-break and zero-width blanks and directional marks, which nobody
/// sees. A no-break blank within words becomes a blank.
enum FieldCleaner {
    /// Cleans the fields of a record, which stand one behind the other and end at `ends`.
    static func clean(_ text: inout [UInt8], _ ends: inout [Int], isASCII: Bool) {
        guard !isASCII || mayHaveMarks(text, ends) else { return }
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(text.count)
        var start = 0
        for place in ends.indices {
            append(text[start..<ends[place]], to: &cleaned)
            start = ends[place]
            ends[place] = cleaned.count
        }
        text = cleaned
    }

    /// Whether a field of plain ASCII begins as one that is marked as text.
    private static func mayHaveMarks(_ text: [UInt8], _ ends: [Int]) -> Bool {
        var start = 0
        for end in ends {
            var first = start
            while first < end, text[first] == 0x20 { first += 1 }
            if first < end, text[first] == apostrophe || text[first] == equals { return true }
            start = end
        }
        return false
    }

    private static func append(_ field: ArraySlice<UInt8>, to cleaned: inout [UInt8]) {
        let visible = visible(field)
        var field = visible[...]
        while field.first == 0x20 || field.first == 0x09 { field.removeFirst() }
        while field.last == 0x20 || field.last == 0x09 { field.removeLast() }
        if field.count >= 3, field.starts(with: [equals, quote]), field.last == quote {
            field = field.dropFirst(2).dropLast()
        }
        if field.first == apostrophe, let second = field.dropFirst().first,
            (0x30...0x39).contains(second) || formulaStarts.contains(second)
        {
            field.removeFirst()
        }
        cleaned += field
    }

    /// A field without what nobody sees.
    private static func visible(_ field: ArraySlice<UInt8>) -> [UInt8] {
        guard field.contains(where: { $0 >= 0x80 }) else { return Array(field) }
        var made: [UInt8] = []
        var hasOnlyDigits = true
        for scalar in String(decoding: field, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\u{A0}", "\u{2007}", "\u{202F}": made.append(noBreak)
            case "\u{200B}", "\u{2060}", "\u{FEFF}", "\u{200E}", "\u{200F}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                continue
            default:
                if !("0"..."9").contains(scalar) { hasOnlyDigits = false }
                made += scalar.utf8
            }
        }
        // Within a number they part groups of digits.
        if hasOnlyDigits { return made.filter { $0 != noBreak } }
        return made.map { $0 == noBreak ? 0x20 : $0 }
    }

    private static let apostrophe = UInt8(ascii: "'")
    private static let equals = UInt8(ascii: "=")
    private static let quote = UInt8(ascii: "\"")
    /// What a spreadsheet takes for the beginning of a formula.
    private static let formulaStarts = Array("=+-@".utf8)
    /// Stands for a no-break blank until it is known what the field is; no field has this byte.
    private static let noBreak: UInt8 = 0xFF
}
