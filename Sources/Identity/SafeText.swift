/// Text that goes to a terminal, a log or a table for people.
///
/// Names, labels and names of programs are written by others. What a terminal obeys, which is an
/// escape sequence, a carriage return or a change of the direction of writing, is shown instead.
extension StringProtocol {
    /// The text with each character that a terminal obeys as in JSON: `\u001b`. Line feeds and tabs
    /// stay, so that it is also right for a text of several lines and for JSON itself.
    public var escaped: String {
        escaping { $0 != "\n" && $0 != "\t" && $0.isObeyed }
    }

    /// The same for one line: line feeds and tabs are shown as well.
    public var escapedLine: String { escaping(\.isObeyed) }

    /// The same for a field that is read back: a backslash that `unescaped` would take for the
    /// beginning of an escape is escaped as well.
    public var escapedField: String {
        var text = escaping { $0 != "\n" && $0 != "\t" && $0.isObeyed || $0 == "\\" }
        // Only a backslash before `u` can be misunderstood.
        let backslash = "\\u005c"
        guard text.contains(backslash) else { return text }
        var parts = text.split(separator: backslash, omittingEmptySubsequences: false)[...]
        text = String(parts.removeFirst())
        for part in parts { text += (part.first == "u" ? backslash : "\\") + part }
        return text
    }

    /// What `escapedField` was made from. Escapes of characters that it does not escape stay as
    /// they are.
    public var unescaped: String {
        guard utf8.contains(UInt8(ascii: "\\")) else { return String(self) }
        var result: [UInt8] = []
        var rest = Array(utf8)[...]
        while let first = rest.first {
            if let (character, length) = Self.escape(at: rest) {
                result += String(character).utf8
                rest = rest.dropFirst(length)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func escaping(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isEscaped) else { return String(self) }
        var result = ""
        for scalar in unicodeScalars {
            if isEscaped(scalar) {
                for unit in String(scalar).utf16 { result += Self.escape(unit) }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// The character of ours that the bytes begin with as an escape, and how many bytes that is.
    private static func escape(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = unit(at: bytes) else { return nil }
        var units = [first]
        if UTF16.isLeadSurrogate(first), let second = unit(at: bytes.dropFirst(6)) {
            units.append(second)
        }
        let characters = String(decoding: units, as: UTF16.self).unicodeScalars
        guard let character = characters.first, characters.count == 1,
            character.isObeyed || character == "\\"
        else { return nil }
        return (character, 6 * units.count)
    }

    /// The unit that `\u` and four digits at the beginning stand for.
    private static func unit(at bytes: ArraySlice<UInt8>) -> UInt16? {
        guard bytes.count >= 6, bytes.starts(with: "\\u".utf8) else { return nil }
        let digits = bytes.dropFirst(2).prefix(4)
        guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
            return nil
        }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension Unicode.Scalar {
    /// Whether a terminal obeys the character, or writes what follows it somewhere else.
    public var isObeyed: Bool {
        // As good as every text.
        if (0x20..<0x7F).contains(value) { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
