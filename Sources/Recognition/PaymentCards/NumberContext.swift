import Identity

/// What stands around a number, which tells more of a payment card than the number does.
struct NumberContext {
    private let symbolCount: Int
    /// Whether it lies where a track keeps its expiry, service code and the issuer's own data.
    private(set) var isDiscretionary = false
    private(set) var isFollowedByNameAndDate = false
    /// Whether an expiry date stands after the number's separator.
    private(set) var isFollowedByExpiry = false
    private var isTrack1 = false
    private var isTrack2 = false
    /// Digits after the separator.
    private var tail = 0

    init(of run: NumberRun, in text: borrowing Span<UInt8>, on carrier: Carrier) {
        symbolCount = run.symbols.count
        readBefore(run, in: text)
        // Only a track has discretionary data: "card1=4111…" in a web address is a card number.
        if carrier.kind != nil, carrier.track == nil { isDiscretionary = false }
        readAfter(run, in: text)
    }

    /// The form of a bank's track 1 or 2, if the number stands in one.
    var bankForm: PaymentEvidence? {
        guard symbolCount <= 19 else { return nil }
        return isTrack1 ? .bankTrack1 : isTrack2 ? .bankTrack2 : nil
    }

    /// Whether a number too long for a card stands in a bank's track 3, behind its format code.
    func isBankTrack3(on carrier: Carrier) -> Bool {
        (carrier.track == nil || carrier.track == 3) && tail >= 7
    }

    private mutating func readBefore(_ run: NumberRun, in text: borrowing Span<UInt8>) {
        guard run.start > 0 else { return }
        switch text[run.start - 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"):
            isTrack1 = true
        case UInt8(ascii: "^"):
            // Behind the name, which stands between two of them, and begun by an expiry date of
            // these decades.
            let first = text.firstIndex(of: UInt8(ascii: "^"), from: 0) ?? run.start
            isDiscretionary =
                first < run.start - 1 && text.hasMonth(at: run.start + 2)
                && (text[run.start] == UInt8(ascii: "2") || text[run.start] == UInt8(ascii: "3"))
        case UInt8(ascii: "="):
            // "card=4111…" and "card1=4111…" in a typed text are no track.
            isDiscretionary = run.start > 4
            for index in max(0, run.start - 5)..<(run.start - 1)
            where !text[index].isASCIIDigit { isDiscretionary = false }
        default: break
        }
    }

    private mutating func readAfter(_ run: NumberRun, in text: borrowing Span<UInt8>) {
        var index = run.end
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        isTrack1 = isTrack1 && index < text.count && text[index] == UInt8(ascii: "^")
        guard run.end < text.count else { return }
        switch text[run.end] {
        case UInt8(ascii: "="): readTail(text, from: run.end + 1)
        case UInt8(ascii: "\t"): readNameAndDate(text, from: run.end + 1)
        default: break
        }
    }

    /// Track 2 after the separator: YYMM, service code, the issuer's data; a missing one is
    /// replaced by a separator (ISO/IEC 7813), a masked one by `*`.
    private mutating func readTail(_ text: borrowing Span<UInt8>, from start: Int) {
        var index = start
        var hasSeparator = false
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "=") {
                hasSeparator = true
            } else if byte.isASCIIDigit || byte == UInt8(ascii: "*") {
                tail += 1
            } else {
                break
            }
            index += 1
        }
        isFollowedByExpiry = text.hasMonth(at: start + 2) && tail >= 4
        let hasServiceCode = tail >= 5 && text[start + 4].isServiceCodeStart
        isTrack2 =
            tail >= 7 || hasSeparator && tail >= 3 || isFollowedByExpiry && hasServiceCode
    }

    /// The typed output of some stripe readers, without sentinels: number, name, month and year.
    private mutating func readNameAndDate(_ text: borrowing Span<UInt8>, from start: Int) {
        guard let name = text.firstIndex(of: UInt8(ascii: "\t"), from: start), name > start,
            text.hasMonth(at: name + 1), name + 5 < text.count,
            text[name + 3] == UInt8(ascii: "\t"),
            text[name + 4].isASCIIDigit, text[name + 5].isASCIIDigit
        else { return }
        isFollowedByNameAndDate = true
    }
}

extension Span where Element == UInt8 {
    /// Whether the two digits 01 to 12 stand at `index`.
    func hasMonth(at index: Int) -> Bool {
        guard index >= 0, index + 1 < count, self[index].isASCIIDigit, self[index + 1].isASCIIDigit
        else { return false }
        return (1...12).contains(Int(self[index] - 0x30) * 10 + Int(self[index + 1] - 0x30))
    }
}

extension UInt8 {
    /// Whether a service code may start so: 1, 2, 5, 6 for use, 7 private, 9 test (ISO/IEC 7813).
    fileprivate var isServiceCodeStart: Bool {
        switch self {
        case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "5"), UInt8(ascii: "6"),
            UInt8(ascii: "7"), UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
