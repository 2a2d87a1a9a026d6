import Identity

/// The check digit of a price or weight within an in-store EAN-13 (GS1 General Specifications,
/// 7.9.2 to 7.9.4).
public enum PriceCheck {
    /// What a position's digit is turned into before the digits are added; units only.
    private enum Weight {
        case twoMinus, three, fivePlus, fiveMinus

        func product(_ digit: Int) -> Int {
            switch self {
            case .twoMinus: (2 * digit - 2 * digit / 10 + 10) % 10
            case .three: 3 * digit % 10
            case .fivePlus: (5 * digit + 5 * digit / 10) % 10
            case .fiveMinus: (5 * digit - 5 * digit / 10) % 10
            }
        }
    }

    /// The check digit, in ASCII, of a price field of four or five digits; nil for anything else.
    public static func digit(of field: Span<UInt8>) -> UInt8? {
        guard field.isAllDigits else { return nil }
        switch field.count {
        case 4: return four(field)
        case 5: return five(field)
        default: return nil
        }
    }

    private static func four(_ field: Span<UInt8>) -> UInt8 {
        let sum =
            product(field, 0, .twoMinus) + product(field, 1, .twoMinus) + product(field, 2, .three)
            + product(field, 3, .fiveMinus)
        return 0x30 + UInt8(sum * 3 % 10)
    }

    private static func five(_ field: Span<UInt8>) -> UInt8 {
        let sum =
            product(field, 0, .fivePlus) + product(field, 1, .twoMinus)
            + product(field, 2, .fiveMinus) + product(field, 3, .fivePlus)
            + product(field, 4, .twoMinus)
        let wanted = (10 - sum % 10) % 10
        var digit = 0
        while digit < 9, Weight.fiveMinus.product(digit) != wanted { digit += 1 }
        return 0x30 + UInt8(digit)
    }

    private static func product(_ field: Span<UInt8>, _ index: Int, _ weight: Weight) -> Int {
        weight.product(Int(field[index] - 0x30))
    }
}
