import Decoding
public import Identity
import Recognition

/// Says whether a payment card's number got through recognition, without asking how the guard came
/// to its judgement.
///
/// A card's number is in a brand's range, has 14 to 19 digits and satisfies the Luhn formula. None
/// is what says what it is: a number that the network or an EAN, UPC or ITF-14 label gives; one
/// that also checks as a trade number; an unlabelled EAN-13 with an add-on, unless its brand issues
/// numbers of that length; the elements of a GS1 label, but for those of companies' own use.
public enum PaymentCardOracle {
    public static func findsNumber(in reading: Reading) -> Bool {
        guard reading.entryMode != .incomingCall, reading.symbology?.isTradeNumber != true else {
            return false
        }
        let found = identifiers(of: reading)
        guard reading.isGS1, !found.isEmpty else {
            return found.contains { isNumber($0.value, in: reading) }
        }
        return holdsOwnNumber(reading.text.span)
    }

    private static func identifiers(of reading: Reading) -> [Identifier] {
        switch Recogniser().recognise(reading) {
        case .identifier(let identifier, _), .staff(let identifier, _), .bearer(let identifier, _):
            [identifier]
        case .lookUp(let spellings): (0..<spellings.count).map { spellings[$0] }
        case .suppressed, .licence, .unusable, .malformed, .ignored, .coupon, .plain: []
        }
    }

    private static func isNumber(_ value: Bytes<128>, in reading: Reading) -> Bool {
        let number = value.span
        guard isNumber(number) else { return false }
        guard reading.kind == .barcode, reading.entryMode == .scanned, reading.symbology == nil,
            isProduct(number)
        else { return true }
        // French newspapers, whose numbers begin as American Express's do, and whose 13th digit
        // counts no card.
        let isPress =
            number.count == 15 && number[0] == 0x33 && number[1] == 0x37 && number[2] >= 0x38
            && number[12] != 0x30
        return IssuerRange.issues(number) && !isPress
    }

    private static func isProduct(_ number: borrowing Span<UInt8>) -> Bool {
        let length = [14: 12, 15: 13, 17: 12, 18: 13][number.count]
        return length.map { CheckDigit.isValidGS1(number.extracting(0..<$0)) } ?? false
    }

    /// Whether an element for a company's own use, or what no element claims, is a card's number.
    private static func holdsOwnNumber(_ text: borrowing Span<UInt8>) -> Bool {
        var elements = GS1ElementString()
        var end = 0
        while let element = try? elements.next(in: text) {
            end = element.value.upperBound
            if (90...99).contains(element.identifier), isNumber(text.extracting(element.value)) {
                return true
            }
        }
        return isNumber(text.extracting(end..<text.count))
    }

    private static func isNumber(_ number: borrowing Span<UInt8>) -> Bool {
        number.count >= 14 && IssuerRange.covers(number) && CheckDigit.isValidLuhn(number)
            && !CheckDigit.isValidGS1(number)
    }
}

extension Symbology {
    fileprivate var isTradeNumber: Bool { isEANUPC || self == .itf14 }
}
