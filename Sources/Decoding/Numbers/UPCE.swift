public import Identity

/// UPC-E: a UPC-A number with its zeros left out (ISO/IEC 15420; GS1 General Specifications, 5.2).
public enum UPCE {
    /// The UPC-A number, twelve digits with check digit, that the eight digits (number system, six
    /// digits, check digit) stand for.
    ///
    /// `badLength` unless there are eight, `badCharacter` unless they are digits, `notCanonical`
    /// when no UPC-A number shortens to them, `badCheckDigit`.
    public static func upcA(from number: Span<UInt8>) throws(Fault) -> Bytes<12> {
        guard number.count == 8 else { throw .badLength }
        guard number.isAllDigits else { throw .badCharacter }
        let expanded = try upcA(system: number[0], digits: number.extracting(1..<7))
        guard expanded[11] == number[7] else { throw .badCheckDigit }
        return expanded
    }

    /// The UPC-A number, with its computed check digit, of a number system (ASCII `0` or `1`) and
    /// six digits.
    public static func upcA(system: UInt8, digits: Span<UInt8>) throws(Fault) -> Bytes<12> {
        guard digits.count == 6 else { throw .badLength }
        guard system.isASCIIDigit, digits.isAllDigits else { throw .badCharacter }
        guard system == 0x30 || system == 0x31, isCanonical(digits) else { throw .notCanonical }
        var number = Bytes<12>()
        number.append(system)
        let (kept, zeros) = layout(of: digits[5])
        number.append(contentsOf: digits.extracting(first: kept))
        if digits[5] <= 0x32 { number.append(digits[5]) }
        for _ in 0..<zeros { number.append(0x30) }
        number.append(contentsOf: digits.extracting(kept..<5))
        if digits[5] >= 0x35 { number.append(digits[5]) }
        if let check = CheckDigit.gs1(after: number.span) { number.append(check) }
        return number
    }

    /// How many digits stand before the left-out zeros, and how many zeros those are, by the last
    /// digit.
    private static func layout(of last: UInt8) -> (kept: Int, zeros: Int) {
        switch last {
        case 0x30...0x32: (2, 4)
        case 0x33: (3, 5)
        case 0x34: (4, 5)
        default: (5, 4)
        }
    }

    /// Whether this is the one shortened spelling of its number: `3` never follows 0-2 (that is
    /// spelled with 0-2), `4` never follows 0 (spelled with 3), 5-9 never follow 0 (spelled with
    /// 4).
    private static func isCanonical(_ digits: Span<UInt8>) -> Bool {
        switch digits[5] {
        case 0x30...0x32: true
        case 0x33: digits[2] > 0x32
        case 0x34: digits[3] != 0x30
        default: digits[4] != 0x30
        }
    }
}
