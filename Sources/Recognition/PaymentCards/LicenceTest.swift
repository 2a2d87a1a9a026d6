import Decoding
import Identity

/// Tells a driving licence (AAMVA Card Design Standard) from everything else. It comes before the
/// tests for payment cards, whose track 2 it resembles, so that the refusal is named right.
enum LicenceTest {
    /// Whether the text, or the data of one track, is a licence's.
    static func passes(_ text: borrowing Span<UInt8>) -> Bool {
        begins(text) || hasTrack2(text) || LicenceElements.stand(in: text)
    }

    /// Whether the text begins as a licence's barcode or track 1, with or without start sentinel.
    static func begins(_ text: borrowing Span<UInt8>) -> Bool {
        let start = text.starts(with: "%") ? 1 : 0
        return LicenceHeader(text.extracting(0..<text.count)) != nil
            || LicenceTrack1(text.extracting(start..<text.count)) != nil
    }

    /// Track 2: issuer, licence number, `=`, expiry and birth date; anywhere in several tracks.
    private static func hasTrack2(_ text: borrowing Span<UInt8>) -> Bool {
        var from = 0
        while let separator = text.firstIndex(of: UInt8(ascii: "="), from: from) {
            var start = separator
            while start > 0, text[start - 1].isASCIIDigit { start -= 1 }
            if (7...19).contains(separator - start),
                isTrack2(text.extracting(start..<text.count))
            {
                return true
            }
            from = separator + 1
        }
        return false
    }

    /// Beside the standard's form, anything of an issuer that issues nothing but licences.
    private static func isTrack2(_ track: borrowing Span<UInt8>) -> Bool {
        track.hasLicenceIssuer || LicenceTrack2(track.extracting(0..<track.count)) != nil
    }
}

extension Span where Element == UInt8 {
    /// Whether the number starts with an issuer of licences: 636000 to 636062, or 604425 to 604434;
    /// Arkansas puts a zero before its own, 636021.
    fileprivate var hasLicenceIssuer: Bool {
        if starts(with: "0636021") { return true }
        guard count >= 6, extracting(first: 6).isAllDigits else { return false }
        let last = Int(self[3] - 0x30) * 100 + Int(self[4] - 0x30) * 10 + Int(self[5] - 0x30)
        return starts(with: "636") && last <= 62
            || starts(with: "604") && (425...434).contains(last)
    }
}
