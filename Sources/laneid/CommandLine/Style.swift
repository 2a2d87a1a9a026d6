import Identity

/// Colours of a terminal that all palettes can show (ECMA-48, SGR).
enum Colour: String, CaseIterable {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case magenta = "35"
    case cyan = "36"
    case dim = "2"
    case plain = "0"
}

extension Console {
    /// `text` in a colour, where results are coloured.
    func coloured(_ text: String, _ colour: Colour) -> String {
        hasColour && colour != .plain ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// The text with one visible sign for each character that a terminal would obey, for cells and
    /// lines in which there is no room for escapes.
    var harmless: String {
        var result = ""
        for scalar in unicodeScalars {
            if !scalar.isObeyed {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 {
                result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            } else {
                result.unicodeScalars.append("\u{FFFD}")
            }
        }
        return result
    }

    /// The text and blanks up to `width` characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
