import Identity

/// Tells a driving licence (AAMVA Card Design Standard) from everything else. It comes before the tests for payment
/// cards, whose track 2 it resembles, so that the refusal is named right.
enum LicenceTest {
    /// Whether the text, or the data of one track, is a licence's.
    static func passes(_ text: borrowing Span<UInt8>) -> Bool {
        begins(text) || hasTrack2(text)
    }

    /// Whether the text begins as a licence's barcode or track 1 does.
    static func begins(_ text: borrowing Span<UInt8>) -> Bool {
        hasDocumentHeader(text) || isTrack1(text)
    }

    /// The two-dimensional barcode: `@`, separators, then `ANSI ` or `AAMVA` and the issuer's six digits. Early issuers
    /// break the separators, and keyboards swallow them.
    private static func hasDocumentHeader(_ text: borrowing Span<UInt8>) -> Bool {
        guard text.count >= 12 else { return false }
        for start in 0..<min(8, text.count - 10) {
            guard text.starts(with: "ANSI ", at: start) || text.starts(with: "AAMVA", at: start)
            else {
                continue
            }
            return text.extracting((start + 5)..<(start + 11)).isAllDigits
        }
        return false
    }

    /// Track 1: state, city and `^`, the name's parts joined by `$`, `^`, address.
    private static func isTrack1(_ text: borrowing Span<UInt8>) -> Bool {
        let start = text.starts(with: "%") ? 1 : 0
        guard text.count > start + 2, text[start].isASCIILetter, text[start + 1].isASCIILetter,
            let city = text.firstIndex(of: UInt8(ascii: "^"), from: start + 2), city <= start + 15,
            let dollar = text.firstIndex(of: UInt8(ascii: "$"), from: city + 1),
            text.firstIndex(of: UInt8(ascii: "^"), from: dollar + 1) != nil
        else { return false }
        return true
    }

    /// Track 2: the issuer, the licence number, `=`, expiry and birth date; anywhere in a text of several tracks.
    private static func hasTrack2(_ text: borrowing Span<UInt8>) -> Bool {
        var from = 0
        while let separator = text.firstIndex(of: UInt8(ascii: "="), from: from) {
            var start = separator
            while start > 0, text[start - 1].isASCIIDigit { start -= 1 }
            if (7...19).contains(separator - start),
                isTrack2(text.extracting(start..<text.count), separator: separator - start)
            {
                return true
            }
            from = separator + 1
        }
        return false
    }

    private static func isTrack2(_ track: borrowing Span<UInt8>, separator: Int) -> Bool {
        if track.hasLicenceIssuer { return true }
        // Other numbers under 636 are licences when a date of birth follows the expiry; the rest are loyalty cards.
        return track.starts(with: "636") && hasExpiryAndBirth(track, at: separator + 1)
    }

    private static func hasExpiryAndBirth(_ track: borrowing Span<UInt8>, at start: Int) -> Bool {
        guard start + 12 <= track.count, track.extracting(start..<(start + 12)).isAllDigits,
            track.hasMonth(at: start + 2) || track.starts(with: "77", at: start + 2)
                || track.starts(with: "88", at: start + 2)
                || track.starts(with: "99", at: start + 2)
        else { return false }
        // Florida writes 99 for the month of birth.
        return (track.starts(with: "19", at: start + 4) || track.starts(with: "20", at: start + 4))
            && (track.hasMonth(at: start + 8) || track.starts(with: "99", at: start + 8))
    }
}

extension Span where Element == UInt8 {
    /// Whether the number starts with an issuer of licences: 636000 to 636062, or 604425 to 604434.
    fileprivate var hasLicenceIssuer: Bool {
        guard count >= 6, extracting(first: 6).isAllDigits else { return false }
        let last = Int(self[3] - 0x30) * 100 + Int(self[4] - 0x30) * 10 + Int(self[5] - 0x30)
        return starts(with: "636") && last <= 62
            || starts(with: "604") && (425...434).contains(last)
    }
}
