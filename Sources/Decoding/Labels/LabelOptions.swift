public import Identity

/// What settings say of a scanner's labels, beside whose identifiers they carry.
public struct LabelOptions: Sendable {
    /// Nil where the length of a label decides.
    public var checkDigit: CheckDigitSetting?
    public var strip: Set<LabelStrip>
    /// What the scanner sends for a group separator (GS); empty where it sends GS.
    public var separator: Bytes<16>

    public init(
        checkDigit: CheckDigitSetting? = nil, strip: Set<LabelStrip> = [],
        separator: Bytes<16> = Bytes()
    ) {
        self.checkDigit = checkDigit
        self.strip = strip
        self.separator = separator
    }
}

/// Whether a scanner is set to send the check digits of EAN and UPC labels. The raw value is the
/// word in settings.
public enum CheckDigitSetting: String, Sendable, CaseIterable {
    case sent, dropped
}

/// What is taken off a label's ends. The raw value is the word in settings.
public enum LabelStrip: String, Sendable, CaseIterable {
    /// The start and stop characters of Codabar and Code 39.
    case startStop
    /// Spaces and tabs.
    case blanks
    /// Group separators (GS), but for one that says that the text is a GS1 element string.
    case separators
}

extension LabelOptions {
    /// Where what is left of a label's text stands. Of a text that is nothing else all is left.
    func body(of text: borrowing Span<UInt8>, _ symbology: Symbology?) -> Range<Int> {
        var (start, end) = (0, text.count)
        guard !strip.isEmpty else { return start..<end }
        let keepsFirst =
            symbology == nil && text.first == Control.groupSeparator
            && text.isElementString
        while start < end, isStripped(text[start]), !(keepsFirst && start == 0) { start += 1 }
        while end > start, isStripped(text[end - 1]) { end -= 1 }
        guard strip.contains(.startStop),
            let inner = text.extracting(start..<end).insideStartAndStop(symbology)
        else { return start < end ? start..<end : 0..<text.count }
        end = start + inner.upperBound
        start += inner.lowerBound
        while start < end, isStripped(text[start]) { start += 1 }
        while end > start, isStripped(text[end - 1]) { end -= 1 }
        return start < end ? start..<end : 0..<text.count
    }

    private func isStripped(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), Control.tab: strip.contains(.blanks)
        case Control.groupSeparator: strip.contains(.separators)
        default: false
        }
    }

    /// Puts GS in the places of its stand-in.
    func separated(_ text: borrowing Span<UInt8>) -> Bytes<2048> {
        var result = Bytes<2048>()
        var index = 0
        while index < text.count {
            if text.extracting(index..<text.count).starts(with: separator.span) {
                result.append(Control.groupSeparator)
                index += separator.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}

extension Span where Element == UInt8 {
    /// Whether the whole text is GS1 elements, each with an identifier that is assigned.
    var isElementString: Bool {
        var elements = GS1ElementString()
        var count = 0
        do throws(Fault) {
            while try elements.next(in: extracting(0..<self.count)) != nil { count += 1 }
        } catch {
            return false
        }
        return count > 0
    }

    /// What stands between the start and stop characters of Code 39 or Codabar, where the reader
    /// says such a symbology or none; nil where there are none.
    public func insideStartAndStop(_ symbology: Symbology?) -> Range<Int>? {
        guard count > 2 else { return nil }
        let (first, last) = (self[0], self[count - 1])
        let inner = 1..<count - 1
        if symbology == nil || symbology == .code39, first == UInt8(ascii: "*"), last == first {
            return inner
        }
        let isLabelled = symbology != nil
        guard symbology == nil || symbology == .codabar,
            first.isCodabarStart(isLabelled: isLabelled),
            last.isCodabarStart(isLabelled: isLabelled)
        else { return nil }
        for index in inner where !self[index].isCodabarData { return nil }
        return inner
    }
}

extension UInt8 {
    /// A digit or one of `-$:/.+`.
    fileprivate var isCodabarData: Bool {
        switch self {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "$"), UInt8(ascii: ":"),
            UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// A to D of either case; of a labelled code also T, N, `*` and E, the older notation.
    fileprivate func isCodabarStart(isLabelled: Bool) -> Bool {
        let letter = self & 0xDF
        if (0x41...0x44).contains(letter) { return true }
        return isLabelled
            && (letter == 0x45 || letter == 0x54 || letter == 0x4E || self == UInt8(ascii: "*"))
    }
}
